// @ts-check
/** What the user has set, kept in this browser profile only (the access token is not for syncing). */

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

/** @returns {Promise<Settings>} */
export async function load() {
  return /** @type {Settings} */ (await chrome.storage.local.get({ ...DEFAULTS }));
}

/** @param {Partial<Settings>} changes */
export async function save(changes) {
  await chrome.storage.local.set(changes);
}

/**
 * A server address as a person types it, in the form that `Settings.server` holds.
 *
 * Throws a TypeError for anything that is no http or https address, and for one that holds a
 * user name or password, which would end up in messages.
 *
 * @param {string} typed
 */
export function serverAddress(typed) {
  const trimmed = typed.trim();
  const url = new URL(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`);
  if (!/^https?:$/.test(url.protocol) || url.username || url.password) throw new TypeError("not a server address");
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
  const { hostname } = new URL(server);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/**
 * Whether a page may be sent: the server is this computer, or the user agreed to it by name.
 *
 * @param {Settings} settings
 */
export const mayCheck = ({ server, agreed }) => isLocal(server) || agreed.includes(server);
