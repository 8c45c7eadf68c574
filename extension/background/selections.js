// @ts-check
/**
 * Checking what the user selected. The selection waits where it outlives the background, until the popup has
 * shown what came of it: whoever comes first, the menu that it was chosen from or the popup, has it checked.
 */

import { checkSelection, hostOf, prepare, visitOf } from "./checks.js";
import { inPage } from "./page.js";
import { load, mayCheck } from "../common/settings.js";

/** @typedef {import("./orders.js").Checked} Checked */
/** @typedef {import("../common/settings.js").Settings} Settings */

/**
 * A selection, as markup, and the page that it was made in. No markup where it stands in a form: what people type
 * is not sent.
 *
 * @typedef {{html: string | null, visit: string, checked?: Checked}} Kept
 */

/** What the browser tells of a selection. @typedef {Pick<chrome.contextMenus.OnClickData, "selectionText" | "frameId" | "editable">} Clicked */

/** Selections that are being read from their pages, by tab. @type {Map<number, Promise<unknown>>} */
const reading = new Map();

/** @param {number} tab */
const keyOf = (tab) => `selection:${tab}`;

/**
 * Check the selection in a tab, and keep what comes of it for the popup.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {Partial<Clicked>} clicked
 */
export async function select(tab, clicked) {
  const id = tab.id ?? chrome.tabs.TAB_ID_NONE;
  const read = keep(id, clicked).finally(() => reading.delete(id));
  reading.set(id, read);
  await read;
  const settings = await load();
  if (!mayCheck(settings) || settings.sitesOff.includes(hostOf(tab))) return; // the popup asks first
  const kept = await keptIn(id);
  if (!kept || kept.html === null) return;
  const { html, visit } = kept;
  const checked = await checkSelection(tab, settings, { html, visit });
  // Unless the popup was faster, and has shown it: then it is kept no longer.
  await alone(id, async () => (await readKept(id)) && write(id, { ...kept, checked }));
}

/**
 * What came of the selection in a tab, if there is one that was not shown yet.
 *
 * @param {chrome.tabs.Tab} tab
 * @param {Settings} settings
 * @returns {Promise<Checked | import("./orders.js").Failure | null>}
 */
export async function checkSelected(tab, settings) {
  const id = tab.id ?? chrome.tabs.TAB_ID_NONE;
  await reading.get(id)?.catch(() => {}); // then the page is checked instead
  const kept = await keptIn(id);
  if (!kept) return null;
  const { html, visit } = kept;
  if (html === null) {
    await dropSelected(id);
    return { state: "typed", server: settings.server };
  }
  const checked = kept.checked ?? (await checkSelection(tab, settings, { html, visit }));
  await alone(id, async () => (await readKept(id))?.html === html && chrome.storage.session.remove(keyOf(id)));
  return checked;
}

/** @param {number} tab */
export const dropSelected = (tab) => alone(tab, () => chrome.storage.session.remove(keyOf(tab)));

/** Change what is kept of a tab while nothing else does. @param {number} tab @param {() => Promise<unknown>} change */
const alone = (tab, change) => navigator.locks.request(keyOf(tab), change);

/** @param {number} tab @returns {Promise<Kept | undefined>} */
const readKept = async (tab) => /** @type {any} */ (await chrome.storage.session.get(keyOf(tab)))[keyOf(tab)];

/** @param {number} tab @param {Partial<Clicked>} clicked */
async function keep(tab, { selectionText = "", frameId = 0, editable = false }) {
  await prepare(tab);
  // Of a frame, what the page itself has selected tells nothing.
  const { visit, html } = await inPage(tab, readSelection, frameId === 0 && !editable);
  await write(tab, { visit, html: editable ? null : (html ?? asMarkup(selectionText)) });
}

/** The selection of a tab, unless the tab has moved on to another page. @param {number} tab @returns {Promise<Kept | null>} */
async function keptIn(tab) {
  const kept = await readKept(tab);
  if (!kept) return null;
  if ((await visitOf(tab)) === kept.visit) return kept;
  await dropSelected(tab);
  return null;
}

/**
 * Keep one, and none of tabs that are gone: the browser gives this memory bounds.
 *
 * @param {number} tab
 * @param {Kept} kept
 */
async function write(tab, kept) {
  const [all, tabs] = await Promise.all([chrome.storage.session.get(null), chrome.tabs.query({})]);
  const alive = new Set(tabs.map(({ id }) => keyOf(id ?? chrome.tabs.TAB_ID_NONE)));
  await chrome.storage.session.remove(Object.keys(all).filter((key) => key.startsWith("selection:") && !alive.has(key)));
  await chrome.storage.session.set({ [keyOf(tab)]: kept });
}

/** @param {string} text */
function asMarkup(text) {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html><p>${escaped}`;
}

/** Runs in the page. @param {boolean} own whether the selection is the page's own */
const readSelection = (own) => ({ visit: grainOfSalt.visit(), html: own ? grainOfSalt.selection() : null });
