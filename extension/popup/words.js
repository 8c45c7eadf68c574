// @ts-check
/** The service's texts, in the user's language where the extension has them. */

import { message } from "../shared/messages.js";

/** @typedef {import("../shared/report.js").Annotation} Annotation */

/** @param {Annotation} annotation */
export const titleOf = ({ title }) => title;

/** @param {Annotation} annotation */
export const messageOf = ({ message }) => message;

/** @param {Annotation["related"][number]} related */
export const labelOf = ({ label }) => label;

/**
 * What was not checked.
 *
 * @param {import("../background/orders.js").Checked} outcome
 */
export const gapsIn = ({ report, unread = [] }) => [
  ...report.incomplete.map(({ detail }) => detail),
  ...unread.map((host) => message("unreadFrame", host)),
];
