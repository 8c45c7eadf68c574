// @ts-check
/** What is known of many addresses at once, read within bounds. */

import { boolean, count, list, oneOf, record, refuse, string, webAddress } from "./readers.js";
import { date } from "./report.js";

/**
 * A posting that a report is stored of.
 *
 * @typedef {object} Lookup
 * @property {string} url as it was asked for
 * @property {string} checked_at RFC 3339
 * @property {Record<import("./report.js").Severity, number>} counts findings by severity
 * @property {boolean} complete whether all of the page was checked
 */

const counts = record({ serious: count, warning: count, info: count });
const known = { checked_at: date, counts, complete: boolean };

/** Links of one page, as many as `content/list.js` asks about. */
const MOST_LINKS = 2000;

const links = list(record({ url: webAddress, text: string, ...known }), MOST_LINKS);

/**
 * What the script in a page tells of its links to such postings. Throws a TypeError where it is none.
 *
 * @param {unknown} value
 */
export const readLinks = (value) => links(value, "links");

/**
 * Those addresses in an answer to `POST /v1/lookups` that a report is stored of. Throws a TypeError where it is none.
 *
 * @param {unknown} value parsed JSON
 * @param {string[]} urls that were asked for; an answer about others is none
 * @returns {Lookup[]}
 */
export function readLookups(value, urls) {
  /** @param {unknown} result @param {string} at */
  const stored = (result, at) => {
    const { url, checked_at } = /** @type {Record<string, unknown>} */ (result ?? {});
    if (checked_at === null) return null;
    return { url: oneOf(...urls)(url, at), ...record(known)(result, at) };
  };
  const { results } = record({ results: list(stored, urls.length) })(value, "lookups");
  if (results.length !== urls.length) refuse(value, "lookups");
  return results.filter((result) => result !== null);
}
