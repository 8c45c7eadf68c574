// @ts-check
/** What was not checked. */

import { message } from "../common/messages.js";

/** @param {import("../background/orders.js").Checked} outcome */
export const gapsIn = ({ report, unread }) => [
  ...report.incomplete.map(({ detail }) => detail),
  ...unread.map((host) => message("unreadFrame", host)),
];
