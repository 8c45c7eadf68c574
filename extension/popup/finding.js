// @ts-check
/** One finding of the list: its reason, what stands there and should, and the ways into the page. */

import { button, element, given, link, shorten } from "../common/elements.js";
import { counted, message } from "../common/messages.js";

/** @typedef {import("../common/report.js").Annotation} Annotation */
/** @typedef {import("../common/report.js").Finding} Finding */

/**
 * The way from the list into the page, and to the settings of its rules.
 *
 * @typedef {object} Pointer
 * @property {Set<string>} places those that were found in the page: "a1", and "a1.0" for what is related to it
 * @property {Set<string>} [hidden] those that are there, but that people do not see
 * @property {string} server
 * @property {(place: string) => Promise<boolean>} pointAt scrolls there; false where nothing can be seen
 * @property {(place: string) => unknown} [hint] points at it without scrolling
 * @property {(rule: string, off: boolean) => unknown} [switchRule] keeps that a rule was switched off, or on again
 */

/** Longest quotation in the list, in UTF-16 units. */
const QUOTE = 180;

/**
 * @param {Finding} finding
 * @param {Pointer} pointer
 * @param {boolean} off whether its rule is switched off
 * @param {(one: Annotation) => void} switchRule on or off
 */
export function showFinding({ first, places }, pointer, off, switchRule) {
  const severity = message(`severity_${first.severity}`);
  const sure = first.certainty === "certain" ? severity : message("review", severity);
  const others = places.slice(1);
  return element(
    "li",
    { class: `finding ${first.severity}`, tabindex: "-1", "data-at": first.id },
    element("p", { class: "severity" }, sure),
    menu(first, off, switchRule),
    element("h2", {}, first.title, others.length ? element("span", {}, ` · ${counted("places", places.length)}`) : null),
    element("p", {}, first.message),
    reading(first),
    element("div", { class: "ways" }, ...ways(first, pointer), link(message("why"), pointer.server + first.help_url)),
    others.length ? showOthers(first, others, pointer) : null,
  );
}

/**
 * @param {Annotation} first
 * @param {boolean} off
 * @param {(one: Annotation) => void} switchRule
 */
function menu(first, off, switchRule) {
  const label = message("moreAbout", first.title);
  const made = element(
    "details",
    { class: "menu" },
    element("summary", { "aria-label": label, title: label }, "⋯"),
    button(message(off ? "ruleOnAgain" : "ruleNoMore"), () => switchRule(first)),
  );
  made.addEventListener("focusout", ({ relatedTarget }) => {
    if (!made.contains(/** @type {Node | null} */ (relatedTarget))) made.removeAttribute("open");
  });
  return made;
}

/**
 * @param {Annotation} first
 * @param {Annotation[]} others
 * @param {Pointer} pointer
 */
function showOthers(first, others, pointer) {
  const items = others.map((other) => showOther(first, other, pointer));
  return element("details", {}, element("summary", {}, counted("morePlaces", others.length)), element("ol", {}, ...items));
}

/**
 * @param {Annotation} first
 * @param {Annotation} other
 * @param {Pointer} pointer
 */
function showOther(first, other, pointer) {
  const same = other.replacements.length > 0 || other.message === first.message;
  return element(
    "li",
    { tabindex: "-1", "data-at": other.id },
    same ? null : element("p", {}, other.message),
    reading(other),
    element("div", { class: "ways" }, ...ways(other, pointer)),
  );
}

/** What stands there, and what it should read. @param {Annotation} annotation */
function reading(annotation) {
  const rows = readings(annotation).map(({ name, text, likely }) => [
    element("dt", {}, name),
    element("dd", likely ? { class: "likely" } : {}, given(shorten(text, QUOTE))),
  ]);
  return rows.length ? element("dl", { class: "reading" }, ...rows.flat()) : null;
}

/**
 * What a place shows, and what it should read, each with its name.
 *
 * @param {Annotation} annotation
 */
export function readings({ target, replacements: [likely], rule }) {
  const shows = target ? [{ name: message("shows"), text: target.quote.exact, likely: false }] : [];
  const term = message(rule.startsWith("encoding/") ? "reads" : "likely");
  return likely ? [...shows, { name: term, text: likely, likely: true }] : shows;
}

/**
 * The buttons that lead into the page; where a place was not found, the words that say so.
 *
 * @param {Annotation} annotation
 * @param {Pointer} pointer
 */
function ways(annotation, { places, hidden, pointAt }) {
  const { id, target, related } = annotation;
  const wanted = [
    { place: id, label: message("showInPage"), target },
    ...related.map((other, i) => ({ place: `${id}.${i}`, label: other.label, target: other.target })),
  ].filter((way) => way.target);
  return wanted.map(({ place, label }, i) => {
    if (hidden?.has(place)) return i ? null : element("span", {}, message("hiddenOnPage"));
    if (!places.has(place)) return i ? null : element("span", {}, message("notOnPage"));
    const way = button(label, async () => {
      if (!(await pointAt(place))) way.replaceWith(element("span", {}, message("folded")));
    }, { class: "plain", "data-place": place });
    return way;
  }).filter((way) => way !== null);
}
