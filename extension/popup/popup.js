// @ts-check
/** The popup: asks the background about the tab it was opened on, and shows what comes back. */

import { element } from "../common/elements.js";
import { ago, dated, message, translatePage } from "../common/messages.js";
import { load, managed, serverName, update } from "../common/settings.js";
import { isHardlyThere } from "../common/verdict.js";
import { ask, inPrivate, opened, tab as current } from "./ask.js";
import { showChecked } from "./checked.js";
import { filled } from "./filling.js";
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
/** Milliseconds for which a place is remembered that the popup was to be opened at. */
const REMEMBERED = 60_000;
/** Milliseconds until one may want to stop waiting. */
const LONG = 2000;

const [tab, isPrivate] = await Promise.all([current, inPrivate]);
/** The report that is shown, if one is. @type {Checked | null} */
let shown = null;
/** @type {import("./findings.js").List | null} */
let list = null;
/** How it came about. @type {{anyway?: true}} */
let checkedHow = {};
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
  if (outcome.state === "site-off" && (await wasAskedFor())) return look(type, { anyway: true });
  if (outcome.state !== "checked") return showFailure(/** @type {State} */ (outcome), settings);
  if (how.anyway) await rememberAsked();
  await showReport(outcome, settings, how);
  const emptyPage = type === "open" && isHardlyThere(outcome);
  if (emptyPage && (await filled(inPage)) && number === looks) await look("check", how);
}

/** Where it is kept that this page was to be checked although its site is switched off. */
const ASKED = `anyway:${tab}`;

/** The page of the tab for as long as it is that one; null where no script of ours is in it. */
const visit = () => inPage(() => globalThis.grainOfSalt?.visit?.() ?? null);

async function rememberAsked() {
  await chrome.storage.session.set({ [ASKED]: await visit() });
}

async function wasAskedFor() {
  const { [ASKED]: asked } = await chrome.storage.session.get(ASKED);
  return typeof asked === "string" && asked === (await visit());
}

/**
 * @param {Checked} outcome
 * @param {import("../common/settings.js").Settings} settings
 * @param {{anyway?: true}} how
 */
async function showReport(outcome, settings, how) {
  const { report, stored, server, host } = outcome;
  const { lockSites } = await managed();
  const way = { pointAt, hint, switchRule };
  const switchOff = lockSites ? null : switchSiteOff;
  const actions = { checkPage: () => look("check", how), switchOn: switchSiteOn, switchOff, say, isPrivate };
  const made = showChecked(outcome, settings, way, actions);
  [shown, list, checkedHow] = [outcome, made.list, how];
  show(made.parts, made.summary);
  main.removeAttribute("aria-busy");
  offer(true);
  const name = serverName(server);
  const words = stored ? message("checkedEarlier", ago(report.checked_at), name) : message("checkedNow", name);
  source.replaceChildren(element("time", { datetime: report.checked_at, title: dated(report.checked_at) }, words));
  performance.mark("report");
  await Promise.all([goToPlace(), report.posting.recognised === false || settings.sites[host]?.lists ? addKnown() : null]);
}

/** Go to the finding whose highlight the popup was opened from. */
async function goToPlace() {
  const key = `place:${tab}`;
  /** @type {{[key: string]: {place: string, visit: string, time: number} | undefined}} */
  const { [key]: asked } = await chrome.storage.session.get(key);
  if (!asked) return;
  await chrome.storage.session.remove(key);
  const recent = Math.abs(Date.now() - asked.time) < REMEMBERED;
  if (recent && asked.visit === (await visit())) list?.reveal(asked.place);
}

/** List the postings of a results page that were checked before. */
async function addKnown() {
  const outcome = await ask({ type: "known", tab });
  if (outcome?.state !== "known" || !outcome.links.length) return;
  const site = main.querySelector(".site");
  if (site) site.before(showKnown(outcome.links));
  else main.append(showKnown(outcome.links));
}

/** @param {State} outcome @param {{token: string}} [settings] */
function showFailure(outcome, settings) {
  offer(false);
  const refused = outcome.state === "token" && settings?.token;
  const parts = showState(refused ? { state: "token-refused", server: outcome.server } : outcome, {
    retry: () => look("check"),
    settings: () => chrome.runtime.openOptionsPage(),
    agree: async (server) => {
      await update(({ agreed }) => ({ agreed: [...agreed, server] }));
      await look("open");
    },
    anyway: () => look("check", { anyway: true }),
    switchOn: switchSiteOn,
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
  const seen = await marked(() => inPage((name) => grainOfSalt.show(name), place));
  say(message(seen ? "shownInPage" : "folded"));
  return seen === true;
}

/** Point at a place without moving the page. @param {string} place */
const hint = (place) => marked(() => inPage((name) => grainOfSalt.hint(name), place));

/**
 * What comes of something in the page; where its highlights were removed, once they are there again.
 *
 * @template T
 * @param {() => Promise<T | null>} act null where nothing is marked
 */
async function marked(act) {
  const done = await act();
  if (done !== null || !shown) return done;
  const { markAgain } = await import("./again.js");
  if (!(await markAgain(tab, shown, await load()))) return null;
  clear.hidden = false;
  return act();
}

/**
 * @template {unknown[]} Arguments
 * @template T
 * @param {(...args: Arguments) => T} func
 * @param {Arguments} args
 * @returns {Promise<T | null>} null where the tab has moved on to another page
 */
function inPage(func, ...args) {
  return chrome.scripting.executeScript({ target: { tabId: tab }, func, args }).then(
    ([{ result }]) => /** @type {T | undefined} */ (result) ?? null,
    () => null,
  );
}

/**
 * @param {string} rule
 * @param {boolean} off
 */
const switchRule = (rule, off) =>
  update(({ rulesOff }) => {
    const others = rulesOff.filter((other) => other !== rule);
    return { rulesOff: off ? [...others, rule] : others };
  });

/** @param {string} host */
async function switchSiteOn(host) {
  await update(({ sitesOff }) => ({ sitesOff: sitesOff.filter((other) => other !== host) }));
  await chrome.storage.session.remove(ASKED);
  await look("open");
}

/** @param {string} host */
async function switchSiteOff(host) {
  await update(({ sitesOff }) => ({ sitesOff: [...sitesOff, host] }));
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
  const url = shown?.report.url;
  if (!url) return;
  const { server } = await load();
  const outcome = (await ask({ type: "forget", url })) ?? { state: "interrupted", server };
  if (outcome.state === "forgotten") await ask({ type: "clear", tab });
  [shown, list] = [null, null];
  showFailure(/** @type {State} */ (outcome.state === "forgotten" ? { state: "forgotten", server } : outcome));
}

/** @type {Record<string, 1 | -1>} */
const STEPS = { n: 1, j: 1, p: -1, k: -1 };

document.addEventListener("keydown", ({ key, ctrlKey, altKey, metaKey }) => {
  if (!ctrlKey && !altKey && !metaKey && Object.hasOwn(STEPS, key)) list?.step(STEPS[key]);
});
again.addEventListener("click", () => look("check", checkedHow));
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
