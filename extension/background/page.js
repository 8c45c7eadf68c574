// @ts-check
/** What the background has a page do: the scripts that are loaded into it, and the calls to them. */

/** In this order: each file needs those before it. */
export const CONTENT = [
  "elements", "tell", "frames", "walk", "canonical", "serialise", "selection", "anchor", "visible",
  "highlight", "watch", "hover", "appearance", "bubble", "page",
].map((name) => `content/${name}.js`);

/** The style of highlights, in the page and its frames; Firefox takes a path without the slash from the page that asks. @param {number} tab @returns {chrome.scripting.CSSInjection} */
const style = (tab) => ({ target: { tabId: tab, allFrames: true }, files: ["/content/highlight.css"] });

/** Have the style in the page once, however often it is checked. @param {number} tab */
export async function restyle(tab) {
  await unstyle(tab);
  await chrome.scripting.insertCSS(style(tab));
}

/** @param {number} tab */
export const unstyle = (tab) => chrome.scripting.removeCSS(style(tab));

/** The browser lets no script into the page, and says nothing of it. */
export class Closed extends Error {}

/**
 * Run a function in the page's isolated world, where the content scripts are.
 *
 * Throws what the function throws (Chromium: null instead), Closed, or what the browser says where it keeps a page closed.
 *
 * @template {unknown[]} Arguments
 * @template Result
 * @param {number} tab
 * @param {(...args: Arguments) => Result} func
 * @param {Arguments} args
 * @returns {Promise<Awaited<Result>>}
 */
export async function inPage(tab, func, ...args) {
  const [ran] = await chrome.scripting.executeScript({ target: { tabId: tab }, func, args });
  if (!ran) throw new Closed();
  if ("error" in ran) throw ran.error;
  return /** @type {Awaited<Result>} */ (ran.result);
}
