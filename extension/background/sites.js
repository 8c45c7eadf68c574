// @ts-check
/** Scripts in the pages of the sites that the user switched something on for, and in no others. */

import { load, update } from "../common/settings.js";
import { origins } from "../common/sites.js";
import { toAllTabs } from "./tabs.js";

/** @typedef {import("../common/settings.js").Site} Site */
/** @typedef {keyof Site} Feature */
/** @typedef {chrome.scripting.RegisteredContentScript} Script */

/** What every script of a site needs. */
const COMMON = ["content/tell.js", "content/postings.js", "content/rest.js"];

/** @type {Record<Feature, {js: string[], css: string[]}>} */
const FEATURES = {
  opened: { js: ["content/opened.js"], css: [] },
  lists: { js: ["content/list.js"], css: ["content/list.css"] },
};

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/**
 * Have the registered scripts as settings and permissions want them, whatever they were before.
 *
 * @returns {Promise<void>}
 */
export function reconcile() {
  const next = last.then(settle);
  last = next.catch(() => {}); // of the next one, this is not the matter
  return next;
}

async function settle() {
  const [wanted, registered] = await Promise.all([wantedScripts(), chrome.scripting.getRegisteredContentScripts()]);
  const old = new Map(registered.map((script) => [script.id, script]));
  const leaving = registered.filter(({ id }) => !wanted.has(id));
  const coming = [...wanted.values()].filter((script) => !old.has(script.id));
  const changed = [...wanted.values()].filter((script) => old.has(script.id) && !same(script, old.get(script.id)));
  if (leaving.length) await chrome.scripting.unregisterContentScripts({ ids: leaving.map(({ id }) => id) });
  if (coming.length) await chrome.scripting.registerContentScripts(coming);
  if (changed.length) await chrome.scripting.updateContentScripts(changed);
  await Promise.all(
    [...leaving, ...coming, ...changed].map(({ id }) => inOpenTabs(id, old.get(id), wanted.get(id))),
  );
}

/** Milliseconds for which the browser's question may stand: nothing tells of a no, and later ones are not its answer. */
const QUESTION = 60_000;

/** The browser was permitted more: switch on what the user wished for, if its question closed the popup that asked. */
export async function permitted() {
  const { wish } = /** @type {{wish?: {host: string, wished: Site, time: number}}} */ (await chrome.storage.session.get("wish"));
  if (wish && (await chrome.permissions.contains({ origins: origins(wish.host) }))) {
    await chrome.storage.session.remove("wish");
    const recent = Math.abs(Date.now() - wish.time) < QUESTION;
    if (recent) await update(({ sites }) => ({ sites: { ...sites, [wish.host]: wish.wished } }));
  }
  await reconcile();
}

/** The scripts of each host, as settings and permissions are now. @returns {Promise<Map<string, Script>>} */
async function wantedScripts() {
  const { sites, sitesOff } = await load();
  /** @type {Map<string, Script>} */
  const wanted = new Map();
  for (const [host, site] of Object.entries(sites)) {
    const features = featuresOf(site);
    if (!features.length || sitesOff.includes(host)) continue;
    const matches = await granted(origins(host));
    if (!matches.length) continue;
    const js = [...COMMON, ...features.flatMap((feature) => FEATURES[feature].js)];
    const css = features.flatMap((feature) => FEATURES[feature].css);
    wanted.set(host, { id: host, matches, js, ...(css.length && { css }), runAt: "document_idle" });
  }
  return wanted;
}

/** @param {Site} site */
const featuresOf = (site) => /** @type {Feature[]} */ (Object.keys(FEATURES)).filter((feature) => site[feature]);

/** Those of some match patterns that the browser permits. @param {string[]} patterns */
async function granted(patterns) {
  const answers = await Promise.all(patterns.map((pattern) => chrome.permissions.contains({ origins: [pattern] })));
  return patterns.filter((_, i) => answers[i]);
}

/** @param {Script} one @param {Script | undefined} other */
const same = (one, other) =>
  (/** @type {const} */ (["matches", "js", "css"])).every((part) => String(one[part] ?? "") === String(other?.[part] ?? ""));

/**
 * In tabs that are open, start what has been switched on and stop what has been switched off.
 *
 * @param {string} host
 * @param {Script | undefined} before
 * @param {Script | undefined} after
 */
async function inOpenTabs(host, before, after) {
  for (const feature of /** @type {Feature[]} */ (Object.keys(FEATURES))) {
    const { js, css } = FEATURES[feature];
    const [was, is] = [before, after].map((script) => script?.js?.includes(js[0]) ?? false);
    if (was && !is) await toAllTabs({ type: "off", feature, host });
    if (is && !was) await inject(host, after?.matches ?? [], [...COMMON, ...js], css);
  }
}

/** @param {string} host @param {string[]} url @param {string[]} files @param {string[]} css */
async function inject(host, url, files, css) {
  const tabs = (await chrome.tabs.query({ url })).filter((tab) => URL.parse(tab.url ?? "")?.host === host);
  await Promise.allSettled(
    tabs.map(async ({ id = chrome.tabs.TAB_ID_NONE }) => {
      const target = { tabId: id };
      if (css.length) await chrome.scripting.insertCSS({ target, files: css });
      await chrome.scripting.executeScript({ target, files });
    }),
  );
}
