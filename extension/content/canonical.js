// @ts-check
"use strict";
/**
 * The canonical text of the live page.
 *
 * `docs/canonical-text.md` defines it, over markup alone. Here the tree is the one that people see:
 * what styles hide is skipped as the `hidden` attribute skips it there, and open shadow trees are part
 * of the page. `serialise.js` writes the page so that the service arrives at the same text.
 */
{
  const { BREAKS, CELLS, PREFORMATTED, SKIPPED, VOID } = grainOfSalt;
  const WORDS = /[^\t\n\f\r \0]+/g;
  const SPACE = /[\t\n\f\r ]/;
  const ASTRAL = /[\u{10000}-\u{10FFFF}]/u;

  /** What stands between two words; of several, the last in this order. */
  const SEPARATORS = ["", " ", "\t", "\n"];
  const [SPACED, CELL, LINE] = [1, 2, 3];

  /**
   * Whether an element shows nothing of what it contains: by its name, or by the styles in force.
   *
   * @param {Element} element
   */
  const isSkipped = (element) => {
    if (SKIPPED.has(element.localName)) return true;
    const { display, visibility, contentVisibility } = getComputedStyle(element);
    return display === "none" || visibility !== "visible" || contentVisibility === "hidden";
  };

  /**
   * The children of a node as they are shown: an open shadow tree stands for its host's children,
   * and what is slotted into it stands where the slot is.
   *
   * @param {Node} node
   * @returns {Iterable<Node>}
   */
  const childrenOf = (node) => {
    if (!(node instanceof Element)) return node.childNodes;
    if (VOID.has(node.localName)) return [];
    if (node instanceof HTMLSlotElement && node.assignedNodes().length) return node.assignedNodes();
    return (node.shadowRoot ?? node).childNodes;
  };

  /**
   * Words of text nodes, each with its place in the text, in page order.
   *
   * `start` counts the code points of the text before it, `at` its UTF-16 units; `offset` is the word's in its node.
   *
   * @typedef {{start: number, at: number, node: Text, offset: number, word: string}} Run
   */

  /** @returns {CanonicalText} */
  const canonical = () => {
    /** @type {Run[]} */
    const runs = [];
    /** @type {string[]} */
    const pieces = [];
    let length = 0;
    let units = 0;
    let separator = 0;

    /** @param {Text} node @param {boolean} preformatted */
    const read = (node, preformatted) => {
      const text = node.data;
      let done = 0;
      /** @param {string} gap */
      const leave = (gap) => {
        if (preformatted && gap.includes("\n")) separator = LINE;
        else if (SPACE.test(gap)) separator = Math.max(separator, SPACED);
      };
      for (const match of text.matchAll(WORDS)) {
        leave(text.slice(done, match.index));
        if (length && separator) {
          pieces.push(SEPARATORS[separator]);
          length += 1;
          units += 1;
        }
        separator = 0;
        const word = match[0].toWellFormed();
        runs.push({ start: length, at: units, node, offset: match.index, word });
        pieces.push(word);
        length += codePoints(word);
        units += word.length;
        done = match.index + word.length;
      }
      leave(text.slice(done));
    };

    /** @param {Node} node @param {boolean} preformatted */
    const walk = (node, preformatted) => {
      for (const child of childrenOf(node)) {
        if (child instanceof Text) read(child, preformatted);
        else if (child instanceof Element && !isSkipped(child)) visit(child, preformatted);
      }
    };

    /** @param {Element} element @param {boolean} preformatted */
    const visit = (element, preformatted) => {
      const { localName } = element;
      const edge = BREAKS.has(localName) ? LINE : CELLS.has(localName) ? CELL : 0;
      separator = Math.max(separator, edge);
      walk(element, preformatted || PREFORMATTED.has(localName));
      separator = Math.max(separator, edge);
    };

    walk(document, false);
    return located(pieces.join(""), length, runs);
  };

  /**
   * @param {string} text
   * @param {number} length
   * @param {Run[]} runs
   * @returns {CanonicalText}
   */
  const located = (text, length, runs) => {
    /** @param {number} point */
    const unitAt = (point) => {
      const run = runs[lastAtOrBefore(runs, "start", point)];
      if (!run) return 0;
      const size = codePoints(run.word);
      const inside = Math.min(point - run.start, size);
      return run.at + utf16(run.word, inside) + (point - run.start - inside);
    };
    return {
      text,
      length,
      slice: ({ start, end }) => text.slice(unitAt(start), unitAt(end)),
      codePoint: (offset) => {
        const run = runs[lastAtOrBefore(runs, "at", offset)];
        return run ? run.start + codePoints(text.slice(run.at, offset)) : 0;
      },
      ranges: (span) => {
        /** @type {Range[]} */
        const ranges = [];
        for (let i = lastAtOrBefore(runs, "start", span.start); i < runs.length && runs[i].start < span.end; i += 1) {
          const { start, node, offset, word } = runs[i];
          const from = offset + utf16(word, Math.max(0, span.start - start));
          const to = offset + utf16(word, span.end - start);
          if (from >= to) continue;
          const last = ranges.at(-1);
          if (last?.endContainer === node) last.setEnd(node, to);
          else ranges.push(rangeOf(node, from, to));
        }
        return ranges;
      },
    };
  };

  /** @param {Text} node @param {number} from @param {number} to */
  const rangeOf = (node, from, to) => {
    const range = new Range();
    range.setStart(node, from);
    range.setEnd(node, to);
    return range;
  };

  /**
   * The last run that begins at or before a place, by bisection.
   *
   * @param {Run[]} runs
   * @param {"start" | "at"} unit code points or UTF-16 units
   * @param {number} place
   */
  const lastAtOrBefore = (runs, unit, place) => {
    let [low, high] = [0, runs.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (runs[middle][unit] <= place) low = middle;
      else high = middle;
    }
    return low;
  };

  /** @param {string} text */
  const codePoints = (text) => (ASTRAL.test(text) ? [...text].length : text.length);

  /** The UTF-16 offset at which a code point of a text stands, its end for any behind it. @param {string} text @param {number} at */
  const utf16 = (text, at) => {
    if (!ASTRAL.test(text)) return Math.min(at, text.length);
    let offset = 0;
    for (let i = 0; i < at && offset < text.length; i += 1) offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
    return offset;
  };

  Object.assign(grainOfSalt, { isSkipped, childrenOf, canonical });
}
