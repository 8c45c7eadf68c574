// @ts-check
/** Words to the extension's scripts in all tabs. */

/**
 * `off`: a switch of a host is off; `clear`: what is shown shall go; `stored`: what is stored of an address has
 * changed, or of any.
 *
 * @typedef {{type: "off", feature: keyof import("../common/settings.js").Site, host: string} | {type: "clear"}
 *   | {type: "stored", url: string | null}} Told
 */

/** Which tabs have such a script, nobody knows who may not look into them. @param {Told} message */
export const toAllTabs = async (message) => send(await chrome.tabs.query({}), message);

/**
 * Say that what is stored of an address has changed; only where lists are marked, since it tells what was read.
 *
 * @param {Pick<import("../common/settings.js").Settings, "sites">} settings
 * @param {string} url
 */
export async function toLists({ sites }, url) {
  const tabs = await chrome.tabs.query({});
  await send(tabs.filter((tab) => sites[URL.parse(tab.url ?? "")?.host ?? ""]?.lists), { type: "stored", url });
}

/** @param {chrome.tabs.Tab[]} tabs @param {Told} message */
const send = (tabs, message) =>
  Promise.allSettled(tabs.map(({ id }) => chrome.tabs.sendMessage(id ?? chrome.tabs.TAB_ID_NONE, message)));
