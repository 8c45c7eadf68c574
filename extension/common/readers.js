// @ts-check
/** Readers of what comes from outside (an answer, a file, a policy): each takes a value within bounds or throws. */

/**
 * Reads one value or throws a TypeError that names the place (`at`).
 *
 * @template T
 * @typedef {(value: unknown, at: string) => T} Reader
 */

/** Code units of one string; the service quotes far less, and takes pages of 5 MiB. */
const LONGEST = 200_000;
/** Items of one list, several times what the service finds on the fullest of pages. */
const MOST = 50_000;

/** @type {Reader<never>} */
export const refuse = (_, at) => {
  throw new TypeError(at);
};

/** @type {Reader<string>} */
export const string = (value, at) => (typeof value === "string" && value.length <= LONGEST ? value : refuse(value, at));

/** @type {Reader<number>} */
export const count = (value, at) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : refuse(value, at));

/** @type {Reader<boolean>} */
export const boolean = (value, at) => (typeof value === "boolean" ? value : refuse(value, at));

/** @param {RegExp} pattern @returns {Reader<string>} */
export const matching = (pattern) => (value, at) =>
  typeof value === "string" && pattern.test(value) ? value : refuse(value, at);

/** The id of a rule: "salary/not-stated". */
export const ruleId = matching(/^[a-z][a-z0-9-]{0,60}\/[a-z][a-z0-9-]{0,60}$/);

/** The address of a web page, no longer than the scripts in pages tell of them. @type {Reader<string>} */
export const webAddress = (value, at) =>
  typeof value === "string" && value.length <= 2000 && /^https?:$/.test(URL.parse(value)?.protocol ?? "") ? value : refuse(value, at);

/** A place on the server, never another server. */
export const path = matching(/^\/(?!\/)[\w./#?=-]{0,200}$/);

/**
 * @template {string} T
 * @param {...T} words
 * @returns {Reader<T>}
 */
export const oneOf = (...words) => (value, at) => words.find((word) => word === value) ?? refuse(value, at);

/**
 * One of some words, or what stands for those that a newer server may say instead.
 *
 * @template {string} T
 * @template {string} Other
 * @param {Other} other
 * @param {...T} words
 * @returns {Reader<T | Other>}
 */
export const oneOfOr = (other, ...words) => (value, at) => words.find((word) => word === string(value, at)) ?? other;

/**
 * @template T
 * @param {Reader<T>} read
 * @returns {Reader<T | null>}
 */
export const nullable = (read) => (value, at) => (value === null || value === undefined ? null : read(value, at));

/**
 * @template T
 * @param {Reader<T>} read
 * @param {number} [most] items
 * @returns {Reader<T[]>}
 */
export const list = (read, most = MOST) => (value, at) =>
  Array.isArray(value) && value.length <= most ? value.map((item, i) => read(item, `${at}[${i}]`)) : refuse(value, at);

/**
 * @template {Record<string, Reader<any>>} Shape
 * @param {Shape} shape
 * @returns {Reader<{[Name in keyof Shape]: ReturnType<Shape[Name]>}>}
 */
export const record = (shape) => (value, at) => {
  if (typeof value !== "object" || value === null) refuse(value, at);
  const fields = /** @type {Record<string, unknown>} */ (value);
  const entries = Object.entries(shape).map(([name, read]) => [name, read(fields[name], `${at}.${name}`)]);
  return Object.fromEntries(entries);
};
