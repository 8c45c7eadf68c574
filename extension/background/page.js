// @ts-check
/** What the background has a page do: the scripts that are loaded into it, and the calls to them. */

/** In this order: each file needs those before it. */
export const CONTENT = [
  "elements", "frames", "walk", "canonical", "serialise", "selection", "anchor", "visible",
  "highlight", "watch", "hover", "appearance", "bubble", "page",
].map((name) => `content/${name}.js`);

/** Have the style of highlights in the page and its frames once, however often it is checked. @param {number} tab */
export async function restyle(tab) {
  /** @type {chrome.scripting.CSSInjection} */
  const style = { target: { tabId: tab, allFrames: true }, files: ["content/highlight.css"] };
  await chrome.scripting.removeCSS(style);
  await chrome.scripting.insertCSS(style);
}

/**
 * Run a function in the page's isolated world, where the content scripts are.
 *
 * @template {unknown[]} Arguments
 * @template Result
 * @param {number} tab
 * @param {(...args: Arguments) => Result} func
 * @param {Arguments} args
 * @returns {Promise<Awaited<Result>>}
 */
export async function inPage(tab, func, ...args) {
  const [{ result }] = await chrome.scripting.executeScript({ target: { tabId: tab }, func, args });
  return /** @type {Awaited<Result>} */ (result);
}
