// @ts-check
/** Once, when the extension has been installed: what it does and what leaves the browser, before anything does. */

import { load } from "../common/settings.js";

chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  if (reason !== chrome.runtime.OnInstalledReason.INSTALL || (await load()).introduced) return;
  await chrome.tabs.create({ url: chrome.runtime.getURL("welcome/welcome.html") });
});
