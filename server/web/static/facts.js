// @ts-check
/** What the posting states, as a list of facts. */

import { change, element } from "./dom.js";
import { counted, pay, payDetails, reading } from "./wording.js";

/** @typedef {import("./model.js").Annotation} Annotation */
/** @typedef {import("./model.js").Report} Report */
/** @typedef {import("./model.js").Salary} Salary */
/** @typedef {import("./model.js").Policy} Policy */
/** @typedef {import("./model.js").Contact} Contact */
/** @typedef {import("./model.js").Target} Target */
/** @typedef {import("./places.js").Places} Places */

/** More pay statements or addresses than this are folded away: a page of forty bands is no summary. */
const FACTS_SHOWN = 4;

/**
 * @param {Report} report
 * @param {Places} places
 */
export function facts({ posting, annotations, document: page }, places) {
  const { title, employer, salaries, domain_policy: policies, contacts } = posting;
  const rows = /** @type {[string, HTMLElement[]][]} */ ([
    ["Posting", title ? [fact(title)] : []],
    ["Employer", employer.name || employer.domains.length > 0 ? [fact(employer.name ?? "not named", employer.domains.join(", "))] : []],
    ["Pay", salaries.length > 0 ? payFacts(salaries, annotations, places) : [fact("none read")]],
    ["Writes from", policyFacts(policies, "email", places)],
    ["Has its jobs on", policyFacts(policies, "site", places)],
    ["Apply leads to", contactFacts(contacts, "apply", places)],
    ["Contact", contactFacts(contacts, "contact", places)],
    ["Read as", [fact(reading(page)), ...repairs(page.page_text, places)]],
  ]);
  return element(
    "dl",
    { class: "facts" },
    ...rows
      .filter(([, values]) => values.length > 0)
      .map(([name, values]) => element("div", {}, element("dt", {}, name), element("dd", {}, ...folded(values)))),
  );
}

/**
 * @param {string} value
 * @param {string} details
 * @param {HTMLElement | null} button
 */
function fact(value, details = "", button = null) {
  const line = element("p", {}, element("span", { class: "value" }, value), button && " ", button);
  return element("div", {}, line, details ? element("p", { class: "hint" }, details) : null);
}

/**
 * Each pay once, however many parts of the page state it; those that a finding is about stand last and say so.
 *
 * @param {Salary[]} salaries
 * @param {Annotation[]} annotations
 * @param {Places} places
 */
function payFacts(salaries, annotations, places) {
  /** @param {Salary[]} same */
  const doubted = (same) => annotations.findIndex(({ target }) => same.some((salary) => samePlace(target, salary.target))) + 1;
  const groups = Map.groupBy(salaries, (salary) => JSON.stringify([pay(salary), salary.label]));
  return [...groups.values()]
    .sort((one, other) => Math.sign(doubted(one)) - Math.sign(doubted(other)))
    .map((same) => {
      const known = same.find(({ kind }) => kind !== "unknown") ?? same[0];
      const target = same.find((salary) => salary.target)?.target ?? null;
      const details = payDetails(known, same.map(({ origin }) => origin));
      const number = doubted(same);
      const button = places.button(target, "Show", `${pay(known)}, in the text`);
      return fact(pay(known), number > 0 ? `${details} · see finding ${number}` : details, button);
    });
}

/**
 * @param {Target | null} one
 * @param {Target | null} other
 */
function samePlace(one, other) {
  return one !== null && other !== null && one.position.start === other.position.start && one.position.end === other.position.end;
}

/**
 * @param {Policy[]} policies
 * @param {Policy["scope"]} scope
 * @param {Places} places
 */
function policyFacts(policies, scope, places) {
  const at = scope === "email" ? "@" : "";
  /** @param {string[]} domains */
  const named = (domains) => domains.map((domain) => (domain.includes("@") ? domain : at + domain)).join(", ");
  return policies
    .filter((policy) => policy.scope === scope)
    .map(({ domains, rejected, exclusive, target }) => {
      const value = domains.length > 0 ? named(domains) + (exclusive ? " only" : "") : "no address named";
      const button = places.button(target, "Show", "Where the posting says so");
      return fact(value, rejected.length > 0 ? `not from ${named(rejected)}` : "", button);
    });
}

/**
 * The ways to reach somebody in one role, each destination once.
 *
 * @param {Contact[]} contacts
 * @param {Contact["role"]} role
 * @param {Places} places
 */
function contactFacts(contacts, role, places) {
  const groups = Map.groupBy(
    contacts.filter((contact) => contact.role === role),
    ({ kind, domain, value }) => (kind === "link" || kind === "form" ? (domain ?? value) : value),
  );
  return [...groups].map(([name, [{ value, target }]]) =>
    fact(name, name === value ? "" : value, places.button(target, "Show", `${name}, in the text`)),
  );
}

/** @param {HTMLElement[]} values */
function folded(values) {
  if (values.length <= FACTS_SHOWN + 1) return values;
  const rest = values.slice(FACTS_SHOWN);
  return [...values.slice(0, FACTS_SHOWN), element("details", {}, element("summary", {}, `${rest.length} more`), ...rest)];
}

/**
 * @param {string} shown
 * @param {Places} places
 */
function repairs(shown, { repaired }) {
  if (repaired.length === 0) return [];
  const summary = `${counted(repaired.length, "place", "places")} repaired before anything else was read`;
  const rows = repaired.map(({ start, end, text }) => change(shown.slice(start, end), text, "reads"));
  return [element("details", {}, element("summary", {}, summary), ...rows)];
}
