// @ts-check
"use strict";
/** Which highlight the pointer rests on or clicks, and the keys and clicks that put its explanation away. */
{
  const { OWN } = grainOfSalt;
  /** Milliseconds for which the pointer rests before something opens or closes under it. */
  const REST = 300;
  /** What a click is for already. */
  const BUSY = `a[href], button, input, select, textarea, label, summary, option, audio, video, [contenteditable], [onclick]:not(body),
    :is([role=button], [role=checkbox], [role=combobox], [role=link], [role=listbox], [role^=menuitem], [role=option], [role=radio],
    [role=searchbox], [role=slider], [role=spinbutton], [role=switch], [role=tab], [role=textbox], [role=treeitem])`;

  /** @type {AbortController | null} */
  let listening = null;

  /**
   * Tell about pointer and keys until `unlisten`.
   *
   * @param {Root[]} roots
   * @param {Hovering} told
   */
  const listen = (roots, told) => {
    unlisten();
    listening = new AbortController();
    const { signal } = listening;
    const shadowRoots = roots.filter((root) => root instanceof ShadowRoot);
    let timer = 0;
    signal.addEventListener("abort", () => clearTimeout(timer));

    for (const root of roots) {
      const view = root.nodeType === Node.DOCUMENT_NODE && /** @type {Document} */ (root).defaultView;
      if (!view) continue;
      const options = { signal, capture: true, passive: true };

      view.addEventListener("pointermove", (event) => {
        clearTimeout(timer);
        if (isOwn(event) || event.buttons) return;
        timer = window.setTimeout(() => told.rest(textAt(view, event, shadowRoots)), REST);
      }, options);
      view.addEventListener("click", (event) => {
        if (isOwn(event)) return;
        const plain = event.button === 0 && !isBusy(event) && view.getSelection()?.isCollapsed !== false;
        told.click(plain ? textAt(view, event, shadowRoots) : null);
      }, options);
      view.addEventListener("scroll", told.scroll, options);
      view.addEventListener("resize", told.scroll, options);
      view.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || event.isComposing || !told.dismiss()) return;
        // One press puts one thing away.
        event.preventDefault();
        event.stopImmediatePropagation();
      }, { signal, capture: true });
    }
  };

  const unlisten = () => {
    listening?.abort();
    listening = null;
  };

  /** @param {Event} event */
  const isOwn = (event) => event.composedPath().some((node) => OWN.has(/** @type {Node} */ (node)));

  /** @param {Event} event */
  const isBusy = (event) => event.composedPath().some((node) => /** @type {Element} */ (node).matches?.(BUSY));

  /**
   * The character of the page under the pointer.
   *
   * @param {Window} view
   * @param {MouseEvent} event
   * @param {ShadowRoot[]} shadowRoots
   * @returns {TextAt | null}
   */
  const textAt = ({ document: shown }, { clientX, clientY }, shadowRoots) => {
    const caret = shown.caretPositionFromPoint(clientX, clientY, { shadowRoots });
    if (caret?.offsetNode.nodeType !== Node.TEXT_NODE) return null;
    return { node: caret.offsetNode, offset: caret.offset, x: clientX, y: clientY };
  };

  Object.assign(grainOfSalt, { listen, unlisten });
}
