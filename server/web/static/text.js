// @ts-check
/** Pure functions on text: what a posting looks like, where code points stand, what was repaired, where marks begin. */

/** @typedef {{start: number, end: number}} Stretch A half-open stretch of a string, in UTF-16 code units. */

/**
 * The media type that a pasted or dropped posting looks like.
 *
 * Markdown has to show a heading, a link or bold type: plain text read as Markdown would lose its line breaks.
 *
 * @param {string} text
 */
export function looksLike(text) {
  const head = text.slice(0, 65536);
  if (/^[\s\uFEFF]*<(?:!doctype|!--|\?xml|[a-z][a-z0-9]*[\s>/])/i.test(head)) return "text/html";
  if (/^#{1,6} \S|\]\((?:https?:|mailto:|\/)|\*\*\S/m.test(head)) return "text/markdown";
  return "text/plain";
}

/** @type {Record<string, string>} */
const TYPES = {
  htm: "text/html",
  html: "text/html",
  xht: "application/xhtml+xml",
  xhtml: "application/xhtml+xml",
  md: "text/markdown",
  markdown: "text/markdown",
};

/**
 * The media type of a file: by its name; for any other name, by what it looks like.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 */
export function fileType(name, bytes) {
  const ending = name.toLowerCase().split(".").pop() ?? "";
  return TYPES[ending] ?? looksLike(new TextDecoder("windows-1252").decode(bytes.subarray(0, 65536)));
}

/**
 * Whether bytes are something else than text: a picture, a PDF, an archive.
 *
 * Control characters that no text holds make up a tenth of compressed data; UTF-16 is full of zeros and says so by its
 * byte order mark.
 *
 * @param {Uint8Array} bytes
 */
export function isBinary(bytes) {
  const head = bytes.subarray(0, 4096);
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const pdf = head[0] === 0x25 && head[1] === 0x50 && head[2] === 0x44 && head[3] === 0x46;
  const odd = head.filter((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte)).length;
  return pdf || (!utf16 && odd * 100 > head.length);
}

/**
 * How to turn the service's offsets (code points) into offsets of a JavaScript string (UTF-16 code units).
 *
 * @param {string} text
 * @returns {(codePoint: number) => number}
 */
export function codeUnits(text) {
  if (!/[\uD800-\uDBFF]/.test(text)) return (codePoint) => codePoint;
  /** @type {number[]} */
  const starts = [];
  for (let unit = 0; unit < text.length; unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1) starts.push(unit);
  return (codePoint) => starts[codePoint] ?? text.length;
}

/**
 * Where two readings of the same text differ, by whole words.
 *
 * Repair keeps lines and nearly always words, so lines are compared with lines and words with words; where their
 * number differs, everything between the first and the last difference counts as one.
 *
 * @param {string} before
 * @param {string} after
 * @param {string[]} separators coarsest first
 * @param {number} offset where `before` begins
 * @returns {(Stretch & {text: string})[]} stretches of `before`, each with what `after` says there
 */
export function differences(before, after, separators = ["\n", " "], offset = 0) {
  if (before === after) return [];
  const whole = [{ start: offset, end: offset + before.length, text: after }];
  const [separator, ...finer] = separators;
  if (separator === undefined) return whole;

  const [olds, news] = [before.split(separator), after.split(separator)];
  const shorter = Math.min(olds.length, news.length);
  let same = 0; // equal parts in front; one part of each is always left over to be compared
  while (same < shorter - 1 && olds[same] === news[same]) same += 1;
  let behind = 0;
  while (behind < shorter - same - 1 && olds.at(-1 - behind) === news.at(-1 - behind)) behind += 1;

  let start = offset + olds.slice(0, same).reduce((length, part) => length + part.length + separator.length, 0);
  if (olds.length !== news.length) {
    const text = news.slice(same, news.length - behind).join(separator);
    return [{ start, end: start + olds.slice(same, olds.length - behind).join(separator).length, text }];
  }
  const found = [];
  for (let part = same; part < olds.length - behind; part += 1) {
    found.push(...differences(olds[part], news[part], finer, start));
    start += olds[part].length + separator.length;
  }
  return found;
}

/**
 * Cut a text where any stretch begins or ends, and at the ends of its lines.
 *
 * @template {Stretch} T
 * @param {string} text
 * @param {T[]} stretches any order, overlaps allowed
 * @returns {(Stretch & {over: T[]})[][]} lines of pieces; each piece with the stretches that cover it
 */
export function pieces(text, stretches) {
  const bounds = new Set(stretches.flatMap(({ start, end }) => [start, end]));
  const cuts = [...bounds].filter((cut) => cut > 0 && cut < text.length).sort((a, b) => a - b);
  const ordered = [...stretches].sort((a, b) => a.start - b.start);
  /** @type {T[]} */
  let open = [];
  let begun = 0; // the first stretch that is still ahead
  let next = 0; // the first cut that is not behind
  let start = 0;
  return text.split("\n").map((line) => {
    const lineEnd = start + line.length;
    const found = [];
    while (start < lineEnd) {
      while (cuts[next] <= start) next += 1;
      const end = Math.min(cuts[next] ?? lineEnd, lineEnd);
      open = open.filter((stretch) => stretch.end > start);
      while (ordered[begun]?.start <= start) {
        if (ordered[begun].end > start) open.push(ordered[begun]);
        begun += 1;
      }
      found.push({ start, end, over: open });
      start = end;
    }
    start = lineEnd + 1;
    return found;
  });
}
