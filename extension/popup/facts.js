// @ts-check
/** What the posting itself says: who, how much, from which addresses. */

import { element, given, shorten } from "../common/elements.js";
import { counted, listed, message } from "../common/messages.js";
import { LITTLE } from "../common/verdict.js";
import { amount, details, differing, mainFirst } from "./pay.js";

/** @typedef {import("../common/report.js").Report} Report */
/** @typedef {import("../common/report.js").Salary} Salary */

/**
 * One thing that the posting says, for the list and for the text that is copied.
 *
 * @typedef {object} Fact
 * @property {string} name
 * @property {Line[]} lines never empty
 * @property {number} shown how many of them are; the others are folded away
 */

/**
 * @typedef {object} Line
 * @property {string} text
 * @property {string} [about] what is to be said of it
 * @property {string} [quote] where the page says so, in its words
 * @property {string} [owner] the registrable domain in an address: whose it is
 */

/** Places that a posting sends people to, of which none should go unseen; more than these are unusual. */
const WAYS = 3;
/** Longest quotation among the facts, in UTF-16 units. */
const QUOTE = 160;
/** Longest address that is shown at once; a longer one unfolds. */
const ADDRESS = 90;

/**
 * @param {Report} report
 * @param {string} host where the page was opened; empty for a file
 * @returns {Fact[]}
 */
export function factsIn({ posting, annotations, document }, host) {
  // That no pay is stated says nothing of a page that is no posting, or not there yet.
  const stated = posting.salaries.length || (posting.recognised && document.length >= LITTLE);
  return [...(stated ? [pay(posting)] : []), ...declared(posting), ...apply(posting, annotations, host)];
}

/**
 * @param {Report} report
 * @param {string} host
 */
export function showFacts(report, host) {
  const { title, employer } = report.posting;
  const who = employer.name ? [given(employer.name)] : [];
  const where = host ? [message("shownOn", host)] : [];
  return element(
    "header",
    { class: "facts" },
    element("h1", {}, title ? given(title) : message("untitled")),
    element("p", {}, ...who, who.length && host ? " · " : "", ...where),
    element("dl", {}, ...factsIn(report, host).flatMap(showFact)),
  );
}

/** @param {Fact} fact */
function showFact({ name, lines, shown }) {
  const [first, folded] = [lines.slice(0, shown), lines.slice(shown)].map((part) => part.map(showLine));
  const more = folded.length
    ? element("details", {}, element("summary", {}, counted("more", folded.length)), ...folded)
    : null;
  return [element("dt", {}, name), element("dd", {}, ...first, more)];
}

/** @param {Line} line */
function showLine({ text, about, quote, owner }) {
  return element(
    "div",
    {},
    owner ? address(text, owner) : element("strong", {}, given(text)),
    about ? element("small", {}, owner ? about : `\u00a0· ${about}`) : null,
    quote ? element("q", {}, given(shorten(quote, QUOTE))) : null,
  );
}

/**
 * An address in which the eye falls on whose it is.
 *
 * @param {string} text
 * @param {string} owner
 */
function address(text, owner) {
  // Whose it is stands at the end of the host: what stands before it, a name and an "@" included, can be anything.
  const host = /^([a-z][a-z0-9+.-]*:\/\/)?[^/?#\\]*?(?=(:\d*)?([/?#\\]|$))/i.exec(text)?.[0] ?? "";
  if (!host.toLowerCase().endsWith(owner)) return element("div", {}, element("strong", {}, owner), " ", given(text));
  const start = host.length - owner.length;
  const emphasised = (/** @type {string} */ rest) =>
    element("bdi", { dir: "ltr" }, text.slice(0, start), element("strong", {}, text.slice(start, host.length)), rest);
  if (text.length <= ADDRESS) return emphasised(text.slice(host.length));
  const cut = emphasised(`${text.slice(host.length, Math.max(ADDRESS, host.length + 12))}…`);
  const whole = element("details", {}, element("summary", {}, message("wholeAddress")), given(text, { dir: "ltr" }));
  return element("div", {}, cut, whole);
}

/** @param {Report["posting"]} posting @returns {Fact} */
function pay({ salaries, employer }) {
  const name = message("pay");
  if (!salaries.length) return { name, lines: [{ text: message("noPay") }], shown: 1 };

  const sorted = mainFirst(salaries);
  const [main] = sorted;
  const other = differing(main, sorted);
  const said = new Set(sorted.filter(({ origin }) => origin === main.origin).map(amount));
  const wanted = sorted.filter((one) => one.origin === main.origin || one === other || !said.has(amount(one)));
  const lines = unique([main, ...(other ? [other] : []), ...wanted]).map((one) => {
    const label = one.label && isBand(one.label, employer.name) ? `${one.label} · ` : "";
    return { text: amount(one), about: label + details(one) };
  });
  return { name, lines, shown: other ? 2 : 1 };
}

/** One line for each figure that reads differently; the first that does. @param {Salary[]} salaries */
function unique(salaries) {
  /** @type {Map<string, Salary>} */
  const lines = new Map();
  for (const one of salaries) {
    const key = `${amount(one)} ${one.label}`;
    if (!lines.has(key)) lines.set(key, one);
  }
  return [...lines.values()];
}

/** How a name of a band ends, and how the beginning of a sentence does not. */
const SENTENCE = /[.:;!?。、：]|^(?:the|this|our|we|you|your|for|base|das|die|der|wir|ihr|unser)\b.*\s\p{Ll}/iu;

/**
 * Whether what stands before a figure reads like the name of a city, level or zone: not like the beginning of a
 * sentence, or a line about the employer.
 *
 * @param {string} label
 * @param {string | null} employer
 */
function isBand(label, employer) {
  const words = label.split(/\s+/);
  const small = words.filter((word) => /^\p{Ll}/u.test(word)).length;
  const other = employer !== null && label.toLowerCase().includes(employer.toLowerCase());
  return label.length <= 40 && words.length <= 5 && small <= 1 && !SENTENCE.test(label) && !other;
}

/**
 * The addresses that the employer vouches for, in its own words.
 *
 * @param {Report["posting"]} posting
 * @returns {Fact[]}
 */
const declared = ({ domain_policy }) =>
  domain_policy
    .filter(({ scope, domains }) => scope !== "other" && domains.length)
    .map(({ scope, domains, exclusive, target }) => {
      const list = listed(domains.map((domain) => (scope === "email" && !domain.includes("@") ? `@${domain}` : domain)));
      const text = exclusive ? message("only", list) : list;
      const name = scope === "email" ? message("writesFrom") : message("jobsAt");
      return { name, lines: [{ text, quote: target?.quote.exact }], shown: 1 };
    });

/**
 * Where the ways to apply lead. Only a finding says what is to be thought of another site.
 *
 * @param {Report["posting"]} posting
 * @param {Report["annotations"]} annotations
 * @param {string} host
 * @returns {Fact[]}
 */
function apply({ contacts, employer, domain_policy }, annotations, host) {
  /** @param {string} domain */
  const elsewhere = (domain) => {
    const found = annotations.find(({ rule, data }) => rule === APPLY_ELSEWHERE && within(data?.host ?? "", domain));
    const name = found?.data?.known_as;
    return name ? message("applyKnown", name) : message(found ? "applyElsewhere" : "applyOther");
  };
  const own = new Set([...employer.domains, ...domain_policy.flatMap((policy) => policy.domains)]);
  const ways = new Map(contacts.filter(({ role }) => role === "apply").map((way) => [way.domain ?? way.value, way]));
  const lines = [...ways.values()].map(({ value, domain }) => {
    if (!domain) return { text: value };
    const about = own.has(domain) ? message("applyOwn") : within(host, domain) ? message("applyHere") : elsewhere(domain);
    return { text: value, owner: domain, about };
  });
  return lines.length ? [{ name: message("applyLeadsTo"), lines, shown: WAYS }] : [];
}

/** The rule that tells what is known of such a site. */
const APPLY_ELSEWHERE = "recruiter/apply-link-elsewhere";

/** @param {string} host @param {string} domain */
const within = (host, domain) => host.replace(/:\d+$/, "") === domain || host.endsWith(`.${domain}`);
