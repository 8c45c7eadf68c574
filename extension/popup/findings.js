// @ts-check
/** What is odd about the posting, worst first, each with its reason and its way into the page. */

import { button, element, link, shorten } from "../shared/elements.js";
import { counted, message } from "../shared/messages.js";
import { SEVERITIES, findings } from "../shared/report.js";

/** @typedef {import("../shared/report.js").Report} Report */
/** @typedef {import("../shared/report.js").Annotation} Annotation */
/** @typedef {import("../shared/report.js").Finding} Finding */

/**
 * The way from the list into the page.
 *
 * @typedef {object} Pointer
 * @property {Set<string>} places those that were found in the page: "a1", and "a1.0" for what is related to it
 * @property {string} server
 * @property {(place: string) => Promise<boolean>} pointAt scrolls there; false where nothing can be seen
 */

/** Longest quotation in the list, in UTF-16 units. */
const QUOTE = 180;

/**
 * @param {Report} report
 * @param {Pointer} pointer
 * @returns {{parts: Element[], summary: string}} the elements, and their essence for a screen reader
 */
export function showFindings(report, pointer) {
  const found = findings(report.annotations);
  const gaps = report.complete ? [] : [showGaps(report)];
  if (!found.length) {
    const summary = message(report.complete ? "nothingTitle" : "nothingPartlyTitle");
    const read = report.rules.filter(({ outcome }) => outcome === "passed").length;
    const nothing = element("section", { class: "state" }, element("h2", {}, summary), ...(report.complete
      ? [element("p", {}, counted("nothingText", read)), element("p", {}, message("nothingNext"))]
      : []));
    return { parts: [nothing, ...gaps], summary };
  }
  const list = element("ol", { id: "findings" }, ...found.map((finding) => showFinding(finding, pointer)));
  return { parts: [showFilters(found, list), ...gaps, list], summary: counted("findings", found.length) };
}

/**
 * @param {Finding[]} found
 * @param {Element} list
 */
function showFilters(found, list) {
  const bar = element("div", { class: "summary filters", role: "group", "aria-label": message("filters") });
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: found.filter(({ first }) => first.severity === severity).length,
  })).filter(({ count }) => count);
  for (const { severity, count } of [{ severity: "all", count: found.length }, ...counts]) {
    const chip = button(`${message(`filter_${severity}`)} ${count}`, () => {
      for (const item of list.children) {
        /** @type {HTMLElement} */ (item).hidden = severity !== "all" && !item.classList.contains(severity);
      }
      for (const other of bar.children) other.setAttribute("aria-pressed", String(other === chip));
    }, { "aria-pressed": String(severity === "all") });
    bar.append(chip);
  }
  return bar;
}

/** @param {Report} report */
function showGaps({ incomplete }) {
  const details = incomplete.map(({ detail }) => element("li", {}, detail));
  return element("section", { class: "gaps" }, element("p", {}, message("partly")), element("ul", {}, ...details));
}

/**
 * @param {Finding} finding
 * @param {Pointer} pointer
 */
function showFinding({ first, places }, pointer) {
  const severity = message(`severity_${first.severity}`);
  const sure = first.certainty === "certain" ? severity : message("review", severity);
  const others = places.slice(1);
  const why = link(message("why"), pointer.server + first.help_url);
  return element(
    "li",
    { class: `finding ${first.severity}` },
    element("p", { class: "severity" }, sure),
    element("h2", {}, first.title, others.length ? element("span", {}, ` · ${counted("places", places.length)}`) : null),
    element("p", {}, first.message),
    reading(first),
    element("div", { class: "ways" }, ...ways(first, pointer), why),
    others.length ? showOthers(first, others, pointer) : null,
  );
}

/**
 * @param {Annotation} first
 * @param {Annotation[]} others
 * @param {Pointer} pointer
 */
function showOthers(first, others, pointer) {
  const items = others.map((other) =>
    element(
      "li",
      {},
      other.replacements.length || other.message === first.message ? null : element("p", {}, other.message),
      reading(other),
      element("div", { class: "ways" }, ...ways(other, pointer)),
    ),
  );
  return element("details", {}, element("summary", {}, counted("morePlaces", others.length)), element("ol", {}, ...items));
}

/** What stands there, and what it should read. @param {Annotation} annotation */
function reading({ target, replacements: [likely], rule }) {
  if (!target && !likely) return null;
  const shows = target ? [element("dt", {}, message("shows")), element("dd", {}, shorten(target.quote.exact, QUOTE))] : [];
  const term = message(rule.startsWith("encoding/") ? "reads" : "likely");
  const reads = likely ? [element("dt", {}, term), element("dd", { class: "likely" }, shorten(likely, QUOTE))] : [];
  return element("dl", { class: "reading" }, ...shows, ...reads);
}

/**
 * The buttons that lead into the page; where a place was not found, the words that say so.
 *
 * @param {Annotation} annotation
 * @param {Pointer} pointer
 */
function ways({ id, target, related }, pointer) {
  const wanted = [
    { place: id, label: message("showInPage"), target },
    ...related.map((other, i) => ({ place: `${id}.${i}`, label: other.label, target: other.target })),
  ].filter((way) => way.target);
  return wanted.map(({ place, label }, i) => {
    if (!pointer.places.has(place)) return element("span", {}, i ? "" : message("notOnPage"));
    const way = button(label, async () => {
      if (!(await pointer.pointAt(place))) way.replaceWith(element("span", {}, message("folded")));
    }, { class: "plain", "data-place": place });
    return way;
  });
}
