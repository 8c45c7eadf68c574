// @ts-check
"use strict";
/**
 * Where a place of an earlier text of the page stands in the text as it is now.
 *
 * A wrong place is worse than none. In the lines before the first change and after the last one, each place is known.
 * Elsewhere the quoted text itself is looked for, and what stands beside it decides:
 *
 * - If its line stood once and stands once, it is there.
 * - If the line stands in several places, or did, its neighbours on both sides have to be those of old, and far
 *   more so than with any other of these places, now or then.
 * - If the line has changed, the quote must have stood once and stand once, between enough of what was beside it.
 *
 * Nearness to the old place does not count. A banner moves everything below it, and where a list lost its first
 * row, the nearest of its rows is the wrong one.
 */
{
  /** UTF-16 units that are compared on each side: two or three sentences. */
  const CONTEXT = 160;
  /** Units beside a quote that have to be the same where its line is not: about three words. */
  const ENOUGH = 16;
  /** Units of the lines before and after that have to be the same where a line may be repeated: a short word each. */
  const SIDE = 5;
  /** How much longer the neighbours are the same than with any other place; rows of a list begin and end alike. */
  const AHEAD = 1.5;
  /** A text that stands in more places than this tells nothing of any of them. */
  const MOST = 300;
  const WORD = /[\p{L}\p{N}]/u;

  /**
   * What to look for, for a target that was made over a text of the page.
   *
   * @param {Target} target
   * @param {CanonicalText | null} before that text, if it is at hand
   * @param {number} [offset] where in it the target counts from, in code points
   * @returns {Sought}
   */
  const sought = ({ position, quote }, before, offset = 0) => {
    const { prefix, exact, suffix } = quote;
    if (before) {
      const [from, to] = [position.start, position.end].map((point) => before.unitAt(offset + point));
      if (before.text.slice(from, to) === exact) return { text: before.text, from, to };
    }
    return { text: prefix + exact + suffix, from: prefix.length, to: prefix.length + exact.length, excerpt: true };
  };

  /**
   * Finds places of earlier texts in a text of the page; null for one that is gone or cannot be told from others.
   *
   * @param {string} page
   * @returns {(sought: Sought) => Stretch | null}
   */
  const anchoring = (page) => {
    /** How much of an earlier text is unchanged. @type {Map<string, {head: number, tail: number}>} */
    const unchanged = new Map();

    /** @param {Sought} sought */
    const kept = ({ text, from, to }) => {
      const { head, tail } = unchanged.get(text) ?? commonEnds(text, page);
      unchanged.set(text, { head, tail });
      const { before, after } = restOfLine(text, from, to);
      if (to + after + SIDE <= head || head === text.length) return from;
      return from - before - SIDE >= text.length - tail ? from + page.length - text.length : null;
    };

    return (place) => {
      const { from, to, excerpt } = place;
      if (from >= to) return null;
      const at = excerpt ? byExcerpt(page, place) : (kept(place) ?? byNeighbours(page, place));
      return at === null || !isWhole(page, at, place) ? null : { text: page, from: at, to: at + to - from };
    };
  };

  /**
   * The lengths of what two texts begin and end with alike, none of it counted twice: where a row was taken
   * from a list of equal ones, nobody can say which.
   *
   * @param {string} before
   * @param {string} now
   */
  const commonEnds = (before, now) => {
    if (before === now) return { head: before.length, tail: 0 };
    const room = Math.min(before.length, now.length);
    let head = 0;
    while (head < room && before[head] === now[head]) head += 1;
    let tail = 0;
    while (tail < room && before.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
    return { head: Math.min(head, room - tail), tail: Math.min(tail, room - head) };
  };

  /**
   * @param {string} page
   * @param {Sought} place
   */
  const byNeighbours = (page, { text, from, to }) => {
    const length = to - from;
    const now = occurrences(page, text.slice(from, to));
    const then = occurrences(text, text.slice(from, to));
    if (now.length > MOST || then.length > MOST) return null;
    const line = restOfLine(text, from, to);
    /** Whether the same line is around a place of a text. @param {string} other @param {number} at */
    const isLine = (other, at) => {
      const [same, around] = [likeness(text, from, other, at, length), restOfLine(other, at, at + length)];
      return (
        around.before === line.before && same.before >= line.before &&
        around.after === line.after && same.after >= line.after
      );
    };

    const candidates = now.map((at) => ({ at, ...likeness(text, from, page, at, length) }));
    const lines = candidates.filter(({ at }) => isLine(page, at));
    const others = then.filter((at) => at !== from && isLine(text, at));
    if (!lines.length) {
      const [only] = candidates;
      return candidates.length === 1 && then.length === 1 && total(only) >= ENOUGH ? only.at : null;
    }
    if (lines.length === 1 && !others.length) return lines[0].at;

    const [best, second] = lines.sort((one, other) => total(other) - total(one));
    const rivals = others.flatMap((other) => [
      likeness(text, from, text, other, length),
      likeness(text, other, page, best.at, length),
    ]);
    const most = Math.max(0, ...[...rivals, ...(second ? [second] : [])].map(total));
    const embedded = best.before >= line.before + SIDE && best.after >= line.after + SIDE;
    return embedded && total(best) >= AHEAD * most ? best.at : null;
  };

  /**
   * Of a page that is not at hand it is assumed that another place had half of the neighbours in common.
   *
   * @param {string} page
   * @param {Sought} place
   */
  const byExcerpt = (page, { text, from, to }) => {
    const length = to - from;
    const found = occurrences(page, text.slice(from, to));
    if (!found.length || found.length > MOST) return null;
    const scored = found.map((at) => ({ at, score: total(likeness(text, from, page, at, length)) }));
    const [best, second] = scored.sort((one, other) => other.score - one.score);
    const enough = Math.min(text.length - length, (text.length - length) / 2 + ENOUGH);
    return best.score >= enough && (!second || best.score >= AHEAD * second.score + 1) ? best.at : null;
  };

  /** How much of its line stands before and after a place, as far as is compared. @param {string} text @param {number} from @param {number} to */
  const restOfLine = (text, from, to) => {
    const end = text.indexOf("\n", to);
    return {
      before: Math.min(CONTEXT, from - 1 - text.lastIndexOf("\n", from - 1)),
      after: Math.min(CONTEXT, (end < 0 ? text.length : end) - to),
    };
  };

  /**
   * How many units beside two places are the same, counted from the places outwards.
   *
   * @param {string} text
   * @param {number} from
   * @param {string} other
   * @param {number} at
   * @param {number} length of both places
   */
  const likeness = (text, from, other, at, length) => {
    let before = 0;
    while (before < CONTEXT && from > before && text[from - 1 - before] === other[at - 1 - before]) before += 1;
    let after = 0;
    const end = from + length;
    while (after < CONTEXT && end + after < text.length && text[end + after] === other[at + length + after]) after += 1;
    return { before, after };
  };

  /** @param {{before: number, after: number}} same */
  const total = ({ before, after }) => before + after;

  /** Where a text occurs, one place more than are looked at. @param {string} text @param {string} exact */
  const occurrences = (text, exact) => {
    /** @type {number[]} */
    const found = [];
    for (let at = text.indexOf(exact); at >= 0 && found.length <= MOST; at = text.indexOf(exact, at + 1)) found.push(at);
    return found;
  };

  /**
   * Whether a place did not become a part of a longer word or figure: "$20" of "$200".
   *
   * @param {string} page
   * @param {number} at
   * @param {Sought} place
   */
  const isWhole = (page, at, { text, from, to }) =>
    (WORD.test(text[from - 1] ?? "") || !WORD.test(page[at - 1] ?? "") || !WORD.test(text[from])) &&
    (WORD.test(text[to] ?? "") || !WORD.test(page[at + to - from] ?? "") || !WORD.test(text[to - 1]));

  Object.assign(grainOfSalt, { sought, anchoring });
}
