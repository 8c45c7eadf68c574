// @ts-check
/** The file that settings are taken along in: JSON with a kind and a version, read field by field. */

import { asWritten } from "../common/hosts.js";
import { message } from "../common/messages.js";
import { READERS } from "../common/settings.js";

/** @typedef {import("../common/settings.js").Settings} Settings */

const KIND = "grain-of-salt-settings";
const VERSION = 1;

/**
 * What is taken along. What the user agreed to and has read stays behind: nobody agrees for another.
 *
 * @type {readonly (keyof Settings)[]}
 */
const FIELDS = ["server", "token", "rulesOff", "sitesOff", "sites"];

/**
 * @param {Settings} settings
 * @param {boolean} withToken
 */
export function writeFile(settings, withToken) {
  const fields = FIELDS.filter((name) => withToken || name !== "token");
  const taken = Object.fromEntries(fields.map((name) => [name, settings[name]]));
  return `${JSON.stringify({ kind: KIND, version: VERSION, settings: taken }, null, 2)}\n`;
}

/**
 * The settings in the text of a file; those that it leaves out stay as they are.
 *
 * Throws a TypeError that names the first place that cannot be read, and a SyntaxError where it is no such file.
 *
 * @param {string} text
 * @returns {Partial<Settings>}
 */
export function readFile(text) {
  const content = JSON.parse(text);
  if (content?.kind !== KIND) throw new SyntaxError("no settings");
  if (content.version !== VERSION) throw new TypeError("version");
  const found = content.settings;
  if (typeof found !== "object" || found === null) throw new TypeError("settings");
  const given = FIELDS.filter((name) => Object.hasOwn(found, name));
  return Object.fromEntries(given.map((name) => [name, READERS[name](found[name], `settings.${name}`)]));
}

/**
 * What to save of the settings from a file. A token that is kept goes with no other server than its own.
 *
 * @param {Settings} own
 * @param {Partial<Settings>} read
 * @returns {Partial<Settings>}
 */
export const changesBy = (own, read) =>
  read.server !== undefined && read.server !== own.server ? { token: "", ...read } : read;

/**
 * What such changes come to, a sentence each.
 *
 * @param {Settings} own
 * @param {Partial<Settings>} changes
 * @returns {string[]}
 */
export function differences(own, changes) {
  const { server, token, rulesOff, sitesOff, sites } = { ...own, ...changes };
  return [
    ...(server === own.server ? [] : [message("changeServer", own.server, server)]),
    ...(token === own.token ? [] : [message(token ? "changeToken" : "changeNoToken")]),
    ...without(rulesOff, own.rulesOff).map((id) => message("changeRuleOff", id)),
    ...without(own.rulesOff, rulesOff).map((id) => message("changeRuleOn", id)),
    ...without(sitesOff, own.sitesOff).map((host) => message("changeSiteOff", asWritten(host))),
    ...without(own.sitesOff, sitesOff).map((host) => message("changeSiteOn", asWritten(host))),
    ...without(Object.keys(own.sites), Object.keys(sites)).map((host) => message("changeSiteRemoved", asWritten(host))),
    ...Object.keys(sites)
      .filter((host) => happening(sites[host]) !== (own.sites[host] ? happening(own.sites[host]) : null))
      .map((host) => message("changeSite", asWritten(host), happening(sites[host]))),
  ];
}

/**
 * @param {string[]} some
 * @param {string[]} others
 */
const without = (some, others) => some.filter((one) => !others.includes(one));

/** What happens by itself on a site. @param {import("../common/settings.js").Site} site */
const happening = ({ lists, opened }) =>
  lists || opened
    ? [lists && message("siteLists"), opened && message("siteOpened")].filter(Boolean).join(", ")
    : message("siteNothing");
