// @ts-check
/** What a page gets of a report: the findings to highlight, in the user's language. */

import { findings } from "../shared/report.js";

/** @typedef {import("../shared/report.js").Report} Report */
/** @typedef {import("../shared/report.js").Annotation} Annotation */
/** @typedef {import("../shared/settings.js").Settings} Settings */

/**
 * An annotation as the page shows it. `help` is the address of the page about its rule.
 *
 * @typedef {Pick<Annotation, "id" | "rule" | "severity" | "target" | "related" | "title" | "message" | "replacements">
 *   & {help: string}} Displayed
 */

/**
 * The annotations of the rules that are on.
 *
 * @param {Report} report
 * @param {Pick<Settings, "rulesOff">} settings
 */
const wanted = ({ annotations }, { rulesOff }) => annotations.filter(({ rule }) => !rulesOff.includes(rule));

/**
 * @param {Report} report
 * @param {Pick<Settings, "rulesOff" | "server">} settings
 * @returns {Displayed[]}
 */
export const forPage = (report, settings) =>
  wanted(report, settings).map(({ id, rule, severity, target, related, title, message, replacements, help_url }) => {
    return { id, rule, severity, target, related, title, message, replacements, help: settings.server + help_url };
  });

/**
 * How many findings above info people see, and the severity of the worst.
 *
 * @param {Report} report
 * @param {Pick<Settings, "rulesOff">} settings
 */
export function alarming(report, settings) {
  const found = findings(wanted(report, settings)).filter(({ first }) => first.severity !== "info");
  return { count: found.length, worst: found.at(0)?.first.severity ?? null };
}
