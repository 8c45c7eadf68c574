// @ts-check
/** What the extension's scripts in web pages tell and ask. A page itself cannot; what they send is looked over all the same. */

import { list, webAddress } from "../common/readers.js";
import { load, mayCheck } from "../common/settings.js";
import * as badge from "./badge.js";
import { recount } from "./changes.js";
import { Moved, checkPage, drop, hostOf, visitOf } from "./checks.js";
import { clear } from "./orders.js";
import * as service from "./service.js";
import { failed, turn, worked } from "./turns.js";

/** @typedef {import("../common/settings.js").Settings} Settings */

/** `off`: the switch of this site is off, do not ask again; `later`: ask again then. */
/** @typedef {{state: "off"} | {state: "later", milliseconds: number}} Refusal */
/** @typedef {{state: "done"} | Refusal} OpenedAnswer */
/** @typedef {{state: "known", known: import("../common/lookups.js").Lookup[]} | Refusal} LinksAnswer */

/** As many addresses in one question as the service takes. */
const addresses = list(webAddress, 100);

/**
 * @param {any} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<OpenedAnswer | LinksAnswer | null>} null for what is not understood, or needs no answer; throws a
 *   TypeError for addresses that are none
 */
export async function hear(message, { tab, frameId, url }) {
  const host = URL.parse(url ?? "")?.host;
  if (tab?.id === undefined || frameId !== 0 || host === undefined) return null;
  switch (message?.type) {
    case "moved":
      drop(tab.id);
      await badge.none(tab.id);
      return null;
    case "displaced":
      await badge.none(tab.id);
      return null;
    case "placed":
      await recount(tab.id);
      return null;
    case "cleared":
      await clear(tab.id);
      return null;
    case "open-list":
      if (/^a\d{1,5}(\.\d{1,3})?$/.test(message.place)) await openList(tab, message.place);
      return null;
    case "opened":
      return opened(tab.id, host, await settingsFor(tab, host, "opened"));
    case "links":
      return linksIn(addresses(message.urls, "urls"), await settingsFor(tab, host, "lists"));
  }
  return null;
}

/**
 * The settings, if they let something happen on a host by itself; nothing does in private windows.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {string} host
 * @param {keyof import("../common/settings.js").Site} feature
 */
async function settingsFor({ incognito }, host, feature) {
  const settings = await load();
  const on = !incognito && settings.sites[host]?.[feature] && !settings.sitesOff.includes(host) && mayCheck(settings);
  return on ? settings : null;
}

/**
 * The user opened a posting on a site where that is enough.
 *
 * @param {number} tab
 * @param {string} host that site
 * @param {Settings | null} settings
 * @returns {Promise<OpenedAnswer>}
 */
async function opened(tab, host, settings) {
  if (!settings) return { state: "off" };
  const milliseconds = await turn("opened");
  if (milliseconds) return { state: "later", milliseconds };
  try {
    const shown = await chrome.tabs.get(tab);
    if (hostOf(shown) !== host) throw new Moved();
    await checkPage(shown, settings, { storedWillDo: true, automatic: true });
    await worked();
  } catch (error) {
    if (!(error instanceof service.ServiceError)) return { state: "done" }; // the next page tells of itself
    await badge.unknown(tab);
    return { state: "later", milliseconds: await failed() };
  }
  return { state: "done" };
}

/**
 * @param {string[]} urls
 * @param {Settings | null} settings
 * @returns {Promise<LinksAnswer>}
 */
async function linksIn(urls, settings) {
  if (!settings) return { state: "off" };
  const milliseconds = await turn("links");
  if (milliseconds) return { state: "later", milliseconds };
  try {
    const known = await service.lookups(settings, urls);
    await worked();
    return { state: "known", known };
  } catch {
    return { state: "later", milliseconds: await failed() };
  }
}

/**
 * Open the popup at the finding of a place.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {string} place
 */
async function openList({ id = chrome.tabs.TAB_ID_NONE, windowId }, place) {
  await chrome.storage.session.set({ [`place:${id}`]: { place, visit: await visitOf(id), time: Date.now() } });
  await chrome.action.openPopup({ windowId }).catch(() => {}); // not every browser opens it for a click in the page
}
