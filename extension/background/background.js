// @ts-check
/**
 * Checks a tab when the popup asks for it. Holds no state: the browser may end it between two messages.
 *
 * The popup sends an `Order` and gets an `Outcome`. Nothing else is listened to, and no page can send.
 */

import "./installed.js";
import { findings, targets } from "../shared/report.js";
import { load, mayCheck } from "../shared/settings.js";
import { CONTENT, inPage, marked, markedIfUnchanged, restyle, serialised } from "./page.js";
import * as service from "./service.js";

/** @typedef {import("../shared/report.js").Report} Report */
/** @typedef {import("../shared/report.js").Annotation} Annotation */

/**
 * `open`: what is known of the tab's page, a stored report if it still fits the page, else a new check.
 * `check`: a new check in any case. `probe`: who answers at a server.
 *
 * @typedef {{type: "open" | "check", tab: number} | {type: "probe", server: string, token: string}} Order
 */

/**
 * A page that was checked. `stored`: the report was made at an earlier opening; `placed`: see `mark`.
 *
 * @typedef {{state: "checked", report: Report, stored: boolean, placed: string[], server: string, host: string}} Checked
 */

/**
 * Why there is no report.
 *
 * @typedef {{state: "not-agreed" | "closed-page", server: string}
 *   | {state: import("./service.js").Reason, detail: string, server: string}} Failure
 */

/** What became of an order. @typedef {Checked | {state: "answered", rules: number} | Failure} Outcome */

chrome.runtime.onMessage.addListener((order, sender, answer) => {
  const ours = sender.id === chrome.runtime.id && sender.url?.startsWith(chrome.runtime.getURL(""));
  if (!ours) return false;
  carryOut(order).then(answer);
  return true;
});

/**
 * @param {Order} order
 * @returns {Promise<Outcome>}
 */
async function carryOut(order) {
  if (order.type === "probe") return orReason(order.server, () => probe(order));
  const settings = await load();
  const { server } = settings;
  if (!mayCheck(settings)) return { state: "not-agreed", server };
  return orReason(server, () => checkTab(order.tab, settings, order.type === "open"));
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
    return { state: "closed-page", server }; // the browser refuses scripts there, or the tab has gone
  }
}

/** @param {import("./service.js").Server} server @returns {Promise<Outcome>} */
const probe = async (server) => ({ state: "answered", ...(await service.probe(server)) });

/**
 * @param {number} tab
 * @param {import("./service.js").Server} server
 * @param {boolean} storedWillDo whether a report that the server holds is enough if it fits the page
 * @returns {Promise<Outcome>}
 */
async function checkTab(tab, server, storedWillDo) {
  await chrome.action.setBadgeText({ tabId: tab, text: "" });
  await chrome.scripting.executeScript({ target: { tabId: tab }, files: CONTENT });
  await restyle(tab);
  const url = addressOf(await chrome.tabs.get(tab));
  const about = { server: server.server, host: url ? new URL(url).host : "" };
  if (storedWillDo && url) {
    const report = await service.storedReport(server, url);
    const placed =
      report && (await inPage(tab, markedIfUnchanged, report.annotations, report.document.length, targets(report)));
    if (placed) return counted(tab, { state: "checked", report, stored: true, placed, ...about });
  }
  const report = await service.check(server, url, await inPage(tab, serialised));
  const placed = await inPage(tab, marked, report.annotations);
  return counted(tab, { state: "checked", report, stored: false, placed, ...about });
}

/**
 * The address that a page is stored under: no fragment, which is the reader's place in it, and no
 * password. Null for a page that lies on this computer; its path is nobody's business.
 *
 * @param {chrome.tabs.Tab} tab
 */
function addressOf(tab) {
  const url = new URL(tab.url ?? "about:blank");
  if (!/^https?:$/.test(url.protocol)) return null;
  url.hash = url.username = url.password = "";
  return url.href;
}

/**
 * Shows on the button how many findings above info a page has; "?" for none on one that was checked in part.
 *
 * @param {number} tab
 * @param {Checked} checked handed back
 */
async function counted(tab, checked) {
  const count = findings(checked.report.annotations).filter(({ first }) => first.severity !== "info").length;
  await chrome.action.setBadgeText({ tabId: tab, text: count ? String(count) : checked.report.complete ? "" : "?" });
  await chrome.action.setBadgeBackgroundColor({ tabId: tab, color: "#4a4f57" });
  await chrome.action.setBadgeTextColor({ tabId: tab, color: "#ffffff" });
  return checked;
}
