// @ts-check
/** The shape of a report, as far as this page reads it; all of it: /openapi.json. */

/** @typedef {"serious" | "warning" | "info"} Severity */
/** @typedef {{position: {start: number, end: number}, quote: {exact: string, prefix: string, suffix: string}}} Target */
/**
 * @typedef {object} Salary
 * @property {"headline" | "text" | "structured" | "title"} origin
 * @property {string | null} min
 * @property {string | null} max
 * @property {string | null} currency
 * @property {"hour" | "day" | "week" | "month" | "year" | null} period
 * @property {string | null} min_per_year
 * @property {string | null} max_per_year
 * @property {"base" | "total" | "ote" | "bonus" | "equity" | "unknown"} kind
 * @property {string | null} label
 * @property {Target | null} target
 */
/**
 * @typedef {object} Policy
 * @property {"email" | "site"} scope
 * @property {string[]} domains
 * @property {string[]} rejected
 * @property {boolean} exclusive
 * @property {Target | null} target
 */
/**
 * @typedef {object} Contact
 * @property {"email" | "link" | "form" | "messenger" | "phone"} kind
 * @property {string} value
 * @property {string | null} domain
 * @property {"apply" | "contact" | "mention" | "example"} role
 * @property {Target | null} target
 */
/**
 * @typedef {object} Annotation
 * @property {string} id
 * @property {string} rule
 * @property {Severity} severity
 * @property {"certain" | "review"} certainty
 * @property {string} title
 * @property {string} message
 * @property {Target | null} target
 * @property {{label: string, target: Target | null}[]} related
 * @property {string[]} replacements
 * @property {string} help_url
 */
/**
 * @typedef {object} Report What `POST /v1/checks?include=text` answers.
 * @property {string} checked_at
 * @property {{version: string, ruleset: string}} engine
 * @property {{content_type: string, encoding: string, encoding_source: "bom" | "header" | "meta" | "detected" | "default",
 *   language: string | null, length: number, text: string, page_text: string}} document
 * @property {{title: string | null, employer: {name: string | null, domains: string[]}, salaries: Salary[],
 *   domain_policy: Policy[], contacts: Contact[], recognised: boolean | null}} posting
 * @property {Annotation[]} annotations
 * @property {{id: string, outcome: "flagged" | "passed" | "inapplicable" | "failed"}[]} rules
 * @property {boolean} complete
 * @property {{code: string, detail: string}[]} incomplete
 */

export {};
