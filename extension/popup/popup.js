// @ts-check
/** The popup: asks the background about the tab it was opened on, and shows what comes back. */

import { element } from "../shared/elements.js";
import { ago, dated, message, translatePage } from "../shared/messages.js";
import { load, save, serverName } from "../shared/settings.js";
import { ask, opened, tab as current } from "./ask.js";
import { showChecked } from "./checked.js";
import { asText } from "./copy.js";
import { showKnown } from "./known.js";
import { showState } from "./states.js";

/** @typedef {import("../background/orders.js").Outcome} Outcome */
/** @typedef {import("../background/orders.js").Checked} Checked */
/** @typedef {import("./states.js").State} State */

const [main, status, source, done] = ["main", "status", "source", "done"].map(by);
const [again, copy, clear, forget, options] = ["again", "copy", "clear", "forget", "options"].map(by);

/** Milliseconds until it is said that a check is under way; a report that is at hand comes sooner. */
const SOON = 150;
/** Milliseconds until one may want to stop waiting. */
const LONG = 2000;

const tab = await current;
/** The report that is shown, if one is. @type {Checked | null} */
let shown = null;
/** @type {import("./findings.js").List | null} */
let list = null;
/** Counts the looks at the tab: what one brings after its user stopped waiting is not shown. */
let looks = 0;

/**
 * Look at the tab in the way that the order says, and show the outcome.
 *
 * @param {"open" | "check"} type
 * @param {{anyway?: true}} how
 * @param {Promise<Outcome | null>} asked the answer, where the question is on its way
 */
async function look(type, how = {}, asked = ask({ type, tab, ...how })) {
  looks += 1;
  const number = looks;
  [shown, list] = [null, null];
  main.setAttribute("aria-busy", "true");
  offer(false);
  const settings = await load();
  const { server } = settings;
  const timers = [
    setTimeout(() => show(showState({ state: "checking", server }, { stop }), message("checking", serverName(server))), SOON),
    setTimeout(() => main.querySelector(".actions button")?.removeAttribute("hidden"), LONG),
  ];
  const stop = () => {
    looks += 1;
    ask({ type: "clear", tab });
    showFailure({ state: "stopped", server });
  };
  // The browser may end the background at any time; then it is asked once more.
  const outcome = (await asked) ?? (await ask({ type, tab, ...how })) ?? { state: "interrupted", server };
  timers.forEach(clearTimeout);
  if (number !== looks) return;
  if (outcome.state === "checked") await showReport(outcome, settings);
  else showFailure(/** @type {State} */ (outcome));
}

/**
 * @param {Checked} outcome
 * @param {import("../shared/settings.js").Settings} settings
 */
async function showReport(outcome, settings) {
  const { report, stored, server, host } = outcome;
  const way = { pointAt, hint, switchRule };
  const actions = { checkPage: () => look("check"), switchOff: switchSiteOff, say };
  const made = showChecked(outcome, settings, way, actions);
  [shown, list] = [outcome, made.list];
  show(made.parts, made.summary);
  main.removeAttribute("aria-busy");
  offer(true);
  const name = serverName(server);
  const words = stored ? message("checkedEarlier", ago(report.checked_at), name) : message("checkedNow", name);
  source.replaceChildren(element("time", { datetime: report.checked_at, title: dated(report.checked_at) }, words));
  performance.mark("report");
  await Promise.all([goToPlace(), !report.posting.recognised || settings.sites[host]?.lists ? addKnown() : null]);
}

/** Go to the finding whose highlight the popup was opened from. */
async function goToPlace() {
  const key = `place:${tab}`;
  const { [key]: place } = await chrome.storage.session.get(key);
  if (typeof place !== "string") return;
  await chrome.storage.session.remove(key);
  list?.reveal(place);
}

/** List the postings of a results page that were checked before. */
async function addKnown() {
  const outcome = await ask({ type: "known", tab });
  if (outcome?.state !== "known" || !outcome.links.length) return;
  const site = main.querySelector(".site");
  if (site) site.before(showKnown(outcome.links));
  else main.append(showKnown(outcome.links));
}

/** @param {State} outcome */
function showFailure(outcome) {
  offer(false);
  const parts = showState(outcome, {
    retry: () => look("check"),
    settings: () => chrome.runtime.openOptionsPage(),
    agree: async (server) => {
      await save({ agreed: [...(await load()).agreed, server] });
      await look("open");
    },
    anyway: () => look("check", { anyway: true }),
    switchOn: async (host) => {
      await save({ sitesOff: (await load()).sitesOff.filter((other) => other !== host) });
      await look("open");
    },
    extensionPage: () => chrome.tabs.create({ url: `chrome://extensions/?id=${chrome.runtime.id}` }),
  });
  show(parts, parts[0].querySelector("h1")?.textContent ?? "");
  main.removeAttribute("aria-busy");
  options.hidden = main.querySelector("[data-settings]") !== null;
}

/**
 * @param {Element[]} parts
 * @param {string} spoken what a screen reader says of it
 */
function show(parts, spoken) {
  main.replaceChildren(...parts);
  say(spoken);
}

/** @param {string} words */
function say(words) {
  status.textContent = words;
}

/** Say what was done where it is seen, too. @param {string} words */
function tell(words) {
  done.textContent = words;
  say(words);
}

/** Offer what can be done with a report, or what can be done without one. @param {boolean} report */
function offer(report) {
  for (const one of [again, copy]) one.hidden = !report;
  clear.hidden = !shown?.placed.length;
  forget.hidden = !shown?.report.url || shown.of === "selection";
  options.hidden = false;
  done.textContent = "";
  if (!report) source.textContent = "";
}

/**
 * Scroll the page to a place and say whether it could be seen there.
 *
 * @param {string} place
 */
async function pointAt(place) {
  const seen = await inPage((name) => grainOfSalt.show(name), place);
  say(message(seen ? "shownInPage" : "folded"));
  return seen === true;
}

/** Point at a place without moving the page. @param {string} place */
const hint = (place) => inPage((name) => grainOfSalt.hint(name), place);

/**
 * @template T
 * @param {(place: string) => T} func
 * @param {string} place
 * @returns {Promise<T | null>} null where the tab has moved on to another page
 */
const inPage = (func, place) =>
  chrome.scripting.executeScript({ target: { tabId: tab }, func, args: [place] }).then(
    ([{ result }]) => /** @type {T} */ (result),
    () => null,
  );

/**
 * @param {string} rule
 * @param {boolean} off
 */
async function switchRule(rule, off) {
  const others = (await load()).rulesOff.filter((other) => other !== rule);
  await save({ rulesOff: off ? [...others, rule] : others });
}

/** @param {string} host */
async function switchSiteOff(host) {
  await save({ sitesOff: [...(await load()).sitesOff, host] });
  await ask({ type: "clear", tab });
  await look("open");
}

async function copyReport() {
  if (!shown) return;
  const { rulesOff } = await load();
  const annotations = shown.report.annotations.filter(({ rule }) => !rulesOff.includes(rule));
  const text = asText({ ...shown, report: { ...shown.report, annotations } });
  const copied = await navigator.clipboard.writeText(text).then(() => true, () => false);
  tell(message(copied ? "copied" : "notCopied"));
}

async function clearPage() {
  await ask({ type: "clear", tab });
  clear.hidden = true;
  again.focus();
  tell(message("cleared"));
}

async function forgetPage() {
  const { server } = await load();
  const outcome = (await ask({ type: "forget", tab })) ?? { state: "interrupted", server };
  [shown, list] = [null, null];
  showFailure(/** @type {State} */ (outcome.state === "forgotten" ? { state: "forgotten", server } : outcome));
}

/** @type {Record<string, 1 | -1>} */
const STEPS = { n: 1, j: 1, p: -1, k: -1 };

document.addEventListener("keydown", ({ key, ctrlKey, altKey, metaKey }) => {
  if (!ctrlKey && !altKey && !metaKey && Object.hasOwn(STEPS, key)) list?.step(STEPS[key]);
});
again.addEventListener("click", () => look("check"));
copy.addEventListener("click", copyReport);
clear.addEventListener("click", clearPage);
forget.addEventListener("click", forgetPage);
options.addEventListener("click", () => chrome.runtime.openOptionsPage());
translatePage();
await look("open", {}, opened);

/** @param {string} id */
function by(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
