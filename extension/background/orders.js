// @ts-check
/** What the extension's own pages, the popup above all, have the background do. */

import { load, mayCheck } from "../shared/settings.js";
import * as badge from "./badge.js";
import { Moved, addressOf, checkPage, drop, hostOf } from "./checks.js";
import { inPage } from "./page.js";
import { checkSelected, dropSelected } from "./selections.js";
import * as service from "./service.js";

/** @typedef {import("../shared/report.js").Report} Report */
/** @typedef {import("../shared/settings.js").Settings} Settings */

/**
 * `open`: what is known of the tab's page: of a selection that was just checked, of a stored report that still
 * fits, else of a new check. `check`: a new check in any case. `anyway`: also on a site that is switched off.
 * `forget`: the server's stored report of the page. `clear`: all that is shown in the page. `known`: the links
 * of the page to postings that were checked before. `probe`: who answers at a server. `forget-all`: all reports
 * that it stores for this client.
 *
 * @typedef {{type: "open" | "check", tab: number, anyway?: true}
 *   | {type: "forget" | "clear" | "known", tab: number}
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
 * @typedef {{state: "known", links: (import("../shared/lookups.js").Lookup & {text: string})[]}} Known
 */

/**
 * Why there is no report. `local-file`: the browser keeps files closed until it is told otherwise; `interrupted`:
 * the tab has moved on to another page.
 *
 * @typedef {{state: "not-agreed" | "closed-page" | "local-file" | "interrupted", server: string}
 *   | {state: "site-off", host: string, server: string}
 *   | {state: import("./service.js").Reason, detail: string, server: string}} Failure
 */

/**
 * What became of an order.
 *
 * @typedef {Checked | Known | ({state: "answered"} & import("../shared/about.js").About)
 *   | {state: "forgotten" | "cleared"} | Failure} Outcome
 */

/**
 * @param {Order} order
 * @returns {Promise<Outcome>}
 */
export async function carryOut(order) {
  switch (order.type) {
    case "probe":
      return orReason(order.server, async () => ({ state: "answered", ...(await service.probe(order)) }));
    case "forget-all":
      return orReason(order.server, async () => {
        await service.forgetAll(order);
        return { state: "forgotten" };
      });
    case "clear":
      await clear(order.tab);
      return { state: "cleared" };
    case "known":
      return { state: "known", links: await chrome.tabs.sendMessage(order.tab, { type: "known" }).catch(() => []) };
  }
  const { tab: id, type } = order;
  const anyway = "anyway" in order && order.anyway;
  const settings = await load();
  const { server } = settings;
  if (!mayCheck(settings)) return { state: "not-agreed", server };
  return orReason(server, async () => {
    const tab = await chrome.tabs.get(id);
    if (type === "forget") return forget(settings, addressOf(tab));
    const host = hostOf(tab);
    if (settings.sitesOff.includes(host) && !anyway) return { state: "site-off", host, server };
    const selected = await checkSelected(tab, settings);
    return selected ?? (await checkPage(tab, settings, { storedWillDo: type === "open" }));
  });
}

/**
 * The outcome of some work, or the reason why there is none.
 *
 * @param {string} server
 * @param {() => Promise<Outcome>} work
 * @returns {Promise<Outcome>}
 */
async function orReason(server, work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof service.ServiceError) return { state: error.reason, detail: error.detail, server };
    if (error instanceof Moved) return { state: "interrupted", server };
    if (/file/.test(String(error)) && !(await chrome.extension.isAllowedFileSchemeAccess())) return { state: "local-file", server };
    return { state: "closed-page", server }; // the browser refuses scripts there, or the tab has gone
  }
}

/** @param {Settings} settings @param {string | null} url null for a page that is stored under none @returns {Promise<Outcome>} */
async function forget(settings, url) {
  if (url) await service.forget(settings, url);
  return { state: "forgotten" };
}

/** Take away all that a check left in a tab, and stop one that is under way. @param {number} tab */
export async function clear(tab) {
  drop(tab);
  const marks = inPage(tab, () => globalThis.grainOfSalt?.clear());
  const list = chrome.tabs.sendMessage(tab, { type: "clear" });
  await Promise.allSettled([marks, list, dropSelected(tab), badge.none(tab)]);
}
