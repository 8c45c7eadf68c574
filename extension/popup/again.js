// @ts-check
/** Highlights once more, after they were removed: from the report at hand, without a new check. */

import * as badge from "../background/badge.js";
import { aboutCheck, forPage } from "../background/display.js";
import { restyle } from "../background/page.js";

/** @typedef {import("../common/settings.js").Settings} Settings */

/**
 * False where the page is another by now.
 *
 * @param {number} tab
 * @param {import("../background/orders.js").Checked} shown
 * @param {Settings} settings
 */
export async function markAgain(tab, shown, settings) {
  const { report } = shown;
  const about = aboutCheck(shown, settings);
  const [{ result }] = await chrome.scripting
    .executeScript({ target: { tabId: tab }, func: mark, args: [forPage(report, settings), about] })
    .catch(() => [{ result: null }]); // the scripts are gone with their page
  if (!result) return false;
  await Promise.all([restyle(tab), badge.checked(tab, { ...about, annotations: report.annotations }, settings)]);
  return true;
}

/** Runs in the page. @param {import("../background/display.js").Displayed[]} findings @param {import("../background/display.js").About} about */
const mark = (findings, about) => grainOfSalt.mark(findings, about);
