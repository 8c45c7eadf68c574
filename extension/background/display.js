// @ts-check
/** What a page gets of a report: the findings to highlight, in the user's language. */

import { findings } from "../common/report.js";

/** @typedef {import("../common/report.js").Report} Report */
/** @typedef {import("../common/report.js").Annotation} Annotation */
/** @typedef {import("../common/settings.js").Settings} Settings */

/**
 * An annotation as the page shows it. `help` is the address of the page about its rule.
 *
 * @typedef {Pick<Annotation, "id" | "rule" | "severity" | "certainty" | "target" | "related" | "title" | "message" | "replacements">
 *   & {help: string}} Displayed
 */

/**
 * All of them: the page is told which rules are off.
 *
 * @param {Report} report
 * @param {Pick<Settings, "server">} settings
 * @returns {Displayed[]}
 */
export const forPage = ({ annotations }, { server }) =>
  annotations.map(({ id, rule, severity, certainty, target, related, title, message, replacements, help_url }) => {
    return { id, rule, severity, certainty, target, related, title, message, replacements, help: server + help_url };
  });

/**
 * How many findings above info people see, and the severity of the worst.
 *
 * @param {Pick<Shown, "annotations">} checked
 * @param {Pick<Settings, "rulesOff">} settings
 */
export function alarming({ annotations }, { rulesOff }) {
  const found = findings(annotations.filter(({ rule }) => !rulesOff.includes(rule))).filter(({ first }) => first.severity !== "info");
  return { count: found.length, worst: found.at(0)?.first.severity ?? null };
}
