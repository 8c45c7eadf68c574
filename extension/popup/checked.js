// @ts-check
/** A report as the popup shows it: what it is of, the facts, what was not checked, the findings. */

import { button, element } from "../common/elements.js";
import { counted, message } from "../common/messages.js";
import { update } from "../common/settings.js";
import { doubtIn, isPartly } from "../common/verdict.js";
import { showFacts } from "./facts.js";
import { showFindings } from "./findings.js";
import { gapsIn } from "./gaps.js";
import { showSite } from "./site.js";
import { showIntroduction } from "./states.js";

/** @typedef {import("../background/orders.js").Checked} Checked */
/** @typedef {import("../common/settings.js").Settings} Settings */
/** @typedef {import("./finding.js").Pointer} Pointer */

/**
 * @typedef {object} Actions
 * @property {() => unknown} checkPage all of it, anew
 * @property {(host: string) => unknown} switchOn
 * @property {((host: string) => unknown) | null} switchOff null where the organisation says on which sites it is off
 * @property {(words: string) => unknown} say to a screen reader
 * @property {boolean} isPrivate whether the page is in a private window: then no switch keeps the name of its site
 */

/**
 * @param {Checked} outcome
 * @param {Settings} settings
 * @param {Pick<Pointer, "pointAt" | "hint" | "switchRule">} way into the page
 * @param {Actions} actions
 */
export function showChecked(outcome, settings, way, actions) {
  const { report, placed, hidden, server, host, of } = outcome;
  const pointer = { ...way, places: new Set(placed), hidden: new Set(hidden), server };
  const list = showFindings(report.annotations, new Set(settings.rulesOff), pointer);
  const gaps = gapsIn(outcome);
  const verdict = showVerdict(outcome, list, actions);
  const parts = [
    of === "selection" ? showSelection(actions.checkPage) : null,
    settings.sitesOff.includes(host) ? showAnyway(host, actions.switchOn) : null,
    showFacts(report, host),
    settings.introduced ? null : showIntroduction(server, () => update(() => ({ introduced: true }))),
    verdict,
    gaps.length ? showGaps(gaps) : null,
    list.root,
    host && !actions.isPrivate && !settings.sitesOff.includes(host) ? showSite(host, settings, actions.say, actions.switchOff) : null,
  ].filter((part) => part !== null);
  const summary = verdict?.querySelector("h2")?.textContent ?? counted("findings", list.count);
  return { parts, summary, list };
}

/**
 * What is said in one sentence; null where the findings speak.
 *
 * @param {Checked} outcome
 * @param {{count: number, silent: number}} list
 * @param {Pick<Actions, "checkPage">} actions
 */
function showVerdict(outcome, { count, silent }, { checkPage }) {
  const { report } = outcome;
  const unsure = doubtIn(outcome);
  if (unsure === "hardlyTitle") {
    const state = showState(message(unsure), message("hardlyNext"));
    state.append(element("p", { class: "actions" }, button(message("checkAgain"), checkPage, { class: "main" })));
    return state;
  }
  if (unsure) return showState(message(unsure), message(count ? "notPostingFound" : "notPostingNext"));
  if (count) return null;
  if (isPartly(outcome)) return showState(message("nothingPartlyTitle"));
  if (silent) return showState(message("nothingElseTitle"));
  const read = report.rules.filter(({ outcome }) => outcome === "passed").length;
  return showState(message("nothingTitle"), counted("nothingText", read), message("nothingNext"));
}

/**
 * @param {string} title
 * @param {...string} sentences
 */
const showState = (title, ...sentences) =>
  element("section", { class: "state" }, element("h2", {}, title), ...sentences.map((text) => element("p", {}, text)));

/** @param {string[]} gaps */
const showGaps = (gaps) =>
  element(
    "section",
    { class: "gaps" },
    element("p", {}, message("partly")),
    element("ul", {}, ...gaps.map((gap) => element("li", {}, gap))),
  );

/**
 * The site is switched off, and was checked all the same.
 *
 * @param {string} host
 * @param {(host: string) => unknown} switchOn
 */
const showAnyway = (host, switchOn) =>
  element("p", { class: "note" }, message("checkedAnyway", host), " ", button(message("switchOn"), () => switchOn(host), { class: "plain" }));

/**
 * The report is on what was selected, not on the page.
 *
 * @param {() => unknown} checkPage
 */
const showSelection = (checkPage) =>
  element(
    "p",
    { class: "note selection" },
    element("strong", {}, message("selectionOnly")),
    " ",
    message("selectionText"),
    " ",
    button(message("checkPage"), checkPage, { class: "plain" }),
  );
