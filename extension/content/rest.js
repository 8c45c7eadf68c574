// @ts-check
"use strict";
/** Waiting for a living page to stand still, and telling when it moves on to another address. */
{
  const { addressOf } = grainOfSalt;
  /** Milliseconds without a change after which a page stands still. */
  const STILL = 400;
  /** Milliseconds after which it is looked at although it does not, and between two looks. */
  const RESTLESS = 2000;

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
    const run = () => {
      timer = undefined;
      if (!document.hidden) act();
    };
    const changed = () => {
      const now = performance.now();
      if (timer === undefined) began = now;
      clearTimeout(timer);
      timer = setTimeout(run, Math.max(0, Math.min(STILL, began + RESTLESS - now)));
    };
    const observer = new MutationObserver(changed);
    /** @param {Root} root */
    const observe = (root) => observer.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter: ["href"] });
    observe(document);
    document.addEventListener("visibilitychange", changed);
    const stopListening = onMove(changed);
    changed();
    const stop = () => {
      observer.disconnect();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", changed);
      stopListening();
    };
    return { observe, stop };
  };

  /**
   * Where the browser tells of it, be told of every other address that scripts give the page.
   *
   * @param {() => void} moved
   * @returns {() => void} ends that
   */
  const onMove = (moved) => {
    const { navigation } = /** @type {{navigation?: EventTarget}} */ (/** @type {unknown} */ (globalThis));
    navigation?.addEventListener("currententrychange", moved);
    return () => navigation?.removeEventListener("currententrychange", moved);
  };

  /** What tells this page from the one before and after it in its tab. */
  const visit = () => `${performance.timeOrigin} ${addressOf(location.href) ?? location.href}`;

  Object.assign(grainOfSalt, { onMove, visit, whenAtRest });
}
