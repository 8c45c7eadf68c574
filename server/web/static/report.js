// @ts-check
/** A report as a part of the page: verdict, facts, findings and the text with its marks. */

import { change, element } from "./dom.js";
import { facts } from "./facts.js";
import { Places } from "./places.js";
import { SEVERITY_WORDS, counted, tally } from "./wording.js";

/** @typedef {import("./model.js").Annotation} Annotation */
/** @typedef {import("./model.js").Report} Report */

/**
 * Fill `section` with a report.
 *
 * @param {HTMLElement} section
 * @param {Report} report
 * @returns {HTMLElement} the heading that says the result, to move the focus to
 */
export function show(section, report) {
  const places = new Places(report.document);
  const heading = element("h2", { id: "verdict", tabindex: "-1" }, verdict(report));
  const columns = element("div", { class: "columns" }, findings(report, places)); // before the text: it makes the places
  const stated = facts(report, places);
  columns.append(places.pane());
  const moment = new Date(report.checked_at).toLocaleString();
  const by = `Checked ${moment} by Grain of Salt ${report.engine.version}, rules ${report.engine.ruleset}.`;
  section.replaceChildren(element("div", {}, heading, explanation(report), stated, columns, element("p", { class: "hint" }, by)));
  return heading;
}

/** From so many alike in a row on, the first is shown and the others are folded away under it. */
const ALIKE = 4;

/** @param {Report["rules"][number]} rule */
const judged = ({ outcome }) => outcome === "passed" || outcome === "flagged";

/** @param {Report} report */
function verdict({ annotations, complete, rules, document: page, posting }) {
  if (page.length === 0) return "No text to check";
  const found = tally(annotations);
  if (!found && complete && posting.recognised === false) return "This does not look like a job posting";
  if (!complete) return found ? `Partly checked: ${found} so far` : "Partly checked";
  return found || (rules.some(judged) ? "Nothing found" : "Nothing to look at");
}

/** @param {Report} report */
function explanation({ annotations, complete, incomplete, rules, document: page, posting }) {
  const gaps = element("ul", {}, ...incomplete.map(({ detail }) => element("li", {}, detail)));
  if (page.length === 0) {
    const why = "What was sent shows no text to a reader, so nothing was checked. A page that scripts fill is empty in its source: copy the posting from the page as you see it.";
    return element("div", { class: "notice" }, element("p", {}, why), gaps);
  }
  if (!complete) {
    const why = "Not all of this page could be read or checked. Where something is missing below, it may still be wrong.";
    return element("div", { class: "notice" }, element("p", {}, why), gaps);
  }
  if (posting.recognised === false) {
    const why = "It was checked all the same, but it says too little of what postings say. If you meant another page, copy the posting from there.";
    const what = annotations.length > 0 ? element("p", {}, "This does not look like a job posting.") : null;
    return element("div", { class: "notice" }, what, element("p", {}, why));
  }
  if (annotations.length > 0) return null;
  const number = rules.filter(judged).length;
  const quiet =
    number > 0
      ? `${counted(number, "rule", "rules")} had something to look at and saw nothing odd. That does not prove that the posting is genuine: see whether the employer's own site lists it.`
      : "There is no pay, address or other fact of a posting here that a rule could look at. Is it the right page?";
  const short = posting.recognised === null ? " There is too little text to tell whether this is a posting." : "";
  return element("p", { class: "lead" }, quiet + short);
}

/**
 * @param {Report} report
 * @param {Places} places
 */
function findings({ annotations, rules }, places) {
  const items = annotations.map((annotation, index) => finding(annotation, index + 1, places));
  const list = element("ol", { class: "findings" }, ...rows(annotations, items));
  list.addEventListener("keydown", stepThrough);
  return element(
    "section",
    { class: "findings-column", "aria-labelledby": "findings-title" },
    element("h3", { id: "findings-title" }, "Findings"),
    annotations.length > 0 ? list : element("p", { class: "hint" }, "None."),
    outcomes(rules),
  );
}

/**
 * The findings as rows of the list; of many alike in a row, those behind the first are one row that opens.
 *
 * @param {Annotation[]} annotations
 * @param {HTMLElement[]} items one for each
 */
function rows(annotations, items) {
  const made = [];
  for (let first = 0, next = 0; first < items.length; first = next) {
    while (next < items.length && isLike(annotations[first], annotations[next])) next += 1;
    const same = items.slice(first, next);
    if (same.length < ALIKE) made.push(...same);
    else {
      const [shown, ...rest] = same;
      const summary = element("summary", {}, `${rest.length} more of the same: ${annotations[first].title}`);
      made.push(shown, element("li", { class: "alike" }, element("details", {}, summary, element("ol", { class: "findings" }, ...rest))));
    }
  }
  return made;
}

/**
 * @param {Annotation} one
 * @param {Annotation} other
 */
const isLike = (one, other) => one.rule === other.rule && one.title === other.title && one.severity === other.severity;

/**
 * @param {Annotation} annotation
 * @param {number} number
 * @param {Places} places
 */
function finding(annotation, number, places) {
  const { rule, severity, title, message, target, related, certainty, replacements, help_url: help } = annotation;
  const [likely] = replacements;
  const own = places.button(target, "Show in the text", title, { number, severity, own: true });
  const others = related.map(({ label, target: place }) => places.button(place, label, title, { number, severity, own: false }));
  return element(
    "li",
    { id: `finding-${number}`, class: `finding ${severity}`, tabindex: "-1" },
    element("h4", {}, element("span", { class: "number" }, String(number)), " ", title, " ", element("span", { class: "severity" }, SEVERITY_WORDS[severity])),
    element("p", {}, message),
    certainty === "review" ? element("p", { class: "hint" }, "Not certain: have a look before you rely on it.") : null,
    likely !== undefined && target ? change(target.quote.exact, likely, rule.startsWith("encoding/") ? "reads" : "likely") : null,
    element(
      "p",
      { class: "links" },
      own ?? element("span", { class: "hint" }, "About the posting as a whole"),
      ...others,
      element("a", { href: help, "aria-label": `Why this matters: ${title}` }, "Why this matters"),
    ),
  );
}

/**
 * What became of every rule, so that silence can be told from not looking.
 *
 * @param {Report["rules"]} rules
 */
function outcomes(rules) {
  const words = { flagged: "found something", passed: "found nothing", inapplicable: "had nothing to look at", failed: "failed, so this was not checked" };
  const rows = rules.map(({ id, outcome }) => element("li", {}, element("a", { href: `/rules/${id}` }, id), ` ${words[outcome]}`));
  const summary = element("summary", {}, `What the ${counted(rules.length, "rule", "rules")} did`);
  return element("details", { class: "outcomes" }, summary, element("ul", {}, ...rows));
}

/**
 * Up and down move from finding to finding while the focus is on one.
 *
 * @param {KeyboardEvent} event
 */
function stepThrough(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const from = event.target instanceof Element ? event.target.closest(".finding") : null;
  if (!step || !from || !(event.currentTarget instanceof Element)) return;
  const shown = [...event.currentTarget.querySelectorAll(".finding")].filter((item) => item.checkVisibility());
  const to = shown[shown.indexOf(from) + step];
  if (!(to instanceof HTMLElement)) return;
  event.preventDefault();
  to.focus();
}
