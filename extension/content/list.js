// @ts-check
"use strict";
/** On sites whose lists are to be marked: which of the postings that a page links to were checked before. */
{
  const { addressOf, isOrphan, isPostingAddress, tell, whenAtRest } = grainOfSalt;
  /** @typedef {import("../common/lookups.js").Lookup} Lookup */
  /** @typedef {Severity | "nothing"} Mark */

  /** Addresses in one question, as many as the service takes. */
  const AT_ONCE = 100;
  /** Of one page, whatever it loads while its reader scrolls. */
  const MOST = 2000;
  /** UTF-16 units of a link's text in the popup. */
  const LONGEST_TEXT = 200;
  /** Later ones lie on top. @type {Mark[]} */
  const MARKS = ["nothing", "info", "warning", "serious"];

  /** What was answered to each address that was asked for; null where nothing is known. @type {Map<string, Lookup | null>} */
  const answers = new Map();
  let asking = false;
  let on = true;

  /** The links to postings, by address, in the order of the page. @returns {Map<string, HTMLAnchorElement>} */
  const links = () => {
    const here = addressOf(location.href);
    /** @type {Map<string, HTMLAnchorElement>} */
    const found = new Map();
    for (const link of linksIn(document)) {
      const address = addressOf(link.href);
      if (!address || address === here || !isPostingAddress(address)) continue;
      const other = found.get(address);
      if (!other || tells(link) > tells(other)) found.set(address, link);
    }
    return found;
  };

  /**
   * Those of open shadow trees as well, where their hosts are.
   *
   * @param {Root} root
   * @returns {Generator<HTMLAnchorElement>}
   */
  function* linksIn(root) {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches("a[href]")) yield /** @type {HTMLAnchorElement} */ (element);
      if (!element.shadowRoot) continue;
      observe(element.shadowRoot);
      yield* linksIn(element.shadowRoot);
    }
  }

  /** Of several links to one posting, the title tells it best; a logo tells nothing. @param {Element} link */
  const tells = (link) => (headingIn(link) ? LONGEST_TEXT : 0) + Math.min(link.textContent?.trim().length ?? 0, LONGEST_TEXT);

  /** @param {Element} link */
  const headingIn = (link) => link.querySelector("h1, h2, h3, h4, h5, h6, [role=heading]") ?? link.closest("h1, h2, h3, h4, h5, h6");

  const look = async () => {
    if (!on) return;
    if (isOrphan()) return stop();
    const found = links();
    paint(found);
    const unasked = [...found.keys()].filter((address) => !answers.has(address)).slice(0, AT_ONCE);
    if (asking || !unasked.length || answers.size >= MOST) return;
    asking = true;
    /** @type {import("../background/reports.js").LinksAnswer | null} */
    const answer = await tell({ type: "links", urls: unasked });
    asking = false;
    if (answer?.state === "off") return stop();
    if (answer?.state === "later") return setTimeout(look, answer.milliseconds);
    for (const address of unasked) answers.set(address, null);
    for (const known of answer?.known ?? []) answers.set(known.url, known);
    await look(); // a page with more links than fit one question, or that has changed meanwhile
  };

  /** @param {Map<string, HTMLAnchorElement>} found */
  const paint = (found) => {
    /** @type {Map<Mark, Range[]>} */
    const ranges = new Map(MARKS.map((mark) => [mark, []]));
    for (const [address, link] of found) {
      const mark = markOf(answers.get(address));
      if (mark) ranges.get(mark)?.push(...rangeOf(link));
    }
    MARKS.forEach((mark, priority) => set(mark, ranges.get(mark) ?? [], priority));
  };

  /** No mark for what was checked in part without findings: that is neither. @param {Lookup | null | undefined} known @returns {Mark | null} */
  const markOf = (known) => {
    if (!known) return null;
    const { serious, warning, info } = known.counts;
    return serious ? "serious" : warning ? "warning" : info ? "info" : known.complete ? "nothing" : null;
  };

  /** The first line of a link's text, or of the heading in it. @param {Element} link */
  const rangeOf = (link) => {
    const heading = headingIn(link);
    const words = document.createTreeWalker(heading && link.contains(heading) ? heading : link, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const text = /** @type {Text} */ (words.currentNode);
      const shown = text.data.trim();
      if (!shown || !text.parentElement?.checkVisibility()) continue;
      const range = new Range();
      range.setStart(text, text.data.indexOf(shown));
      range.setEnd(text, range.startOffset + shown.length);
      return [range];
    }
    return [];
  };

  /** @param {Mark} mark @param {Range[]} ranges @param {number} priority */
  const set = (mark, ranges, priority) => {
    const name = `grain-of-salt-list-${mark}`;
    if (!ranges.length) {
      CSS.highlights.delete(name);
      return;
    }
    const highlight = new Highlight(...ranges);
    highlight.priority = -MARKS.length + priority; // below what is found in the page itself
    CSS.highlights.set(name, highlight);
  };

  /** For the popup: what is known of this page's links, with their text. */
  const known = () =>
    [...links()].flatMap(([address, link]) => {
      const answer = answers.get(address);
      const text = (link.textContent ?? "").replace(/\s+/g, " ").trim() || (link.getAttribute("aria-label") ?? "");
      return answer ? [{ ...answer, text: text.slice(0, LONGEST_TEXT).toWellFormed() }] : [];
    });

  const stop = () => {
    on = false;
    stopLooking();
    paint(new Map());
  };

  /** What is stored of an address has changed, or of any. @param {string | null} url */
  const forget = (url) => {
    if (url === null) answers.clear();
    else if (!answers.delete(addressOf(url) ?? "")) return;
    if (!document.hidden) look();
  };

  const { observe, stop: stopLooking } = whenAtRest(look);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    answers.clear(); // the reader comes back from a posting, which may have been checked
    look();
  });
  chrome.runtime.onMessage.addListener((message, _, answer) => {
    if (message.type === "known") answer(known());
    if (message.type === "stored") forget(message.url);
    if (message.type === "clear" || (message.type === "off" && message.feature === "lists" && message.host === location.host)) stop();
  });
}
