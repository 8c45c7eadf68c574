// @ts-check
/** What the browser has to permit before the pages of a host can be looked at without a click. */

/**
 * The match patterns of a host's pages, to be asked for with `chrome.permissions.request({origins})`.
 *
 * A port is no part of a pattern: Firefox knows none, and a permission covers all of them.
 *
 * @param {string} host as in `Settings.sites`, "jobs.example" or "jobs.example:8080"
 */
export const origins = (host) => {
  const { hostname } = new URL(`http://${host}`);
  return [`http://${hostname}/*`, `https://${hostname}/*`];
};

/** The host in a match pattern, which may itself be a pattern: "jobs.example", "*.example", "*". @param {string} pattern */
export const hostIn = (pattern) => pattern.replace(/^.*:\/\/|\/.*$/g, "");
