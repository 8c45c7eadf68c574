// @ts-check
/**
 * Where the browser wakes the extension: orders of its own pages, words from its scripts in web pages, menus,
 * keys, changed settings and permissions. The browser may end it between any two of these, and with it what is
 * under way: what has to last is in its storage.
 */

import { changed } from "./changes.js";
import "./installed.js";
import { choose, makeMenus, press } from "./menus.js";
import { carryOut } from "./orders.js";
import { hear } from "./reports.js";
import { permitted, reconcile } from "./sites.js";

/** @typedef {import("./orders.js").Order} Order */
/** @typedef {import("./orders.js").Outcome} Outcome */
/** @typedef {import("./orders.js").Checked} Checked */
/** @typedef {import("./orders.js").Known} Known */
/** @typedef {import("./orders.js").Failure} Failure */

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return false;
  const ownPage = sender.url?.startsWith(chrome.runtime.getURL(""));
  const answered = ownPage ? carryOut(message) : hear(message, sender);
  answered.then(answer, () => answer(null));
  return true;
});

chrome.contextMenus.onClicked.addListener(choose);
chrome.commands.onCommand.addListener(press);

chrome.runtime.onInstalled.addListener(() => {
  makeMenus();
  reconcile();
});
chrome.runtime.onStartup.addListener(reconcile);
chrome.permissions.onAdded.addListener(permitted);
chrome.permissions.onRemoved.addListener(reconcile);
chrome.storage.onChanged.addListener(changed);

// The access token is nothing for scripts in web pages. (Firefox has no such lock.)
chrome.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
