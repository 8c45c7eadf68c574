// @ts-check
"use strict";
/** Waiting for a living page to stand still, and telling when it moves on to another address. */
{
  const { addressOf } = grainOfSalt;
  /** Milliseconds without a change after which a page stands still. */
  const STILL = 400;
  /** Milliseconds after which it is looked at although it does not, and between two looks. */
  const RESTLESS = 2000;
  /** Of the page's time, no more than one part in so many is spent on looks. */
  const SHARE = 20;

  /**
   * Have something done when the page, in front of its reader, has come to rest; again after each change.
   *
   * @param {() => unknown} act
   * @returns {{observe: (root: ShadowRoot) => void, stop: () => void}} looks at a tree within the page as well; ends that
   */
  const whenAtRest = (act) => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let began = 0;
    /** When it may be looked at again at the earliest. */
    let free = 0;
    const run = () => {
      timer = undefined;
      if (document.hidden) return;
      const start = performance.now();
      act();
      const end = performance.now();
      free = end + SHARE * (end - start);
    };
    const changed = () => {
      const now = performance.now();
      if (timer === undefined) began = now;
      clearTimeout(timer);
      timer = setTimeout(run, Math.max(0, free - now, Math.min(STILL, began + RESTLESS - now)));
    };
    const observer = new MutationObserver(changed);
    /** @param {Root} root */
    const observe = (root) => observer.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter: ["href"] });
    observe(document);
    document.addEventListener("visibilitychange", changed);
    const stopListening = listenForMoves(changed);
    changed();
    const stop = () => {
      observer.disconnect();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", changed);
      stopListening();
    };
    return { observe, stop };
  };

  /** Tells of every other address that scripts give the page; not every browser has it. @type {EventTarget | undefined} */
  const navigation = Reflect.get(globalThis, "navigation");

  /** @param {() => void} moved @returns {() => void} ends that */
  const listenForMoves = (moved) => {
    navigation?.addEventListener("currententrychange", moved);
    return () => navigation?.removeEventListener("currententrychange", moved);
  };

  /**
   * Be told when scripts may have given the page another address: by the browser, or by changes of the page.
   *
   * @param {() => void} moved
   * @returns {() => void} ends that
   */
  const onMove = (moved) => (navigation ? listenForMoves(moved) : whenAtRest(moved).stop);

  /** The part of the address that scripts of some sites find their pages by. No server gets to see it. */
  const route = () => (/^#[/!]/.test(location.hash) ? location.hash : "");

  /** What tells this page from the one before and after it in its tab. */
  const visit = () => `${performance.timeOrigin} ${addressOf(location.href) ?? location.href} ${route()}`;

  Object.assign(grainOfSalt, { onMove, visit, whenAtRest });
}
