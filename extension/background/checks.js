// @ts-check
/** Checking what is in a tab: read, sent unless a stored report fits, marked. At most one check a tab at a time. */

import * as badge from "./badge.js";
import { forPage } from "./display.js";
import { CONTENT, inPage, restyle } from "./page.js";
import * as service from "./service.js";
import { toAllTabs } from "./tabs.js";

/** @typedef {import("./orders.js").Checked} Checked */
/** @typedef {import("../shared/settings.js").Settings} Settings */

/** What tells when the page moves to another address; after `CONTENT`, whose first file makes the namespace anew. */
const WATCH = ["postings", "rest", "moved"].map((name) => `content/${name}.js`);

/** The tab shows another page by now: what was found belongs to none that could be shown. */
export class Moved extends Error {}

/** The checks under way, by tab. @type {Map<number, {what: string, checked: Promise<Checked>, abort: AbortController}>} */
const running = new Map();

/**
 * The result of a check; that of one which is under way, if it is of the same thing. One of another thing,
 * which the tab has left, is dropped.
 *
 * @param {number} tab
 * @param {string} what
 * @param {(signal: AbortSignal) => Promise<Checked>} work
 */
function shared(tab, what, work) {
  const other = running.get(tab);
  if (other?.what === what) return other.checked;
  other?.abort.abort(new Moved());
  const abort = new AbortController();
  const mine = () => running.get(tab)?.abort === abort;
  const checked = badge
    .checking(tab)
    .then(() => work(abort.signal))
    .catch(async (error) => {
      if (mine()) await badge.none(tab);
      throw error;
    })
    .finally(() => {
      if (mine()) running.delete(tab);
    });
  running.set(tab, { what, checked, abort });
  return checked;
}

/** Drop the check of a tab that is under way, if there is one. @param {number} tab */
export const drop = (tab) => running.get(tab)?.abort.abort(new Moved());

/**
 * The address that a page is stored under: no fragment, which is the reader's place in it, and no
 * password. Null for a page that lies on this computer; its path is nobody's business.
 *
 * @param {chrome.tabs.Tab} tab
 */
export function addressOf(tab) {
  const url = URL.parse(tab.url ?? "");
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  url.hash = url.username = url.password = "";
  return url.href;
}

/** The host of a tab's page, as settings name it; empty for a file. @param {chrome.tabs.Tab} tab */
export const hostOf = (tab) => URL.parse(addressOf(tab) ?? "")?.host ?? "";

/**
 * Check the page of a tab.
 *
 * Throws a ServiceError, Moved, or what the browser says where it keeps a page closed.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {Settings} settings
 * @param {{storedWillDo: boolean, automatic?: boolean}} how `storedWillDo`: whether a stored report is enough if it
 *   was made of what would be sent now; `automatic`: whether nobody asked, so that nothing is said of what is no posting
 */
export const checkPage = (tab, settings, { storedWillDo, automatic = false }) => {
  const [id, url] = [numberOf(tab), addressOf(tab)];
  return shared(id, `page ${tab.url}`, async (signal) => {
    await prepare(id);
    const [page, known] = await Promise.all([
      inPage(id, read),
      storedWillDo && url ? service.storedReport(settings, url, signal) : null,
    ]);
    const bytes = new TextEncoder().encode(page.html);
    const fits = known?.digest === (await digest(bytes)) ? { report: known, pack: 0, send: 0 } : null;
    const { report, ...times } = fits ?? (await service.check(settings, url, bytes, signal));
    if (url && !fits) toAllTabs({ type: "stored", url });
    const quiet = automatic && report.posting.recognised === false;
    const marks = await mark(id, page.visit, quiet ? { ...report, annotations: [] } : report, settings, signal);
    await (quiet ? badge.none(id) : badge.checked(id, report, settings));
    const timings = { serialise: page.milliseconds, ...times, ...marks.timings };
    const { unread } = page;
    return { ...marks, ...about(tab, settings), state: "checked", of: "page", report, stored: fits !== null, unread, timings };
  });
};

/**
 * Check a part of the page of a tab; without an address, since the address stands for all of the page.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {Settings} settings
 * @param {{html: string, visit: string}} selection
 */
export const checkSelection = (tab, settings, { html, visit }) => {
  const id = numberOf(tab);
  return shared(id, `selection ${visit} ${html}`, async (signal) => {
    const { report, ...times } = await service.check(settings, null, new TextEncoder().encode(html), signal);
    const marks = await mark(id, visit, report, settings, signal);
    await badge.checked(id, report, settings);
    const timings = { serialise: 0, ...times, ...marks.timings };
    return { ...marks, ...about(tab, settings), state: "checked", of: "selection", report, stored: false, unread: [], timings };
  });
};

/** @param {chrome.tabs.Tab} tab */
const numberOf = (tab) => tab.id ?? chrome.tabs.TAB_ID_NONE;

/** @param {chrome.tabs.Tab} tab @param {Settings} settings */
const about = (tab, { server }) => ({ server, host: hostOf(tab) });

/** "sha256:" and the hex digest, as reports have it of what was sent. @param {BufferSource} bytes */
async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256:${[...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Have the content scripts in a page. @param {number} tab */
export async function prepare(tab) {
  await chrome.scripting.executeScript({ target: { tabId: tab }, files: [...CONTENT, ...WATCH] });
  await restyle(tab);
}

/**
 * Highlight findings in the page that they were found in.
 *
 * @param {number} tab
 * @param {string} visit
 * @param {import("../shared/report.js").Report} report
 * @param {Settings} settings
 * @param {AbortSignal} signal
 */
async function mark(tab, visit, report, settings, signal) {
  signal.throwIfAborted();
  const { rulesOff, server } = settings;
  const about = { rulesOff, server, complete: report.complete };
  const marks = await inPage(tab, markIn, visit, forPage(report, settings), about).catch(() => null); // another page has no such scripts
  if (!marks) throw new Moved();
  return marks;
}

/** The functions below run in the page. */

const read = () => {
  const began = performance.now();
  const html = grainOfSalt.serialise();
  return { html, visit: grainOfSalt.visit(), unread: grainOfSalt.unread(), milliseconds: performance.now() - began };
};

/** @param {string} visit @param {import("./display.js").Displayed[]} findings @param {{rulesOff: string[], server: string, complete: boolean}} about */
const markIn = (visit, findings, about) => (grainOfSalt.visit() === visit ? grainOfSalt.mark(findings, about) : null);
