// @ts-check
/** What is true of a page as a whole, beside its findings: whether a posting was there to be read, and all of it was. */

/** @typedef {Pick<import("../background/orders.js").Checked, "report" | "of" | "unread">} Outcome */

/** Characters below which a page holds no posting yet. */
export const LITTLE = 200;

/**
 * Whether the page was checked before it held a posting; a selection is as short as its user wants it.
 *
 * @param {Pick<Outcome, "report" | "of">} outcome
 */
export const isHardlyThere = ({ report, of }) => of === "page" && report.document.length < LITTLE;

/** Whether there was something that was not checked. @param {Pick<Outcome, "report" | "unread">} outcome */
export const isPartly = ({ report, unread }) => !report.complete || unread.length > 0;

/**
 * Why what was found, or not, may say little: the name of the message that says so, if there is one.
 *
 * @param {Pick<Outcome, "report" | "of">} outcome
 */
export function doubtIn({ report, of }) {
  const { recognised, salaries, contacts } = report.posting;
  if (isHardlyThere({ report, of })) return "hardlyTitle";
  if (recognised) return null;
  if (recognised === null) return "unclearTitle";
  return salaries.length && contacts.some(({ role }) => role === "apply") ? "notSureTitle" : "notPostingTitle";
}
