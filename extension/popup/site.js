// @ts-check
/** What happens by itself on the site of the page: two switches, off until the user asks and the browser permits. */

import { button, element } from "../common/elements.js";
import { message } from "../common/messages.js";
import { load, serverName, update } from "../common/settings.js";
import { origins } from "../common/sites.js";

/** @typedef {import("../common/settings.js").Settings} Settings */
/** @typedef {import("../common/settings.js").Site} Site */

/**
 * @param {string} host
 * @param {Settings} settings
 * @param {(said: string) => unknown} say to a screen reader
 * @param {((host: string) => unknown) | null} switchOff null where that is not up to the user
 */
export function showSite(host, { server, sites }, say, switchOff) {
  const answer = element("p", { class: "answer" });
  /** @type {Site} */
  const kept = { ...(sites[host] ?? { lists: false, opened: false }) };
  /** @param {keyof Site} name @param {string} label */
  const toggle = (name, label) => {
    const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", role: "switch", checked: kept[name] }));
    box.addEventListener("change", async () => {
      const granted = await change(host, { ...kept, [name]: box.checked });
      if (granted) kept[name] = box.checked;
      box.checked = kept[name];
      answer.textContent = granted ? "" : message("siteDenied");
      say(answer.textContent);
    });
    return element("label", { class: "switch" }, element("span", {}, label), box);
  };
  return element(
    "details",
    { class: "site" },
    element("summary", {}, message("site", host)),
    toggle("lists", message("siteLists")),
    toggle("opened", message("siteOpened")),
    element("p", { class: "hint" }, message("siteSent", serverName(server))),
    answer,
    switchOff && element("p", { class: "actions" }, button(message("switchOff"), () => switchOff(host))),
  );
}

/**
 * Keep what the user switched for a host, if the browser permits it.
 *
 * Has to be called from a click: the browser asks nothing otherwise. The popup may be closed by that
 * question; so what was wished is left where the background finds it when the answer is yes.
 *
 * @param {string} host
 * @param {Site} wished
 */
async function change(host, wished) {
  if (!wished.lists && !wished.opened) {
    await keep(host, wished);
    return true;
  }
  const left = chrome.storage.session.set({ wish: { host, wished, time: Date.now() } });
  const granted = await chrome.permissions.request({ origins: origins(host) });
  await left;
  await chrome.storage.session.remove("wish");
  if (granted) await keep(host, wished);
  return granted;
}

/**
 * @param {string} host
 * @param {Site} wished
 */
async function keep(host, wished) {
  await update(({ sites }) => {
    delete sites[host];
    return { sites: wished.lists || wished.opened ? { ...sites, [host]: wished } : sites };
  });
  // The permission of a host is that of all its ports.
  const needed = Object.keys((await load()).sites).some((other) => String(origins(other)) === String(origins(host)));
  if (!needed) await chrome.permissions.remove({ origins: origins(host) });
}
