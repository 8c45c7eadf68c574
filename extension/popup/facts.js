// @ts-check
/** What the posting itself says: who, how much, from which addresses. */

import { element, given, shorten } from "../shared/elements.js";
import { counted, listed, message } from "../shared/messages.js";
import { amount, details } from "./pay.js";

/** @typedef {import("../shared/report.js").Report} Report */
/** @typedef {import("../shared/report.js").Salary} Salary */

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

/** Where pay is read from, most telling first: what is said in full beats a badge. @type {Salary["origin"][]} */
const ORIGINS = ["text", "structured", "headline", "title"];
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
export function factsIn({ posting }, host) {
  // That no pay is stated says nothing of a page that is no posting.
  const stated = posting.recognised || posting.salaries.length;
  return [...(stated ? [pay(posting.salaries)] : []), ...declared(posting), ...apply(posting, host)];
}

/**
 * @param {Report} report
 * @param {string} host
 */
export function showFacts(report, host) {
  const { title, employer, recognised } = report.posting;
  const who = employer.name ? [given(employer.name)] : recognised ? [message("noEmployer")] : [];
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

/** @param {Salary[]} salaries @returns {Fact} */
function pay(salaries) {
  const name = message("pay");
  const origin = ORIGINS.find((one) => salaries.some((salary) => salary.origin === one));
  if (!origin) return { name, lines: [{ text: message("noPay") }], shown: 1 };

  const bands = unique(salaries.filter((salary) => salary.origin === origin));
  const said = new Set(bands.map(amount));
  const elsewhere = unique(salaries.filter((salary) => salary.origin !== origin && !said.has(amount(salary))));
  return { name, lines: [...bands, ...elsewhere].map((one) => ({ text: amount(one), about: of(one) })), shown: 1 };
}

/** One line for each figure that reads differently. @param {Salary[]} salaries */
const unique = (salaries) => [...new Map(salaries.map((one) => [`${amount(one)} ${one.label}`, one])).values()];

/** @param {Salary} salary */
const of = (salary) => (salary.label ? `${salary.label} · ${details(salary)}` : details(salary));

/**
 * The addresses that the employer vouches for, in its own words.
 *
 * @param {Report["posting"]} posting
 * @returns {Fact[]}
 */
const declared = ({ domain_policy }) =>
  domain_policy
    .filter(({ domains }) => domains.length)
    .map(({ scope, domains, exclusive, target }) => {
      const list = listed(domains.map((domain) => (scope === "email" && !domain.includes("@") ? `@${domain}` : domain)));
      const text = exclusive ? message("only", list) : list;
      const name = scope === "email" ? message("writesFrom") : message("jobsAt");
      return { name, lines: [{ text, quote: target?.quote.exact }], shown: 1 };
    });

/**
 * Where the ways to apply lead.
 *
 * @param {Report["posting"]} posting
 * @param {string} host
 * @returns {Fact[]}
 */
function apply({ contacts, employer, domain_policy }, host) {
  const own = new Set([...employer.domains, ...domain_policy.flatMap((policy) => policy.domains)]);
  const ways = new Map(contacts.filter(({ role }) => role === "apply").map((way) => [way.domain ?? way.value, way]));
  const lines = [...ways.values()].map(({ value, domain }) => {
    if (!domain) return { text: value };
    const relation = own.has(domain) ? "applyOwn" : within(host, domain) ? "applyHere" : "applyElsewhere";
    return { text: value, owner: domain, about: message(relation) };
  });
  return lines.length ? [{ name: message("applyLeadsTo"), lines, shown: WAYS }] : [];
}

/** @param {string} host @param {string} domain */
const within = (host, domain) => host.replace(/:\d+$/, "") === domain || host.endsWith(`.${domain}`);
