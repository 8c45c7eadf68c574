// @ts-check
/** Which rules' findings are shown. The list is the server's; only the ids of those that are off are kept. */

import { button, element, link } from "../common/elements.js";
import { counted, message } from "../common/messages.js";
import { mayCheck, serverName, update } from "../common/settings.js";
import { say } from "../common/wording.js";
import { lastAnswer, probe } from "./ask.js";
import { byId, inputById, refill, toggle } from "./controls.js";

/** @typedef {import("../common/about.js").Rule} Rule */
/** @typedef {import("./options.js").Known} Known */

/** Families in the order of the rules' importance to readers; a newer server may know others. */
const FAMILIES = ["salary", "recruiter", "posting", "encoding"];

const [holder, count] = [byId("rules-list"), byId("rules-count")];
const search = inputById("rules-search");

/** What is to be shown; an answer that comes late, about what was to be shown before, is not. @type {Known | null} */
let wanted = null;

/** @param {() => unknown} refresh */
export function startRules(refresh) {
  search.addEventListener("input", narrow);
  byId("rules-all-on").addEventListener("click", async () => {
    await update(() => ({ rulesOff: [] }));
    await refresh();
    byId("rules-title").focus();
  });
}

/** @param {Known} known */
export async function showRules(known) {
  wanted = known;
  const { settings, managed } = known;
  byId("rules-locked").hidden = !managed.lockRules;
  byId("rules-all-on").hidden = managed.lockRules || settings.rulesOff.length === managed.rulesOff.length;
  const asked = lastAnswer(settings) ?? (mayCheck(settings) ? probe(settings) : null);
  if (asked && search.disabled) count.textContent = message("testing", serverName(settings.server));
  const outcome = await asked;
  if (wanted !== known) return;
  const rules = outcome?.state === "answered" ? outcome.rules : [];
  search.disabled = rules.length === 0;
  const unknown = settings.rulesOff.filter((id) => !rules.some((rule) => rule.id === id));
  refill(
    holder,
    ...(rules.length ? families(rules, known) : [missing(known)]),
    ...(unknown.length ? [others(unknown, rules.length > 0, known)] : []),
  );
  narrow();
}

/**
 * Why there is no list, and a way to get one.
 *
 * @param {Known} known
 */
function missing(known) {
  const name = serverName(known.settings.server);
  const again = button(message("rulesAsk", name), () => {
    probe(known.settings);
    return showRules(known);
  }, { id: "rules-ask" });
  const why = message(mayCheck(known.settings) ? "rulesMissing" : "rulesUnasked", name);
  return element("div", {}, element("p", {}, why), element("p", {}, again));
}

/**
 * @param {Rule[]} rules
 * @param {Known} known
 */
function families(rules, known) {
  const named = new Set([...FAMILIES, ...rules.map(familyOf)]);
  return [...named].map((family) => {
    const members = rules.filter((rule) => familyOf(rule) === family);
    return group(family, familyName(family), members.map((rule) => item(rule, known)));
  });
}

/**
 * Rules that are off although the server does not name them.
 *
 * @param {string[]} ids
 * @param {boolean} listed whether there is a list that they are missing from
 * @param {Known} known
 */
const others = (ids, listed, known) =>
  group("others", message(listed ? "rulesUnknown" : "rulesOffTitle"), ids.map((id) => element("li", {}, aSwitch(id, id, known))));

/**
 * @param {string} id
 * @param {string} name
 * @param {Element[]} items
 */
function group(id, name, items) {
  const off = items.filter((one) => one.querySelector("input:not([checked])")).length;
  const numbers = [counted("rules", items.length), ...(off ? [counted("rulesOff", off)] : [])].join(", ");
  const summary = element("summary", {}, element("strong", {}, name), " ", element("span", {}, numbers));
  const list = element("fieldset", {}, element("legend", { class: "unseen" }, name), element("ul", {}, ...items));
  return element("details", { id: `family-${id}` }, summary, list);
}

/**
 * @param {Rule} rule
 * @param {Known} known
 */
function item({ id, severity, title, what_it_finds, help_url }, known) {
  const more = link(message("ruleMore"), known.settings.server + help_url);
  const name = say({ id: `${id}.title`, args: {} }, title); // as findings are titled
  more.setAttribute("aria-label", message("ruleMoreOn", name));
  const level = element("b", { class: severity }, message(`severity_${severity}`));
  const about = element("p", { id: `about-${id}` }, level, " ", inEnglish(what_it_finds), " ", more);
  return element("li", {}, aSwitch(id, name === title ? inEnglish(title) : name, known, `about-${id}`), about);
}

/** Words of the service, which speaks no other language. @param {string} text */
const inEnglish = (text) => element("span", { lang: "en" }, text);

/**
 * @param {string} id
 * @param {Node | string} label
 * @param {Known} known
 * @param {string} [about] id of the text that tells more
 */
function aSwitch(id, label, { settings, managed }, about) {
  const fixed = managed.lockRules || managed.rulesOff.includes(id);
  const made = toggle(`rule-${id}`, label, !settings.rulesOff.includes(id), (on) => set(id, on), {
    disabled: fixed,
    ...(about && { "aria-describedby": about }),
  });
  if (managed.rulesOff.includes(id)) made.append(element("span", { class: "managed" }, message("byOrganisation")));
  return made;
}

/**
 * @param {string} id
 * @param {boolean} on
 */
const set = (id, on) =>
  update(({ rulesOff }) => ({ rulesOff: on ? rulesOff.filter((off) => off !== id) : [...rulesOff, id] }));

/** Show only what the search asks for; families open where something is found. */
function narrow() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const items = [...holder.querySelectorAll("li")];
  for (const one of items) {
    const text = `${one.querySelector("input")?.id} ${one.textContent}`.toLowerCase();
    one.hidden = !words.every((word) => text.includes(word));
  }
  for (const details of holder.querySelectorAll("details")) {
    details.hidden = !details.querySelector("li:not([hidden])");
    if (words.length) details.open = true;
  }
  const found = items.filter((one) => !one.hidden).length;
  count.textContent = words.length ? counted("rulesFound", found) : "";
}

/** @param {Rule} rule */
const familyOf = ({ id }) => id.split("/")[0];

/** @param {string} family */
const familyName = (family) => (FAMILIES.includes(family) ? message(`family_${family}`) : family);
