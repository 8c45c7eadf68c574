// @ts-check
/** Context menu and keys. */

import { clear } from "./orders.js";
import { inPage } from "./page.js";
import { select } from "./selections.js";

/** @typedef {"check-selection" | "clear-highlights"} Item */

/** Once, at installation: the browser keeps menus while the background is ended. */
export async function makeMenus() {
  await chrome.contextMenus.removeAll();
  /** @param {Item} id @param {string} name @param {`${chrome.contextMenus.ContextType}`} context */
  const add = (id, name, context) =>
    chrome.contextMenus.create({ id, title: chrome.i18n.getMessage(name), contexts: [context] });
  add("check-selection", "menuSelection", "selection");
  add("clear-highlights", "commandClear", "action");
}

/**
 * @param {chrome.contextMenus.OnClickData} clicked
 * @param {chrome.tabs.Tab} [tab]
 */
export async function choose({ menuItemId, ...clicked }, tab) {
  if (tab?.id === undefined) return;
  if (menuItemId === "clear-highlights") await clear(tab.id);
  if (menuItemId === "check-selection") {
    const selected = select(tab, clicked);
    // At once: Firefox opens it only while the click is being handled. Where it stays closed, the button tells.
    chrome.action.openPopup().catch(() => {});
    await selected.catch(() => {}); // the popup meets the same, and says so
  }
}

/**
 * @param {string} command
 * @param {chrome.tabs.Tab} [tab]
 */
export async function press(command, tab) {
  if (tab?.id === undefined) return;
  if (command === "clear-highlights") await clear(tab.id);
  const step = { "next-finding": next, "previous-finding": previous }[command];
  if (step) await inPage(tab.id, step).catch(() => {}); // a page that is closed to extensions
}

/** These run in the page, which has no such scripts if it was not checked. */

const next = () => globalThis.grainOfSalt?.next?.();

const previous = () => globalThis.grainOfSalt?.previous?.();
