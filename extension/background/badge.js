// @ts-check
/** What the button says of a tab: in a few characters to look at, in a sentence to hear. */

import { counted, message } from "../common/messages.js";
import { alarming } from "./display.js";

/** Grounds for white letters, each with a contrast above 5.5. */
const [GREY, SERIOUS, WARNING] = ["#5a5f66", "#a82a1e", "#7f5200"];

/** The most that fits. */
const MOST = 99;

/** @param {number} tab */
export const checking = (tab) => show(tab, "…", GREY, message("badgeChecking"));

/** Of a check that nobody watches, and that came to nothing. @param {number} tab */
export const unknown = (tab) => show(tab, "?", GREY, message("badgeUnknown"));

/** As on a tab that was never checked. @param {number} tab */
export const none = (tab) => show(tab, "", GREY, message("actionTitle"));

/**
 * How many findings above info there are; "?" for none on a page that was checked in part.
 *
 * @param {number} tab
 * @param {Pick<Shown, "annotations" | "complete">} report
 * @param {Pick<import("../common/settings.js").Settings, "rulesOff">} settings
 */
export function checked(tab, report, settings) {
  const { count, worst } = alarming(report, settings);
  if (!count) return report.complete ? show(tab, "", GREY, message("badgeNothing")) : show(tab, "?", GREY, message("badgePartly"));
  const text = count > MOST ? `${MOST}+` : String(count);
  return show(tab, text, worst === "serious" ? SERIOUS : WARNING, counted("badgeFindings", count));
}

/**
 * @param {number} tabId
 * @param {string} text
 * @param {string} color
 * @param {string} title
 */
async function show(tabId, text, color, title) {
  const { action } = chrome;
  await Promise.allSettled([
    // A tab that was closed has no button.
    action.setBadgeBackgroundColor({ tabId, color }),
    action.setBadgeTextColor({ tabId, color: "#ffffff" }),
    action.setBadgeText({ tabId, text }),
    action.setTitle({ tabId, title }),
  ]);
}
