// @ts-check
/** What a page gets of a report: the findings to highlight, in the user's language. */

import { doubtIn, isPartly } from "../common/verdict.js";

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
 * What a page keeps of a check, for the number on the button: it has to be told anew when settings change.
 *
 * @param {import("../common/verdict.js").Outcome} outcome
 * @param {Settings} settings
 */
export const aboutCheck = (outcome, { server, rulesOff }) => ({ server, rulesOff, doubt: doubtIn(outcome), partly: isPartly(outcome) });

/** @typedef {ReturnType<typeof aboutCheck>} About */
