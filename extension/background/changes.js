// @ts-check
/** Settings that change while checked pages are open: the user's, and those of the organisation. */

import { load, stored } from "../common/settings.js";
import * as badge from "./badge.js";
import { clear } from "./orders.js";
import { inPage } from "./page.js";
import { reconcile } from "./sites.js";
import { toAllTabs } from "./tabs.js";

/** @typedef {Record<string, chrome.storage.StorageChange>} Changes */

/**
 * Have everything that is open as settings want it now.
 *
 * @param {Changes} changes
 * @param {string} area
 */
export async function changed(changes, area) {
  if (area !== "local" && area !== "managed") return;
  /** @param {...string} names */
  const any = (...names) => names.some((name) => name in changes);
  const work = [];
  if (any("sites", "sitesOff", "lockSites")) work.push(reconcile());
  if (any("server")) work.push(toAllTabs({ type: "stored", url: null }));
  // One after the other: the last change is the one that stays.
  if (any("server", "rulesOff", "lockRules", "sitesOff")) work.push(navigator.locks.request("marked", () => remark(changes, area)));
  await Promise.all(work);
}

/**
 * Mark open pages anew, and clear those that nothing is to be said of any more.
 *
 * @param {Changes} changes
 * @param {"local" | "managed"} area
 */
async function remark({ sitesOff }, area) {
  const settings = await load();
  // Pages of sites that were off before were checked all the same; where the organisation's are off, none is.
  const before = new Set(/** @type {string[]} */ (area === "local" ? (sitesOff?.oldValue ?? []) : (await stored()).sitesOff));
  const nowOff = sitesOff ? settings.sitesOff.filter((host) => !before.has(host)) : [];
  const tabs = await chrome.tabs.query({ discarded: false });
  await Promise.allSettled(
    tabs.map(async ({ id = chrome.tabs.TAB_ID_NONE }) => {
      const marked = await inPage(id, markWithout, settings.rulesOff);
      if (!marked) return;
      const gone = marked.server !== settings.server || nowOff.includes(marked.host);
      await (gone ? clear(id) : badge.checked(id, marked, settings));
    }),
  );
}

/** Say again what a page was marked with, whose text has come back. @param {number} tab */
export async function recount(tab) {
  const settings = await load();
  const marked = await inPage(tab, markWithout, settings.rulesOff);
  if (marked) await badge.checked(tab, marked, settings);
}

/** Runs in the page, which has no such scripts if it was not checked. @param {string[]} rulesOff */
const markWithout = (rulesOff) => {
  const shown = globalThis.grainOfSalt?.markWithout?.(rulesOff);
  return shown ? { ...shown, host: location.host } : null;
};
