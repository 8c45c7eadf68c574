// @ts-check
/** Checking what is in a tab: read, sent unless a stored report fits, marked. At most one check a tab at a time. */

import * as badge from "./badge.js";
import { aboutCheck, forPage } from "./display.js";
import { CONTENT, inPage, restyle } from "./page.js";
import * as service from "./service.js";
import { toLists } from "./tabs.js";

/** @typedef {import("./orders.js").Checked} Checked */
/** @typedef {import("../common/settings.js").Settings} Settings */

/** What tells when the page moves to another address; after `CONTENT`, whose first file makes the namespace anew. */
const WATCH = ["postings", "rest", "moved"].map((name) => `content/${name}.js`);

/** The tab shows another page by now: what was found belongs to none that could be shown. */
export class Moved extends Error {}

/** The checks under way, by tab. @type {Map<number, {what: string, care: number, checked: Promise<Checked>, abort: AbortController}>} */
const running = new Map();

/**
 * The result of a check; that of one which is under way, if it is of the same thing and done with as much care.
 * Another one is dropped.
 *
 * @param {number} tab
 * @param {string} what
 * @param {number} care
 * @param {(signal: AbortSignal) => Promise<Checked>} work
 */
function shared(tab, what, care, work) {
  const other = running.get(tab);
  if (other?.what === what && other.care >= care) return other.checked;
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
  running.set(tab, { what, care, checked, abort });
  return checked;
}

/** Drop the check of a tab that is under way, if there is one. @param {number} tab */
export const drop = (tab) => running.get(tab)?.abort.abort(new Moved());

/** The host of a tab's page, as settings name it; empty for a file. @param {chrome.tabs.Tab} tab */
export const hostOf = (tab) => URL.parse(tab.url ?? "")?.host ?? "";

/** What tells the page of a tab from those before and after it; null where it has no such scripts. @param {number} tab */
export const visitOf = (tab) => inPage(tab, () => globalThis.grainOfSalt?.visit?.() ?? null).catch(() => null);

/**
 * Check the page of a tab, while it is one of the host that the tab was at: for that host it was allowed.
 *
 * Throws a ServiceError, Moved, or what the browser says where it keeps a page closed.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {Settings} settings
 * @param {{storedWillDo: boolean, automatic?: boolean}} how `storedWillDo`: whether a stored report is enough if it
 *   was made of what would be sent now; `automatic`: whether nobody asked, so that nothing is said of what is no posting
 */
export const checkPage = (tab, settings, { storedWillDo, automatic = false }) => {
  const id = numberOf(tab);
  const care = automatic ? 0 : storedWillDo ? 1 : 2;
  return shared(id, `page ${tab.url}`, care, async (signal) => {
    await prepare(id);
    const page = await inPage(id, read);
    const { host, visit, unread } = page;
    if (host !== hostOf(tab)) throw new Moved();
    const { report, stored, ...times } = await reportOn(page, settings, storedWillDo, signal).catch(async (error) => {
      throw (await visitOf(id)) === visit ? error : new Moved(); // what went wrong is nothing to the next page
    });
    const outcome = { of: /** @type {const} */ ("page"), report, unread };
    const quiet = automatic && report.posting.recognised === false;
    const marks = quiet ? UNMARKED : await mark(id, visit, outcome, settings, signal);
    if (quiet) await badge.none(id);
    const timings = { serialise: page.milliseconds, ...times, ...marks.timings };
    return { ...marks, ...outcome, state: "checked", stored, server: settings.server, host, timings };
  });
};

/** Of a page in which nothing is shown. */
const UNMARKED = { placed: [], hidden: [], timings: { anchor: 0, paint: 0 } };

/**
 * The report on a page: the stored one, if that will do and was made of the same, else a new one; and the
 * milliseconds that this one took.
 *
 * @param {{html: string, url: string | null}} page
 * @param {Settings} settings
 * @param {boolean} storedWillDo
 * @param {AbortSignal} signal
 */
async function reportOn({ html, url }, settings, storedWillDo, signal) {
  const bytes = new TextEncoder().encode(html);
  const known = storedWillDo && url ? await service.storedReport(settings, url, signal) : null;
  if (known && known.digest === (await digest(bytes))) return { report: known, stored: true, pack: 0, send: 0 };
  const checked = await service.check(settings, url, bytes, signal);
  if (url) toLists(settings, url);
  return { ...checked, stored: false };
}

/**
 * Check a part of the page of a tab; without an address, since the address stands for all of the page.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {Settings} settings
 * @param {{html: string, visit: string}} selection
 */
export const checkSelection = (tab, settings, { html, visit }) => {
  const id = numberOf(tab);
  return shared(id, `selection ${visit} ${html}`, 0, async (signal) => {
    const { report, ...times } = await service.check(settings, null, new TextEncoder().encode(html), signal);
    const outcome = { of: /** @type {const} */ ("selection"), report, unread: [] };
    const marks = await mark(id, visit, outcome, settings, signal);
    const timings = { serialise: 0, ...times, ...marks.timings };
    return { ...marks, ...outcome, state: "checked", stored: false, server: settings.server, host: hostOf(tab), timings };
  });
};

/** @param {chrome.tabs.Tab} tab */
const numberOf = (tab) => tab.id ?? chrome.tabs.TAB_ID_NONE;

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
 * Highlight findings in the page that they were found in, and say how many there are.
 *
 * @param {number} tab
 * @param {string} visit
 * @param {import("../common/verdict.js").Outcome} outcome
 * @param {Settings} settings
 * @param {AbortSignal} signal
 */
async function mark(tab, visit, outcome, settings, signal) {
  signal.throwIfAborted();
  const { report } = outcome;
  const about = aboutCheck(outcome, settings);
  const marks = await inPage(tab, markIn, visit, forPage(report, settings), about).catch(() => null); // another page has no such scripts
  if (!marks) throw new Moved();
  await badge.checked(tab, { ...about, annotations: report.annotations }, settings);
  return marks;
}

/** The functions below run in the page. */

const read = () => {
  const began = performance.now();
  const { host, href } = location;
  const here = { host, url: grainOfSalt.addressOf(href), visit: grainOfSalt.visit() };
  return { ...here, html: grainOfSalt.serialise(), unread: grainOfSalt.unread(), milliseconds: performance.now() - began };
};

/** @param {string} visit @param {import("./display.js").Displayed[]} findings @param {import("./display.js").About} about */
const markIn = (visit, findings, about) => (grainOfSalt.visit() === visit ? grainOfSalt.mark(findings, about) : null);
