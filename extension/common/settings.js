// @ts-check
/** What the user has set, kept in this browser profile only (the access token is not for syncing). */

import { hostOf, isHost } from "./hosts.js";
import { boolean, list, matching, record, refuse, ruleId, string } from "./readers.js";

/**
 * @typedef {object} Settings
 * @property {string} server Where pages are checked: an origin, or an origin and a path, without a final slash.
 * @property {string} token Access token of that server; empty where it asks for none.
 * @property {string[]} agreed Servers beyond this computer that the user agreed to send pages to.
 * @property {boolean} introduced Whether the user has read what is sent, when and where to.
 * @property {string[]} rulesOff Rules whose findings are not shown, by id: "salary/not-stated".
 * @property {string[]} sitesOff Hosts on which nothing is checked, however it is asked for.
 * @property {Record<string, Site>} sites What happens by itself, by host ("jobs.example"); nothing where a host is missing.
 */

/**
 * What the user switched on for the pages of one host, with the browser's permission for it.
 *
 * @typedef {object} Site
 * @property {boolean} lists Mark postings in lists that were checked before.
 * @property {boolean} opened Check postings as they are opened.
 */

/** @type {Settings} */
export const DEFAULTS = {
  server: "http://127.0.0.1:8000",
  token: "",
  agreed: [],
  introduced: false,
  rulesOff: [],
  sitesOff: [],
  sites: {},
};

/**
 * @template T
 * @typedef {import("./readers.js").Reader<T>} Reader
 */

/**
 * Reads what a person typed.
 *
 * @param {(typed: string) => string} meant throws for what cannot be meant
 * @returns {Reader<string>}
 */
const typed = (meant) => (value, at) => {
  try {
    return meant(string(value, at));
  } catch {
    return refuse(value, at);
  }
};

const [typedAddress, typedHost] = [typed((text) => serverAddress(text)), typed(hostOf)];

/** A server as `serverAddress` writes it. @type {Reader<string>} */
const address = (value, at) => (typedAddress(value, at) === value ? value : refuse(value, at));

/** What can stand in a header. */
const token = matching(/^[ -~]{0,500}$/);

/** @type {Reader<string>} */
const host = (value, at) => (isHost(string(value, at)) ? string(value, at) : refuse(value, at));

const site = record({ lists: boolean, opened: boolean });

/** Items of a list of rules or hosts; nobody keeps as many by hand. */
const MOST = 5_000;

/**
 * One reader for each setting, for what is stored and for what is imported.
 *
 * @type {{[Name in keyof Settings]: Reader<Settings[Name]>}}
 */
export const READERS = {
  server: address,
  token,
  agreed: list(address, MOST),
  introduced: boolean,
  rulesOff: list(ruleId, MOST),
  sitesOff: list(host, MOST),
  sites: (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(value, at);
    const entries = Object.entries(value);
    if (entries.length > MOST) return refuse(value, at);
    return Object.fromEntries(entries.map(([name, set]) => [host(name, at), site(set, `${at}.${name}`)]));
  },
};

/**
 * What the organisation that manages this browser has set, see `managed.json`.
 *
 * @typedef {object} Managed
 * @property {string | null} server null where it is left to the user
 * @property {string | null} token
 * @property {string[]} rulesOff off whatever the user says
 * @property {string[]} sitesOff
 * @property {boolean} lockRules whether no other rules can be switched off
 * @property {boolean} lockSites whether no other sites can be switched off
 */

/**
 * What counts: the organisation's settings over the user's.
 *
 * @returns {Promise<Settings>}
 */
export async function load() {
  const [own, theirs] = await Promise.all([stored(), managed()]);
  return {
    ...own,
    server: theirs.server ?? own.server,
    token: theirs.token ?? (theirs.server === null || theirs.server === own.server ? own.token : ""),
    rulesOff: union(theirs.rulesOff, theirs.lockRules ? [] : own.rulesOff),
    sitesOff: union(theirs.sitesOff, theirs.lockSites ? [] : own.sitesOff),
  };
}

/**
 * What the user set, each setting for itself: one that cannot be read has its default.
 *
 * @returns {Promise<Settings>}
 */
export async function stored() {
  const found = await chrome.storage.local.get(Object.keys(DEFAULTS));
  const defaults = structuredClone(DEFAULTS);
  return /** @type {Settings} */ (
    Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [name, readOr(value, READERS[/** @type {keyof Settings} */ (name)], found[name])]),
    )
  );
}

/**
 * @template T
 * @param {T} fallback for a value that is missing or cannot be read
 * @param {Reader<any>} read
 * @param {unknown} value
 * @returns {T}
 */
function readOr(fallback, read, value) {
  try {
    return read(value, "");
  } catch {
    return fallback;
  }
}

/** @returns {Promise<Managed>} */
export async function managed() {
  // Firefox has no managed storage unless there is a policy, and says so by an error.
  /** @type {Record<string, unknown>} */
  const found = await chrome.storage.managed.get().catch(() => ({}));
  const server = readOr(null, typedAddress, found.server);
  return {
    server,
    token: server === null ? null : readOr(null, token, found.token), // for that server and no other
    rulesOff: readOr([], READERS.rulesOff, found.rulesOff),
    sitesOff: readOr([], list(typedHost, MOST), found.sitesOff),
    lockRules: readOr(false, boolean, found.lockRules),
    lockSites: readOr(false, boolean, found.lockSites),
  };
}

/**
 * Change settings, one change after the other, whichever page of the extension makes them.
 *
 * @param {(settings: Settings) => Partial<Settings>} change
 */
export const update = (change) =>
  navigator.locks.request("settings", async () => save(change(await load())));

/**
 * Keep what the user set. What the organisation set is not the user's, and must not stay when it is set no longer.
 *
 * @param {Partial<Settings>} changes
 */
async function save(changes) {
  const { token, rulesOff, sitesOff, lockRules, lockSites } = await managed();
  const own = { ...changes };
  if (token !== null) {
    delete own.server;
    delete own.token;
  }
  if (lockRules) delete own.rulesOff;
  if (lockSites) delete own.sitesOff;
  own.rulesOff &&= own.rulesOff.filter((id) => !rulesOff.includes(id));
  own.sitesOff &&= own.sitesOff.filter((name) => !sitesOff.includes(name));
  await chrome.storage.local.set(own);
}

/**
 * @param {string[]} some
 * @param {string[]} others
 */
const union = (some, others) => [...new Set([...some, ...others])];

/**
 * A server address as a person types it, in the form that `Settings.server` holds. Another computer is
 * asked over https unless http is typed.
 *
 * Throws a TypeError for anything that is no http or https address, and for one that holds a
 * user name or password, which would end up in messages.
 *
 * @param {string} typed
 */
export function serverAddress(typed) {
  const trimmed = typed.trim();
  const secure = isLocal(`http://${trimmed}`) ? "http" : "https";
  const url = new URL(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `${secure}://${trimmed}`);
  const odd = url.host.includes("%") || url.username || url.password;
  if (!/^https?:$/.test(url.protocol) || odd) throw new TypeError("not a server address");
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

/**
 * The name that people know a server by: host, and port where it is not the usual one.
 *
 * @param {string} server
 */
export const serverName = (server) => new URL(server).host;

/**
 * Whether what is sent to a server stays on this computer.
 *
 * @param {string} server
 */
export function isLocal(server) {
  const hostname = URL.parse(server)?.hostname ?? "";
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/**
 * Whether a page may be sent: the server is this computer, or the user agreed to it by name.
 *
 * @param {Settings} settings
 */
export const mayCheck = ({ server, agreed }) => isLocal(server) || agreed.includes(server);
