// @ts-check
/** What happens by itself on the pages of single hosts, and where nothing is checked at all. */

import { button, element } from "../common/elements.js";
import { asWritten, hostOf, isHost } from "../common/hosts.js";
import { message } from "../common/messages.js";
import { load, update } from "../common/settings.js";
import { hostIn, origins } from "../common/sites.js";
import { byId, inputById, refill, toggle } from "./controls.js";

/** @typedef {import("./options.js").Known} Known */
/** @typedef {import("../common/settings.js").Site} Site */

const [form, field, said, problem] = [byId("site-form"), inputById("site"), byId("sites-said"), byId("site-problem")];

/** @param {() => unknown} refresh called when permissions may have changed, which nothing else tells everywhere */
export function startSites(refresh) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(/** @type {SubmitEvent} */ (event).submitter?.id === "site-off").then(refresh);
  });
  field.addEventListener("input", () => complain(false));
  for (const event of [chrome.permissions.onAdded, chrome.permissions.onRemoved]) event.addListener(() => refresh());
}

/** @param {Known} known */
export async function showSites({ settings, managed }) {
  const spare = await sparePermissions(settings.sites);
  const hosts = [...Object.keys(settings.sites), ...spare.keys()].sort();
  const allowed = await Promise.all(hosts.map((host) => spare.has(host) || isAllowed(host)));
  const rows = hosts.map((host, i) => row(host, settings.sites[host] ?? NOTHING, allowed[i], spare.get(host)));
  refill(byId("sites-list"), ...(rows.length ? rows : [element("p", {}, message("sitesNone"))]));

  byId("sites-locked").hidden = !managed.lockSites;
  byId("site-off").hidden = managed.lockSites;
  const off = settings.sitesOff.toSorted().map((host) => rowOff(host, managed.lockSites || managed.sitesOff.includes(host)));
  refill(byId("sites-off-list"), ...(off.length ? off : [element("li", {}, message("sitesOffNone"))]));
}

/**
 * What the browser permits without a switch that needs it, given in its own menus or left from before, by host.
 *
 * @param {Record<string, Site>} sites
 */
async function sparePermissions(sites) {
  const { origins: permitted = [] } = await chrome.permissions.getAll();
  const needed = new Set(Object.keys(sites).flatMap(origins).map(hostIn));
  return Map.groupBy(permitted.filter((pattern) => !needed.has(hostIn(pattern))), hostIn);
}

/**
 * @param {string} host or a pattern of hosts, which the browser permits
 * @param {Site} site
 * @param {boolean} allowed by the browser
 * @param {string[]} [patterns] what it permits there
 */
function row(host, site, allowed, patterns) {
  const name = asWritten(host);
  const change = (/** @type {Partial<Site>} */ to) => setSite(host, to);
  const parts = [element("legend", {}, named(host))];
  if (isHost(host)) {
    parts.push(
      toggle(`lists-${host}`, message("siteLists"), site.lists, (on) => change({ lists: on })),
      toggle(`opened-${host}`, message("siteOpened"), site.opened, (on) => change({ opened: on })),
    );
  }
  if (!allowed) {
    const again = button(message("siteAsk"), () => ask(host), { id: `ask-${host}` });
    parts.push(element("p", { class: "problem" }, message("siteTakenAway")), element("p", {}, again));
  }
  const remove = button(message("siteRemove"), () => removeSite(host, patterns), {
    class: "plain",
    "aria-label": message("siteRemoveNamed", name),
  });
  return element("fieldset", { class: "site" }, ...parts, remove);
}

/**
 * @param {string} host
 * @param {boolean} fixed by the organisation
 */
function rowOff(host, fixed) {
  const again = fixed
    ? element("span", { class: "managed" }, message("byOrganisation"))
    : button(message("siteOn"), () => switchOn(host), {
        class: "plain",
        "aria-label": message("siteOnNamed", asWritten(host)),
      });
  return element("li", {}, element("span", {}, named(host)), " ", again);
}

/** A host as people write it, with the form that tells look-alikes apart. @param {string} host */
function named(host) {
  const written = asWritten(host);
  const both = element("span", {}, element("bdi", {}, written));
  if (written !== host) both.append(" ", element("small", {}, host));
  return both;
}

/**
 * Add the host that was typed.
 *
 * @param {boolean} off whether nothing is to be checked there, rather than something by itself
 */
async function add(off) {
  const host = typedHost();
  complain(host === null);
  if (host === null) {
    field.focus();
    return;
  }
  if (off) await switchOff(host);
  else if (await ask(host)) await setSite(host, { lists: true });
  else return;
  field.value = "";
  field.focus();
}

function typedHost() {
  try {
    return hostOf(field.value);
  } catch {
    return null;
  }
}

/** @param {boolean} wrong */
function complain(wrong) {
  field.ariaInvalid = wrong ? "true" : null;
  problem.hidden = !wrong;
}

/**
 * Have the browser ask its user for the permission; to be called first thing after a click, else it refuses to.
 *
 * @param {string} host
 */
async function ask(host) {
  chrome.storage.session.remove("wish"); // what the popup asked for before is no part of this question
  const granted = await chrome.permissions.request({ origins: origins(host) });
  said.textContent = message(granted ? "siteAllowed" : "siteRefused", asWritten(host));
  return granted;
}

/** @param {string} host */
const isAllowed = (host) => chrome.permissions.contains({ origins: origins(host) });

/** @type {Site} */
const NOTHING = { lists: false, opened: false };

/**
 * @param {string} host
 * @param {Partial<Site>} changes
 */
const setSite = (host, changes) =>
  update(({ sites, sitesOff }) => ({
    sites: { ...sites, [host]: { ...(sites[host] ?? NOTHING), ...changes } },
    sitesOff: sitesOff.filter((off) => off !== host),
  }));

/**
 * @param {string} host
 * @param {string[]} [patterns] what the browser permits there
 */
async function removeSite(host, patterns = origins(host)) {
  await update(({ sites }) => {
    delete sites[host];
    return { sites };
  });
  // A permission knows no ports: another port of the same host may still need it.
  const needed = new Set(Object.keys((await load()).sites).flatMap(origins));
  if (!patterns.some((pattern) => needed.has(pattern))) await chrome.permissions.remove({ origins: patterns });
  said.textContent = message("siteRemoved", asWritten(host));
  field.focus();
}

/** @param {string} host */
async function switchOff(host) {
  await update(({ sitesOff }) => ({ sitesOff: [...new Set([...sitesOff, host])] }));
  said.textContent = message("siteOffNow", asWritten(host));
}

/** @param {string} host */
async function switchOn(host) {
  await update(({ sitesOff }) => ({ sitesOff: sitesOff.filter((off) => off !== host) }));
  said.textContent = message("siteOnNow", asWritten(host));
  field.focus();
}
