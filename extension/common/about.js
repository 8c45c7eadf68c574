// @ts-check
/** What a server says about itself, read within bounds: which service it is, and which rules it knows. */

import { list, matching, path, record, ruleId } from "./readers.js";
import { severity } from "./report.js";

/** Rules of one server, several times what there are. */
const MOST = 1_000;

/** A line or a paragraph for people. */
const text = matching(/^[^\p{Cc}]{1,1000}$/u);

const rules = record({
  rules: list(
    record({
      id: ruleId,
      severity,
      title: text,
      what_it_finds: text,
      help_url: path,
    }),
    MOST,
  ),
});

const service = record({ info: record({ title: text, version: text }) });

/** @typedef {ReturnType<typeof rules>["rules"][number]} Rule */

/**
 * @typedef {object} About
 * @property {string} name of the service, "Grain of Salt"
 * @property {string} version of the service, "0.1.0"
 * @property {Rule[]} rules
 * @property {boolean} guarded whether it answers only those who have a token
 * @property {number} milliseconds until it had told its rules
 */

/**
 * The rules in an answer to `GET /v1/rules`. Throws a TypeError where it is none.
 *
 * @param {unknown} value parsed JSON
 */
export const readRules = (value) => rules(value, "rules").rules;

/**
 * Name and version in the OpenAPI document of a service. Throws a TypeError where it is none.
 *
 * @param {unknown} value parsed JSON
 */
export function readService(value) {
  const { title, version } = service(value, "openapi").info;
  return { name: title, version };
}
