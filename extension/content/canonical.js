// @ts-check
"use strict";
/**
 * The canonical text of the live page.
 *
 * `docs/canonical-text.md` defines it, over markup alone; `walk.js` says what the page is here, and
 * `serialise.js` writes the page so that the service arrives at the same text.
 */
{
  const { BREAKS, CELLS, walk } = grainOfSalt;
  /** Stretches in which nothing is to be collapsed: words and the single spaces between them, up to some lines. */
  const WORDS = /[^\t\n\f\r \0]+(?: [^\t\n\f\r \0]+){0,40}/g;
  const SPACE = /[\t\n\f\r ]/;
  const ASTRAL = /[\u{10000}-\u{10FFFF}]/u;

  /** What stands between two words; of several, the last in this order. */
  const SEPARATORS = ["", " ", "\t", "\n"];
  const [SPACED, CELL, LINE] = [1, 2, 3];

  /**
   * Some words of a text node with their place in the text, in page order.
   *
   * `start` counts the code points of the text before it, `at` its UTF-16 units; `offset` is the word's in its node.
   *
   * @typedef {{start: number, at: number, node: Text, offset: number, word: string}} Run
   */

  /** @returns {TextReader} */
  const textReader = () => {
    /** @type {Run[]} */
    const runs = [];
    /** @type {string[]} */
    const pieces = [];
    let length = 0;
    let units = 0;
    let separator = 0;

    /** @param {Element} element */
    const edge = ({ localName }) => {
      if (BREAKS.has(localName)) separator = LINE;
      else if (CELLS.has(localName)) separator = Math.max(separator, CELL);
    };
    return {
      enter: edge,
      leave: edge,
      hidden: () => {},
      text: (node, preformatted, from, to) => {
        const text = node.data.slice(from, to);
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
          runs.push({ start: length, at: units, node, offset: from + match.index, word });
          pieces.push(word);
          length += codePoints(word);
          units += word.length;
          done = match.index + word.length;
        }
        leave(text.slice(done));
      },
      read: (roots) => located(pieces.join(""), length, runs, roots),
    };
  };

  /** @param {Selected | null} [selected] @returns {CanonicalText} */
  const canonical = (selected = null) => {
    const reader = textReader();
    return reader.read(walk([reader], selected));
  };

  /**
   * @param {string} text
   * @param {number} length
   * @param {Run[]} runs
   * @param {Root[]} roots
   * @returns {CanonicalText}
   */
  const located = (text, length, runs, roots) => {
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
      roots,
      first: runs[0] ?? null,
      unitAt,
      slice: ({ start, end }) => text.slice(unitAt(start), unitAt(end)),
      codePoint: (offset) => {
        const run = runs[lastAtOrBefore(runs, "at", offset)];
        return run ? run.start + codePoints(text.slice(run.at, offset)) : 0;
      },
      pointOf: (node, offset) => {
        const run = runs.findLast((one) => one.node === node && one.offset <= offset);
        return run ? run.start + codePoints(run.word.slice(0, offset - run.offset)) : null;
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
    const range = node.ownerDocument.createRange();
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

  Object.assign(grainOfSalt, { textReader, canonical });
}
