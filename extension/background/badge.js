// @ts-check
/** What the button says of a tab: in a few characters to look at, in a sentence to hear. */

import { counted, message } from "../common/messages.js";
import { findings } from "../common/report.js";

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
 * How many findings above info people see; for none, what is true of the page instead, and "?" where it was checked in part.
 *
 * @param {number} tab
 * @param {Omit<Shown, "server">} shown
 * @param {Pick<import("../common/settings.js").Settings, "rulesOff">} settings
 */
export function checked(tab, { annotations, doubt, partly }, { rulesOff }) {
  const on = annotations.filter(({ rule }) => !rulesOff.includes(rule));
  const alarming = findings(on).filter(({ first }) => first.severity !== "info");
  const [worst] = alarming;
  if (worst) {
    const text = alarming.length > MOST ? `${MOST}+` : String(alarming.length);
    return show(tab, text, worst.first.severity === "serious" ? SERIOUS : WARNING, counted("badgeFindings", alarming.length));
  }
  if (doubt) return show(tab, partly ? "?" : "", GREY, message("badgeSays", message(doubt)));
  if (partly) return show(tab, "?", GREY, message("badgePartly"));
  if (on.length) return show(tab, "", GREY, message("badgeNotes"));
  return show(tab, "", GREY, annotations.length ? message("badgeSays", message("nothingElseTitle")) : message("badgeNothing"));
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
