// @ts-check
"use strict";
/**
 * On sites whose postings are to be checked as they are opened: says that one was. What is none is not told.
 *
 * Scripts often give the page its new address before its new text: so after a move what was there has to go first.
 * It gets wrong: postings that hardly differ, and those that come without a move or into shadow trees; they wait
 * for a click.
 */
{
  const { isPosting, tell, visit, whenAtRest } = grainOfSalt;
  /** Milliseconds for which a page at another address is waited for to show something else. */
  const PATIENCE = 10_000;
  /** Checks of one address: of what is there first, and of what takes its place. */
  const CHECKS = 2;
  /** UTF-16 units from which on a text is more than a button or a clock, and from which on texts make a difference. */
  const [TEXT, DIFFERENCE] = [20, 200];

  /** What a page shows. @typedef {{posting: boolean, headline: string, texts: Set<string>}} Look */

  let here = "";
  let since = 0;
  let checks = 0;
  let asking = false;
  /** When it was looked at last. @type {Look | null} */
  let last = null;
  /** What has to be gone before anything is told. @type {Look | null} */
  let stale = null;

  const look = () => {
    const now = looks();
    if (visit() !== here) [here, since, checks, stale] = [visit(), performance.now(), 0, last];
    last = now;
    if (asking || checks === CHECKS || !now.posting) return;
    if (stale && (performance.now() - since > PATIENCE || !isOther(stale, now))) return;
    checks += 1;
    stale = now;
    ask(here);
  };

  /** @param {string} page the visit that is to be checked */
  const ask = async (page) => {
    if (visit() !== page || !isPosting()) return;
    asking = true;
    /** @type {import("../background/reports.js").OpenedAnswer | null} */
    const answer = await tell({ type: "opened" });
    asking = false;
    if (answer?.state === "off") stop();
    else if (answer?.state === "later") setTimeout(ask, answer.milliseconds, page);
    else look(); // what came meanwhile
  };

  /** @returns {Look} */
  const looks = () => {
    const heads = [...document.querySelectorAll('h1, script[type*="ld+json" i]')];
    const texts = new Set();
    const walker = document.createTreeWalker(document.body ?? document, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { data, parentElement } = /** @type {Text} */ (walker.currentNode);
      if (data.length >= TEXT && data.trim() && !parentElement?.matches("script, style, noscript")) texts.add(data.trim());
    }
    return { posting: isPosting(), headline: heads.map((head) => head.textContent?.trim()).join("\n"), texts };
  };

  /** Whether a page shows something else than before, and not only more. @param {Look} before @param {Look} now */
  const isOther = (before, now) =>
    before.headline !== now.headline ||
    missing(before.texts, now.texts) >= DIFFERENCE ||
    missing(now.texts, before.texts) >= Math.max(DIFFERENCE, before.posting ? missing(before.texts, new Set()) : 0);

  /** UTF-16 units of the texts that are not among others. @param {Set<string>} texts @param {Set<string>} others */
  const missing = (texts, others) => [...texts].reduce((sum, text) => sum + (others.has(text) ? 0 : text.length), 0);

  const { stop } = whenAtRest(look);
  chrome.runtime.onMessage.addListener((message) => {
    if (message.type === "off" && message.feature === "opened" && message.host === location.host) stop();
  });
}
