// @ts-check
"use strict";
/** Whether people can see a place of the page, or could by scrolling. */
{
  /** CSS pixels below which a box is there for machines alone. */
  const TINY = 2;

  /**
   * Whether something of a place can be seen: not folded away, transparent, clipped, off the page, or written in the
   * colour of its ground.
   *
   * @param {readonly Range[]} ranges
   */
  const isSeen = (ranges) => ranges.some((range) => {
    const holder = holderOf(range.startContainer);
    return holder !== null && isRendered(holder) && hasColour(holder) && boxesOf(range).some((box) => isOnPage(box, holder));
  });

  /** The element around a text, in whatever tree it is. @param {Node} node */
  const holderOf = (node) => node.parentElement ?? /** @type {ShadowRoot} */ (node.getRootNode()).host ?? null;

  /** @param {Range} range */
  const boxesOf = (range) => [...range.getClientRects()].filter(({ width, height }) => width >= TINY && height >= TINY);

  /** @param {Element} element */
  const isRendered = (element) => {
    let boxed = element;
    // An element whose children stand in its place has no box of its own, and is shown all the same.
    while (getComputedStyle(boxed).display === "contents" && boxed.parentElement) boxed = boxed.parentElement;
    return boxed.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };

  /**
   * Whether a box is where scrolling can bring it into view.
   *
   * @param {DOMRect} box
   * @param {Element} holder
   */
  const isOnPage = (box, holder) => {
    let { left, top, right, bottom } = box;
    let escapes = false;
    for (const element of around(holder)) {
      const style = getComputedStyle(element);
      if (CUT.test(style.clipPath) || CUT.test(style.clip)) return false;
      const { body, documentElement } = element.ownerDocument;
      if (element === body || element === documentElement) break;
      if (!escapes || style.position !== "static") {
        const edge = element.getBoundingClientRect();
        // What lies outside of a list that scrolls can be scrolled to; then it is where the list is.
        if (SCROLLS.test(style.overflowX)) [left, right] = [edge.left, edge.right];
        else if (style.overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
        if (SCROLLS.test(style.overflowY)) [top, bottom] = [edge.top, edge.bottom];
        else if (style.overflowY !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
        if (right - left < TINY || bottom - top < TINY) return false;
        // A box that is taken out of the flow is not clipped by what its place is not counted from.
        escapes = style.position === "absolute";
      }
      if (style.position === "fixed") break;
    }
    const page = holder.ownerDocument.documentElement;
    const { scrollX, scrollY } = /** @type {Window} */ (holder.ownerDocument.defaultView);
    const width = Math.max(page.scrollWidth, page.clientWidth);
    const start = getComputedStyle(page).direction === "rtl" ? page.clientWidth - width : 0;
    return (
      right + scrollX > start &&
      left + scrollX < start + width &&
      bottom + scrollY > 0 &&
      top + scrollY < Math.max(page.scrollHeight, page.clientHeight)
    );
  };

  const SCROLLS = /^(?:auto|scroll)$/;
  /** The ways to cut a box down to nothing that style sheets use for what only screen readers shall say. */
  const CUT = /^inset\((?:50|100)%|^rect\((?:0px|1px),? (?:0px|1px),? (?:0px|1px),? (?:0px|1px)\)/;

  /** An element and those it is in, as they are shown. @param {Element} element */
  function* around(element) {
    /** @type {Element | null} */
    let at = element;
    while (at) {
      yield at;
      at = at.assignedSlot ?? holderOf(at);
    }
  }

  /** Whether text stands out from its ground at all. @param {Element} element */
  const hasColour = (element) => {
    const { color, fontSize, webkitTextFillColor, backgroundClip } = getComputedStyle(element);
    const ink = webkitTextFillColor || color;
    if (parseFloat(fontSize) < TINY) return false;
    if (backgroundClip === "text") return true;
    if (isClear(ink)) return false;
    for (const behind of around(element)) {
      const { backgroundColor, backgroundImage } = getComputedStyle(behind);
      if (backgroundImage !== "none") return true;
      if (!isClear(backgroundColor)) return backgroundColor !== ink;
    }
    return true;
  };

  /** Whether a computed colour is fully transparent. @param {string} colour */
  const isClear = (colour) => colour === "transparent" || /^rgba\(.*, 0\)$|\/ 0\)$/.test(colour);

  Object.assign(grainOfSalt, { isSeen, holderOf });
}
