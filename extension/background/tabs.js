// @ts-check
/** Words to the extension's scripts in all tabs. */

/**
 * `off`: a switch of a host is off; `clear`: what is shown shall go; `stored`: what is stored of an address has
 * changed, or of any.
 *
 * @typedef {{type: "off", feature: keyof import("../shared/settings.js").Site, host: string} | {type: "clear"}
 *   | {type: "stored", url: string | null}} Told
 */

/** Which tabs have such a script, nobody knows who may not look into them. @param {Told} message */
export async function toAllTabs(message) {
  const tabs = await chrome.tabs.query({});
  await Promise.allSettled(tabs.map(({ id }) => chrome.tabs.sendMessage(id ?? chrome.tabs.TAB_ID_NONE, message)));
}
