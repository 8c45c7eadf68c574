// @ts-check
/** The settings page. Each part shows what is known anew whenever something has changed, here or elsewhere. */

import { explanation } from "../popup/states.js";
import { element } from "../common/elements.js";
import { translatePage } from "../common/messages.js";
import { load, managed } from "../common/settings.js";
import { byId } from "./controls.js";
import { showRules, startRules } from "./rules.js";
import { showServer, startServer } from "./server.js";
import { showSites, startSites } from "./sites.js";
import { showStored, startStored } from "./stored.js";
import { startTransfer } from "./transfer.js";

/**
 * @typedef {object} Known
 * @property {import("../common/settings.js").Settings} settings what counts
 * @property {import("../common/settings.js").Managed} managed what of it the organisation has set
 */

async function refresh() {
  const known = { settings: await load(), managed: await managed() };
  byId("privacy").replaceChildren(...explanation(known.settings.server).map((sentence) => element("li", {}, sentence)));
  showServer(known);
  await Promise.all([showRules(known), showSites(known), showStored(known)]);
}

translatePage();
for (const start of [startServer, startRules, startSites, startStored, startTransfer]) start(refresh);
chrome.storage.onChanged.addListener(() => refresh());
await refresh();
