// @ts-check
/** The popup: asks the background about the tab it was opened on, and shows what comes back. */

import { message, translatePage } from "../shared/messages.js";
import { load, save, serverName } from "../shared/settings.js";
import { showFindings } from "./findings.js";
import { showFacts } from "./facts.js";
import { ago, showIntroduction, showState } from "./states.js";

/** @typedef {import("../background/background.js").Order} Order */
/** @typedef {import("../background/background.js").Checked} Checked */

const [main, status, source, again, options] = ["main", "status", "source", "again", "options"].map(
  (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
);

/** Look at the tab, in the way that the order says, and show the outcome. @param {"open" | "check"} type */
async function look(type) {
  const { server } = await load();
  again.hidden = true;
  source.textContent = "";
  main.setAttribute("aria-busy", "true");
  show(showState({ state: "checking", server }, {}), message("checking", serverName(server)));
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  /** @type {Order} */
  const order = { type, tab: tab.id ?? chrome.tabs.TAB_ID_NONE };
  const outcome = await carriedOut(order, server);
  main.removeAttribute("aria-busy");
  if (outcome.state === "checked") await showReport(outcome, order.tab);
  else showFailure(outcome);
}

/**
 * What the background makes of an order. The browser may end it at any time; then it is asked once more.
 *
 * @param {Order} order
 * @param {string} server
 * @returns {Promise<import("../background/background.js").Checked | import("./states.js").State>}
 */
async function carriedOut(order, server) {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const outcome = await chrome.runtime.sendMessage(order).catch(() => null);
    if (outcome) return outcome;
  }
  return { state: "interrupted", server };
}

/**
 * @param {Checked} outcome
 * @param {number} tab
 */
async function showReport({ report, placed, stored, server, host }, tab) {
  const name = serverName(server);
  const { introduced } = await load();
  const pointer = { places: new Set(placed), server, pointAt: (/** @type {string} */ place) => pointAt(tab, place) };
  const found = showFindings(report, pointer);
  const parts = [showFacts(report, host), ...found.parts];
  if (!introduced) parts.splice(1, 0, showIntroduction(server, () => save({ introduced: true })));
  show(parts, found.summary);
  source.textContent = stored ? message("checkedEarlier", ago(report.checked_at), name) : message("checkedNow", name);
  again.hidden = false;
}

/** @param {import("./states.js").State} outcome */
function showFailure(outcome) {
  const parts = showState(outcome, {
    retry: () => look("check"),
    settings: () => chrome.runtime.openOptionsPage(),
    agree: async (server) => {
      await save({ agreed: [...(await load()).agreed, server] });
      await look("open");
    },
  });
  show(parts, parts[0].querySelector("h1")?.textContent ?? "");
}

/**
 * @param {Element[]} parts
 * @param {string} spoken what a screen reader says of it
 */
function show(parts, spoken) {
  main.replaceChildren(...parts);
  status.textContent = spoken;
}

/**
 * Scroll the page to a place and say whether it could be seen there.
 *
 * @param {number} tab
 * @param {string} place
 */
async function pointAt(tab, place) {
  const func = (/** @type {string} */ name) => grainOfSalt.show(name);
  const results = await chrome.scripting
    .executeScript({ target: { tabId: tab }, func, args: [place] })
    .catch(() => []); // the tab has moved on to another page
  const seen = results.some(({ result }) => result);
  status.textContent = message(seen ? "shownInPage" : "folded");
  return seen;
}

translatePage();
again.addEventListener("click", () => look("check"));
options.addEventListener("click", () => chrome.runtime.openOptionsPage());
await look("open");
