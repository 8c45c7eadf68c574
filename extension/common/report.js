// @ts-check
/**
 * A report is input from outside: it is read field by field, within bounds, before anything uses it.
 *
 * A newer server can say more: unknown fields are left behind, and a word that is not known is read as the one that
 * claims least. The types that the rest of the extension works with are those of the readers below.
 */

import { boolean, count, list, nullable, oneOfOr, path, record, refuse, ruleId, string } from "./readers.js";
import { say } from "./wording.js";

/**
 * @template T
 * @typedef {import("./readers.js").Reader<T>} Reader
 */

/** A decimal as the service writes it: digits, one point, nothing else; a third of a cent has many. @type {Reader<`${number}`>} */
const money = (value, at) =>
  typeof value === "string" && /^\d{1,40}(\.\d{1,40})?$/.test(value)
    ? /** @type {`${number}`} */ (value)
    : refuse(value, at);

/** @type {Reader<string>} */
const currency = (value, at) =>
  typeof value === "string" && /^[A-Z]{3}$/.test(value) ? value : refuse(value, at);

/** @type {Reader<string>} */
export const date = (value, at) =>
  typeof value === "string" && Number.isFinite(Date.parse(value)) ? value : refuse(value, at);

/** @typedef {ReturnType<typeof severity>} Severity */

/** A new word is listed, and alarms nobody. */
export const severity = oneOfOr("info", "serious", "warning");

/** Worst first. @type {readonly Severity[]} */
export const SEVERITIES = ["serious", "warning", "info"];

const target = record({
  position: record({ start: count, end: count }),
  quote: record({ exact: string, prefix: string, suffix: string }),
});

/**
 * Another reader's value with its texts in the user's language, each from its part of `wording`.
 *
 * @template {object} T
 * @param {Reader<T>} read
 * @param {(value: T, wording: any) => Partial<T>} texts
 * @returns {Reader<T>}
 */
const worded = (read, texts) => (value, at) => {
  const known = read(value, at);
  return { ...known, ...texts(known, /** @type {{wording?: unknown}} */ (value).wording) };
};

const label = worded(record({ label: string, target: nullable(target) }), ({ label }, wording) => ({
  label: say(wording, label),
}));

const gap = worded(record({ code: string, detail: string }), ({ detail }, wording) => ({ detail: say(wording, detail) }));

/** @type {Reader<string | null>} */
const wordOrNull = (value, at) => (typeof value === "string" ? string(value, at) : null);

/** The facts of a finding that are used here; others, and of other kinds, are the service's business. */
const told = nullable(record({ host: wordOrNull, known_as: wordOrNull }));

const annotation = worded(record({
  id: string,
  rule: ruleId,
  severity,
  certainty: oneOfOr("review", "certain"),
  title: string,
  message: string,
  target: nullable(target),
  related: list(label),
  replacements: list(string),
  help_url: path,
  data: told,
}), ({ title, message }, wording) => ({ title: say(wording?.title, title), message: say(wording?.message, message) }));

const salary = record({
  origin: oneOfOr("elsewhere", "headline", "text", "structured", "title"),
  min: nullable(money),
  max: nullable(money),
  currency: nullable(currency),
  period: nullable(oneOfOr("other", "hour", "day", "week", "month", "year")),
  min_per_year: nullable(money),
  max_per_year: nullable(money),
  kind: oneOfOr("unknown", "base", "total", "ote", "bonus", "equity"),
  label: nullable(string),
  target: nullable(target),
});

const policy = record({
  scope: oneOfOr("other", "email", "site"),
  domains: list(string),
  exclusive: boolean,
  target: nullable(target),
});

const contact = record({
  value: string,
  domain: nullable(string),
  role: string,
  target: nullable(target),
});

/** Whether it reads like a job posting; null where there is too little to tell. Older servers do not say. @type {Reader<boolean | null>} */
const recognised = (value, at) => value === undefined || nullable(boolean)(value, at);

const report = record({
  schema: count,
  url: nullable(string),
  digest: string,
  checked_at: date,
  document: record({ length: count }),
  posting: record({
    recognised,
    title: nullable(string),
    employer: record({ name: nullable(string), domains: list(string) }),
    salaries: list(salary),
    domain_policy: list(policy),
    contacts: list(contact),
  }),
  annotations: list(annotation),
  rules: list(record({ id: string, outcome: string })),
  complete: boolean,
  incomplete: list(gap),
});

/** @typedef {ReturnType<typeof report>} Report */
/** @typedef {ReturnType<typeof annotation>} Annotation */
/** @typedef {ReturnType<typeof salary>} Salary */
/** @typedef {ReturnType<typeof target>} Target */
/**
 * The report in an answer of the service, its texts in the user's language where they can be said in it.
 *
 * Throws a TypeError that names the field where it is not one, or where a place lies outside the text.
 *
 * @param {unknown} value parsed JSON
 * @returns {Report}
 */
export function readReport(value) {
  const read = report(value, "report");
  if (read.schema !== 1) refuse(value, "report.schema");
  for (const { position } of targets(read)) {
    if (position.start > position.end || position.end > read.document.length) refuse(value, "report: position");
  }
  return read;
}

/**
 * Every place that a report names, of facts and of findings.
 *
 * @param {Report} report
 * @returns {Target[]}
 */
export function targets({ posting, annotations }) {
  const { salaries, domain_policy, contacts } = posting;
  const related = annotations.flatMap((annotation) => annotation.related);
  return [...salaries, ...domain_policy, ...contacts, ...annotations, ...related]
    .map((holder) => holder.target)
    .filter((place) => place !== null);
}

/**
 * A finding as people count it: what one rule says at one severity, at one place or many.
 *
 * @template [One=Annotation]
 * @typedef {object} Finding
 * @property {One} first the first of its places; title and message are taken from here
 * @property {One[]} places all of them, in the order of the report
 */

/**
 * Annotations that say the same in several places, as one finding each; worst first.
 *
 * @template {Pick<Annotation, "rule" | "severity" | "title">} One
 * @param {One[]} annotations
 * @returns {Finding<One>[]}
 */
export function findings(annotations) {
  /** @type {Map<string, Finding<One>>} */
  const found = new Map();
  for (const severity of SEVERITIES) {
    for (const annotation of annotations.filter((one) => one.severity === severity)) {
      const key = `${severity} ${annotation.rule} ${annotation.title}`;
      const same = found.get(key);
      if (same) same.places.push(annotation);
      else found.set(key, { first: annotation, places: [annotation] });
    }
  }
  return [...found.values()];
}
