// @ts-check
/** What is kept in this browser and on the server, in words, and how it is forgotten. */

import { button, element } from "../common/elements.js";
import { asWritten } from "../common/hosts.js";
import { counted, message } from "../common/messages.js";
import { load, serverName, stored, update } from "../common/settings.js";
import { hostIn } from "../common/sites.js";
import { forgetAll } from "./ask.js";
import { byId, careful, refill } from "./controls.js";

/** @typedef {import("./options.js").Known} Known */

const [here, there, agreed] = [byId("stored-here"), byId("stored-there"), byId("agreed")];
const [saidHere, saidThere] = [byId("forgotten-here"), byId("forgotten-there")];

/** @param {() => unknown} refresh called when everything was forgotten */
export function startStored(refresh) {
  byId("forget-there").append(
    careful(message("forgetThere"), message("forgetThereSure"), message("forgetYes"), forgetOnServer),
  );
  byId("forget-here").append(
    careful(message("forgetHere"), message("forgetHereSure"), message("forgetYes"), async () => {
      await forgetInBrowser();
      await refresh();
    }),
  );
}

/** @param {Known} known */
export async function showStored({ settings }) {
  const own = await stored();
  const { origins = [] } = await chrome.permissions.getAll();
  const session = Object.keys(await chrome.storage.session.get()).length;
  const permitted = [...new Set(origins.map((origin) => asWritten(hostIn(origin))))];
  const rows = [
    [message("storedServer"), own.server],
    [message("tokenLabel"), message(own.token ? "storedToken" : "storedNone")],
    [message("storedAgreed"), number(own.agreed.length)],
    [message("storedRulesOff"), number(own.rulesOff.length)],
    [message("storedSites"), number(Object.keys(own.sites).length)],
    [message("storedSitesOff"), number(own.sitesOff.length)],
    [message("storedIntroduced"), message(own.introduced ? "storedYes" : "storedNo")],
    [message("storedSession"), number(session)],
    [message("storedPermissions"), permitted.length ? permitted.join(", ") : message("storedNone")],
  ];
  refill(here, ...rows.map(([term, fact]) => element("div", {}, element("dt", {}, term), element("dd", {}, fact))));

  const name = serverName(settings.server);
  there.textContent = message("storedThere", name);
  refill(agreed, ...(own.agreed.length ? own.agreed.map(agreement) : [element("li", {}, message("agreedNone"))]));
}

/** @param {number} count */
const number = (count) => (count ? counted("entries", count) : message("storedNone"));

/** @param {string} server */
function agreement(server) {
  const back = button(message("agreedBack"), async () => {
    await update((settings) => ({ agreed: settings.agreed.filter((one) => one !== server) }));
    saidThere.textContent = message("agreedTakenBack", serverName(server));
    byId("agreed-title").focus();
  }, { class: "plain", "aria-label": message("agreedBackNamed", server) });
  return element("li", {}, element("bdi", {}, server), " ", back);
}

async function forgetOnServer() {
  const settings = await load();
  const name = serverName(settings.server);
  saidThere.textContent = message("testing", name);
  const outcome = await forgetAll(settings);
  saidThere.textContent = outcome.state === "forgotten" ? message("forgottenThere", name) : notForgotten(outcome, name);
}

/**
 * @param {import("./ask.js").Answer} outcome
 * @param {string} name
 */
function notForgotten(outcome, name) {
  switch (outcome.state) {
    case "unreachable":
      return message("notForgotten", name, message("unreachableTitle", name));
    case "token":
      return message("notForgotten", name, message("tokenTitle", name));
    case "problem":
      return message("notForgotten", name, message("problemText", name, outcome.detail));
    default:
      return message("notForgotten", name, message("notOursTitle"));
  }
}

async function forgetInBrowser() {
  await chrome.storage.local.clear();
  await chrome.storage.session.clear();
  await chrome.scripting.unregisterContentScripts();
  const { origins = [] } = await chrome.permissions.getAll();
  if (origins.length) await chrome.permissions.remove({ origins });
  saidHere.textContent = message("forgottenHere");
}
