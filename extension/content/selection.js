// @ts-check
"use strict";
/** The part of the page that the user has selected. */
{

  /**
   * The selection, in whichever document or open shadow root of the page it is; null where there is none.
   *
   * @param {readonly Root[]} roots
   * @returns {Selected | null}
   */
  const selectedIn = (roots) => {
    const shadowRoots = roots.filter((root) => root instanceof ShadowRoot);
    for (const root of roots) {
      const selection = "getSelection" in root && /** @type {Document} */ (root).getSelection();
      const range = selection && selection.rangeCount && rangeOf(selection, shadowRoots);
      if (range && !range.collapsed) return partOf(range);
    }
    return null;
  };

  /** @param {Selection} selection @param {ShadowRoot[]} shadowRoots */
  const rangeOf = (selection, shadowRoots) => {
    // The plain range ends at the host of a shadow tree.
    const [composed] = selection.getComposedRanges?.({ shadowRoots }) ?? [];
    if (!composed || composed.startContainer.getRootNode() !== composed.endContainer.getRootNode()) {
      return selection.getRangeAt(0);
    }
    const range = new Range();
    range.setStart(composed.startContainer, composed.startOffset);
    range.setEnd(composed.endContainer, composed.endOffset);
    return range;
  };

  /**
   * What a range covers of the page: of its own tree what it touches, of the trees around that what leads to it,
   * and all of the trees that hang on what it touches.
   *
   * @param {Range} range
   * @returns {Selected}
   */
  const partOf = (range) => {
    const own = range.startContainer.getRootNode();
    /** The elements that lead to the range, by the root that they are in. @type {Map<Node, Element>} */
    const leading = new Map();
    for (let host = hostOf(own); host; host = hostOf(host.getRootNode())) leading.set(host.getRootNode(), host);
    return {
      touches: (node) => {
        const root = node.getRootNode();
        if (root === own) return range.intersectsNode(node);
        const lead = leading.get(root);
        return !lead || node.contains(lead);
      },
      clip: (text) => [
        text === range.startContainer ? range.startOffset : 0,
        text === range.endContainer ? range.endOffset : text.length,
      ],
    };
  };

  /** What shows a tree: the host of a shadow root, the frame of a document. @param {Node} root */
  const hostOf = (root) =>
    root instanceof ShadowRoot ? root.host : (/** @type {Document} */ (root).defaultView?.frameElement ?? null);

  Object.assign(grainOfSalt, { selectedIn });
}
