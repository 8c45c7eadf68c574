// @ts-check
"use strict";
/** Tells when the page reads otherwise than before: its nodes changed, what hides them did, or a frame loaded. */
{
  const { OWN } = grainOfSalt;
  /** Milliseconds without a change after which the page counts as resting. */
  const REST = 250;
  /** How long a page that does not rest is waited for: twice as long each time. */
  const [PATIENCE, LONGEST] = [1_000, 16_000];
  /** Of the page's time, no more than one part in so many is spent. */
  const SHARE = 20;
  /** What hides or shows an element without a change to the tree. */
  const HIDING = ["class", "style", "hidden", "open"];

  /** What ends the looking; null while nothing is looked at. @type {AbortController | null} */
  let watching = null;

  /**
   * Look at these parts of the page until `unwatch`.
   *
   * @param {Root[]} roots
   * @param {() => Root[]} changed reads the page again, and says which parts it has now
   */
  const watch = (roots, changed) => {
    unwatch();
    const ours = new AbortController();
    const { signal } = ours;
    watching = ours;
    let patience = PATIENCE;
    let since = 0;
    let timer = 0;
    /** When the page may be read again at the earliest. */
    let free = 0;

    const soon = () => {
      const now = performance.now();
      if (!timer) since = now;
      clearTimeout(timer);
      const rest = Math.min(REST, Math.max(0, since + patience - now));
      timer = window.setTimeout(read, Math.max(rest, free - now), rest === REST);
    };

    /** @param {boolean} resting */
    const read = (resting) => {
      timer = 0;
      const start = performance.now();
      const parts = changed();
      if (signal.aborted) return;
      patience = resting ? PATIENCE : Math.min(2 * patience, LONGEST);
      observe(parts);
      const end = performance.now();
      free = end + SHARE * (end - start);
    };

    const observer = new MutationObserver((records) => {
      if (!records.every(isOwn)) soon();
    });
    /** @param {Event} event */
    const loaded = ({ target }) => {
      if (/^(?:iframe|frame|link)$/i.test(/** @type {Element} */ (target).localName)) soon();
    };
    /** @type {Root[]} */
    let observed = [];
    const release = () => {
      observer.disconnect();
      for (const root of observed) root.removeEventListener("load", loaded, true);
    };
    /** @param {Root[]} parts */
    const observe = (parts) => {
      release();
      observed = parts;
      for (const root of parts) {
        observer.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter: HIDING });
        root.addEventListener("load", loaded, true);
      }
    };

    observe(roots);
    signal.addEventListener("abort", () => {
      release();
      clearTimeout(timer);
    });
  };

  const unwatch = () => {
    watching?.abort();
    watching = null;
  };

  /** Whether nothing changed but what the extension itself shows. @param {MutationRecord} record */
  const isOwn = ({ target, addedNodes, removedNodes }) => {
    const moved = [...addedNodes, ...removedNodes];
    return OWN.has(target) || (moved.length > 0 && moved.every((node) => OWN.has(node)));
  };

  Object.assign(grainOfSalt, { watch, unwatch });
}
