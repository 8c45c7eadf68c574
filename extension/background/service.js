// @ts-check
/** The HTTP side of the service: the only file that sends anything. */

import { readRules, readService } from "../common/about.js";
import { readLookups } from "../common/lookups.js";
import { readReport } from "../common/report.js";

/** @typedef {import("../common/report.js").Report} Report */
/** @typedef {Pick<import("../common/settings.js").Settings, "server" | "token">} Server */

/** Milliseconds until a silent server counts as unreachable. A check itself is cut off by the server after 2 s. */
const PATIENCE = 10_000;

/**
 * Why there is no report.
 *
 * - `unreachable`: no answer, or none in time
 * - `too-large`: the page is beyond the server's limits
 * - `token`: the server wants an access token, or another one
 * - `problem`: the server answered with a problem document
 * - `not-ours`: something answered, but not as this service does
 *
 * @typedef {"unreachable" | "too-large" | "token" | "problem" | "not-ours"} Reason
 */

/** A request that brought no report, with the reason for people and programs. */
export class ServiceError extends Error {
  /**
   * @param {Reason} reason
   * @param {string} [detail] what the server itself says about it
   */
  constructor(reason, detail = "") {
    super(`${reason}: ${detail}`);
    this.reason = reason;
    this.detail = detail;
  }
}

/**
 * The report that the server holds for an address, or null where it holds none.
 *
 * @param {Server} server
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Report | null>}
 */
export async function storedReport(server, url, signal) {
  const response = await request(server, checksOf(url), { signal });
  if (response.status === 404) return null;
  return read(readReport, await answerIn(response, signal));
}

/**
 * Send a page and get its report, with the milliseconds that packing and sending it took.
 *
 * @param {Server} server
 * @param {string | null} url null for a page without an address that anyone else could open
 * @param {Uint8Array<ArrayBuffer>} html in UTF-8
 * @param {AbortSignal} signal
 */
export async function check(server, url, html, signal) {
  const began = performance.now();
  const packed = await new Response(new Blob([html]).stream().pipeThrough(new CompressionStream("gzip"))).blob();
  const sent = performance.now();
  const response = await request(server, checksOf(url), {
    method: "POST",
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip" },
    body: packed,
    signal,
  });
  const report = read(readReport, await answerIn(response, signal));
  return { report, pack: sent - began, send: performance.now() - sent };
}

/**
 * What is known of many addresses at once: those that a report is stored of.
 *
 * @param {Server} server
 * @param {string[]} urls
 * @returns {Promise<import("../common/lookups.js").Lookup[]>}
 */
export async function lookups(server, urls) {
  const response = await request(server, "/v1/lookups", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ urls }),
  });
  return read((answer) => readLookups(answer, urls), await answerIn(response));
}

/**
 * Have the server forget the report of an address.
 *
 * @param {Server} server
 * @param {string} url
 */
export const forget = (server, url) => emptied(server, checksOf(url));

/** Have the server forget all reports that it stores for this client. @param {Server} server */
export const forgetAll = (server) => emptied(server, checksOf(null));

/** @param {Server} server @param {string} path */
async function emptied(server, path) {
  const response = await request(server, path, { method: "DELETE" });
  if (response.status !== 204) throw problemIn(response, await jsonIn(response));
}

/**
 * Who answers at an address: whether it is this service, and whether it takes the token.
 *
 * @param {Server} server
 * @returns {Promise<import("../common/about.js").About>}
 */
export async function probe(server) {
  const start = performance.now();
  const rules = await told(server, "/v1/rules", readRules);
  const milliseconds = Math.round(performance.now() - start);
  const [service, unguarded] = await Promise.all([
    told(server, "/openapi.json", readService),
    server.token ? request({ ...server, token: "" }, "/v1/rules", {}) : null,
  ]);
  return { ...service, rules, guarded: unguarded?.status === 401, milliseconds };
}

/**
 * What a server answers to a question, as read.
 *
 * @template T
 * @param {Server} server
 * @param {string} path
 * @param {(value: unknown) => T} readIt throws where the answer is none
 */
async function told(server, path, readIt) {
  return read(readIt, await answerIn(await request(server, path, {})));
}

/** @param {string | null} url */
const checksOf = (url) => (url ? `/v1/checks?url=${encodeURIComponent(url)}` : "/v1/checks");

/**
 * @param {Server} server
 * @param {string} path
 * @param {RequestInit & {headers?: Record<string, string>}} options
 */
async function request({ server, token }, path, options) {
  const headers = { Accept: "application/json", ...options.headers, ...(token && { Authorization: `Bearer ${token}` }) };
  const patience = AbortSignal.timeout(PATIENCE);
  try {
    return await fetch(server + path, {
      ...options,
      headers,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: options.signal ? AbortSignal.any([options.signal, patience]) : patience,
    });
  } catch {
    options.signal?.throwIfAborted();
    throw new ServiceError("unreachable");
  }
}

/**
 * What an answer holds, where it is no error.
 *
 * @param {Response} response
 * @param {AbortSignal} [signal]
 * @returns {Promise<unknown>}
 */
async function answerIn(response, signal) {
  const answer = await jsonIn(response, signal);
  if (!response.ok) throw problemIn(response, answer);
  return answer;
}

/**
 * @template T
 * @param {(value: unknown) => T} reader throws where the answer is none
 * @param {unknown} answer
 */
function read(reader, answer) {
  try {
    return reader(answer);
  } catch (error) {
    throw new ServiceError("not-ours", String(error));
  }
}

/** @param {Response} response @param {AbortSignal} [signal] */
async function jsonIn(response, signal) {
  try {
    return await response.json();
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof SyntaxError ? new ServiceError("not-ours") : new ServiceError("unreachable");
  }
}

/**
 * An error answer in our words where we have some, else in the words of its problem document (RFC 9457).
 *
 * @param {Response} response
 * @param {any} problem
 */
function problemIn(response, problem) {
  if (response.status === 413) return new ServiceError("too-large");
  if (response.status === 401) return new ServiceError("token");
  const said = [problem?.title, problem?.detail].filter((text) => typeof text === "string");
  return said.length ? new ServiceError("problem", said.join(": ").slice(0, 500)) : new ServiceError("not-ours");
}
