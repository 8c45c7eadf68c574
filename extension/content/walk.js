// @ts-check
"use strict";
/**
 * The page as people see it, in the order in which its text is read and its markup is written.
 *
 * What styles hide is hidden here as the `hidden` attribute hides it in markup; an open shadow tree stands
 * for the children of its host; a frame of this site stands at its place, as a block.
 */
{
  const { OWN, PREFORMATTED, SKIPPED, VOID, frameOf } = grainOfSalt;
  const TEXT = 3;
  const ELEMENT = 1;

  /**
   * Whether an element shows nothing of what it contains: by its name, or by the styles in force.
   *
   * What can be edited counts as hidden as well: it may be the visitor's own draft.
   *
   * @param {Element} element
   */
  const isSkipped = (element) => {
    if (SKIPPED.has(element.localName)) return !frameOf(element) || isHidden(element);
    return isHidden(element) || isEditable(element) || OWN.has(element);
  };

  /** @param {Element} element */
  const isHidden = (element) => {
    const { display, visibility, contentVisibility } = getComputedStyle(element);
    return display === "none" || visibility !== "visible" || contentVisibility === "hidden";
  };

  /** By its attribute, with the whole of its document, or by its style. @param {Element} element */
  const isEditable = (element) =>
    (element.getAttribute("contenteditable") ?? "false").toLowerCase() !== "false" ||
    element.ownerDocument.designMode === "on" ||
    /^read-write/.test(getComputedStyle(element).getPropertyValue("-webkit-user-modify"));

  /**
   * The children of a node as they are shown: an open shadow tree stands for its host's children,
   * and what is slotted into it stands where the slot is.
   *
   * @param {Node} node
   * @returns {Iterable<Node>}
   */
  const childrenOf = (node) => {
    if (node.nodeType !== ELEMENT) return node.childNodes;
    const element = /** @type {Element} */ (node);
    const framed = frameOf(element);
    if (framed) return [framed.documentElement];
    if (VOID.has(element.localName)) return [];
    const slotted = element.localName === "slot" && /** @type {HTMLSlotElement} */ (element).assignedNodes?.();
    if (slotted && slotted.length) return slotted;
    return (element.shadowRoot ?? element).childNodes;
  };

  /**
   * Show the page to readers, node by node.
   *
   * @param {PageReader[]} readers
   * @param {Selected | null} [selected] the only part that is shown
   * @returns {Root[]} the documents and shadow roots that were gone through
   */
  const walk = (readers, selected = null) => {
    /** @type {Root[]} */
    const roots = [document];

    /** @param {Node} node @param {boolean} preformatted */
    const within = (node, preformatted) => {
      for (const child of childrenOf(node)) {
        if (selected && !selected.touches(child)) continue;
        if (child.nodeType === TEXT) {
          const text = /** @type {Text} */ (child);
          const [from, to] = selected ? selected.clip(text) : [0, text.length];
          for (const reader of readers) reader.text(text, preformatted, from, to);
        } else if (child.nodeType === ELEMENT) {
          visit(/** @type {Element} */ (child), preformatted);
        }
      }
    };

    /** @param {Element} element @param {boolean} preformatted */
    const visit = (element, preformatted) => {
      if (isSkipped(element) && !(selected && isEditable(element) && !isHidden(element))) {
        for (const reader of readers) reader.hidden(element);
        return;
      }
      const root = element.shadowRoot ?? frameOf(element);
      if (root) roots.push(root);
      for (const reader of readers) reader.enter(element);
      within(element, preformatted || PREFORMATTED.has(element.localName));
      for (const reader of readers) reader.leave(element);
    };

    within(document, false);
    return roots;
  };

  Object.assign(grainOfSalt, { isEditable, isSkipped, childrenOf, walk });
}
