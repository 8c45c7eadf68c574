// @ts-check
/** What the extension's own pages, the popup above all, have the background do. */

import { readLinks } from "../common/lookups.js";
import { load, managed, mayCheck } from "../common/settings.js";
import * as badge from "./badge.js";
import { Moved, checkPage, drop, hostOf } from "./checks.js";
import { Closed, inPage, unstyle } from "./page.js";
import { checkSelected, dropSelected } from "./selections.js";
import * as service from "./service.js";
import { toAllTabs, toLists } from "./tabs.js";

/** @typedef {import("../common/report.js").Report} Report */
/** @typedef {import("../common/settings.js").Settings} Settings */

/**
 * `open`: what is known of the tab's page: of a selection that was just checked, of a stored report that still
 * fits, else of a new check. `check`: a new check in any case. `anyway`: also on a site that the user switched off.
 * `forget`: the server's stored report of an address. `clear`: all that is shown in the page. `known`: the links
 * of the page to postings that were checked before. `probe`: who answers at a server. `forget-all`: all reports
 * that it stores for this client.
 *
 * @typedef {{type: "open" | "check", tab: number, anyway?: true}
 *   | {type: "clear" | "known", tab: number}
 *   | {type: "forget", url: string}
 *   | {type: "probe" | "forget-all", server: string, token: string}} Order
 */

/**
 * A page, or a selection in it, that was checked.
 *
 * @typedef {object} Checked
 * @property {"checked"} state
 * @property {"page" | "selection"} of
 * @property {Report} report
 * @property {boolean} stored whether the report was made at an earlier opening
 * @property {string[]} placed the places that were found in the page: "a1", and "a1.0" for what is related to it
 * @property {string[]} hidden those among them that the page hides from people
 * @property {string[]} unread hosts of large frames in the page that could not be read
 * @property {string} server
 * @property {string} host where the page was opened; empty for a file
 * @property {Timings} timings
 */

/**
 * Where the time went, in milliseconds; zero for what was not needed.
 *
 * @typedef {{serialise: number, pack: number, send: number, anchor: number, paint: number}} Timings
 */

/**
 * The links of a page to postings that were checked before, in its order.
 *
 * @typedef {{state: "known", links: ReturnType<typeof readLinks>}} Known
 */

/**
 * Why there is no report. `local-file`: the browser keeps files closed until it is told otherwise; `interrupted`:
 * the tab has moved on to another page; `typed`: what is selected stands in a form; `failed`: the extension itself did.
 *
 * @typedef {{state: "not-agreed" | "closed-page" | "local-file" | "interrupted" | "typed", server: string}
 *   | {state: "site-off", host: string, managed: boolean, server: string}
 *   | {state: import("./service.js").Reason | "failed", detail: string, server: string}} Failure
 */

/**
 * What became of an order.
 *
 * @typedef {Checked | Known | ({state: "answered"} & import("../common/about.js").About)
 *   | {state: "forgotten" | "cleared"} | Failure} Outcome
 */

/**
 * What became of an order, or the reason why nothing did.
 *
 * @param {Order} order
 * @returns {Promise<Outcome>}
 */
export async function carryOut(order) {
  try {
    return await outcomeOf(order);
  } catch (error) {
    return reasonOf(error, { ...(await load()), ...order }.server);
  }
}

/**
 * @param {Order} order
 * @returns {Promise<Outcome>}
 */
async function outcomeOf(order) {
  switch (order.type) {
    case "probe":
      return { state: "answered", ...(await service.probe(order)) };
    case "forget-all":
      await service.forgetAll(order);
      await toAllTabs({ type: "stored", url: null });
      return { state: "forgotten" };
    case "clear":
      await clear(order.tab);
      return { state: "cleared" };
    case "known":
      return { state: "known", links: await chrome.tabs.sendMessage(order.tab, { type: "known" }).then(readLinks).catch(() => []) };
  }
  const settings = await load();
  const { server } = settings;
  if (!mayCheck(settings)) return { state: "not-agreed", server };
  if (order.type === "forget") {
    await service.forget(settings, order.url);
    await toLists(settings, order.url);
    return { state: "forgotten" };
  }
  const { tab: id, type, anyway = false } = order;
  const tab = await chrome.tabs.get(id);
  const host = hostOf(tab);
  if (settings.sitesOff.includes(host)) {
    const fixed = (await managed()).sitesOff.includes(host);
    if (fixed || !anyway) return { state: "site-off", host, managed: fixed, server };
  }
  try {
    return (await checkSelected(tab, settings)) ?? (await checkPage(tab, settings, { storedWillDo: type === "open" }));
  } catch (error) {
    // Of a file Chromium tells not even the address, after a click as before it; of any other page it says more, but
    // of the few without a site: "about:", "data:", "view-source:".
    const file = tab.url ? tab.url.startsWith("file:") : type === "open" && NAMELESS.test(String(error));
    if (file && isRefusal(error) && !(await chrome.extension.isAllowedFileSchemeAccess())) return { state: "local-file", server };
    throw error;
  }
}

/**
 * @param {unknown} error
 * @param {string} server
 * @returns {Failure}
 */
function reasonOf(error, server) {
  if (error instanceof service.ServiceError) return { state: error.reason, detail: error.detail, server };
  if (error instanceof Moved || LEFT.test(String(error))) return { state: "interrupted", server };
  if (isRefusal(error)) return { state: "closed-page", server };
  // Its address is no part of what went wrong.
  return { state: "failed", detail: String(error).replace(/\b[a-z][a-z+.-]*:\/\/\S+/gi, "…").slice(0, LONGEST), server };
}

/** Characters of an error that are shown. */
const LONGEST = 300;

/** What browsers say where a page, or all of its tab, went while it was read: Chromium; Firefox. */
const LEFT = /Frame with ID \d+ was removed|No tab with id|The (?:tab|frame) was (?:closed|removed)|Invalid tab ID|receiver is no longer available/i;

/**
 * What browsers say where they let no extension in: Chromium of what it was not asked for, of its own pages and its
 * store, of where an organisation forbids it, of pages that did not load; Firefox of all of these.
 */
const REFUSED = /Cannot access |cannot be scripted|showing error page|Missing host permission/;

const NAMELESS = /Cannot access contents of the page/;

/** @param {unknown} error */
const isRefusal = (error) => error instanceof Closed || REFUSED.test(String(error));

/** Take away all that a check left in a tab, and stop one that is under way. @param {number} tab */
export async function clear(tab) {
  drop(tab);
  const marks = inPage(tab, () => globalThis.grainOfSalt?.clear());
  const list = chrome.tabs.sendMessage(tab, { type: "clear" });
  await Promise.allSettled([marks, list, unstyle(tab), dropSelected(tab), badge.none(tab)]);
}
