// @ts-check
/** What the posting itself says: who, how much, from which addresses. */

import { element, shorten } from "../shared/elements.js";
import { counted, language, message } from "../shared/messages.js";

/** @typedef {import("../shared/report.js").Report} Report */
/** @typedef {import("../shared/report.js").Salary} Salary */

/** Where pay is read from, most telling first: what is said in full beats a badge. @type {Salary["origin"][]} */
const ORIGINS = ["text", "structured", "headline", "title"];
/** Bands per city or level can be dozens; the page itself lists them. */
const BANDS = 3;
/** Longest quotation among the facts, in UTF-16 units. */
const QUOTE = 110;

/**
 * @param {Report} report
 * @param {string} host where the page was opened; empty for a file
 */
export function showFacts({ posting }, host) {
  const { title, employer } = posting;
  const from = host && message("shownOn", host);
  const rows = [...pay(posting.salaries), ...declared(posting), ...apply(posting, host)];
  return element(
    "header",
    { class: "facts" },
    element("h1", {}, title ?? message("untitled")),
    element("p", {}, [employer.name, from].filter(Boolean).join(" · ")),
    element("dl", {}, ...rows.flatMap(({ name, lines }) => [element("dt", {}, name), element("dd", {}, ...lines)])),
  );
}

/** @typedef {{name: string, lines: Element[]}} Row */

/**
 * @param {Salary[]} salaries
 * @returns {Row[]}
 */
function pay(salaries) {
  const name = message("pay");
  const origin = ORIGINS.find((one) => salaries.some((salary) => salary.origin === one));
  if (!origin) return [{ name, lines: [element("span", {}, message("noPay"))] }];

  const bands = unique(salaries.filter((salary) => salary.origin === origin));
  const [first] = bands;
  const lines = bands.slice(0, BANDS).map((salary) => element("div", {}, element("strong", {}, amount(salary)), label(salary)));
  if (bands.length > BANDS) lines.push(element("div", {}, counted("more", bands.length - BANDS)));
  lines.push(...bands.slice(0, 1).flatMap(yearly), element("small", {}, about(first)));
  const elsewhere = unique(salaries.filter((salary) => salary.origin !== origin && amount(salary) !== amount(first)));
  lines.push(...elsewhere.slice(0, 2).map((salary) => element("small", {}, message(`says_${salary.origin}`, amount(salary)))));
  return [{ name, lines }];
}

/** One line for each figure that reads differently. @param {Salary[]} salaries */
const unique = (salaries) => [...new Map(salaries.map((one) => [`${amount(one)} ${one.label}`, one])).values()];

/** @param {Salary} salary */
const label = (salary) => (salary.label ? ` ${salary.label}` : "");

/** What an hourly, daily, … figure comes to in a year. @param {Salary} salary */
function yearly({ min_per_year, max_per_year, currency, period }) {
  if (!period || period === "year" || !(min_per_year ?? max_per_year)) return [];
  return [element("small", {}, message("yearly", range(min_per_year, max_per_year, currency, 0)))];
}

/** @param {Salary} salary */
const about = ({ currency, kind, origin }) =>
  [currency ?? message("currencyUnknown"), kind === "unknown" ? "" : message(`kind_${kind}`), message(`from_${origin}`)]
    .filter(Boolean)
    .join(" · ");

/** A statement of pay as one line. @param {Salary} salary */
function amount({ min, max, currency, period }) {
  const money = range(min, max, currency, 2);
  return period ? message(`per_${period}`, money) : money;
}

/**
 * @param {`${number}` | null} min
 * @param {`${number}` | null} max
 * @param {string | null} currency
 * @param {number} digits after the decimal point, at most
 */
function range(min, max, currency, digits) {
  const format = new Intl.NumberFormat(language(), {
    ...(currency && { style: "currency", currency, currencyDisplay: "narrowSymbol" }),
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
    ...{ trailingZeroDisplay: "stripIfInteger" },
  });
  if (min !== null && max !== null) return min === max ? format.format(min) : format.formatRange(min, max);
  return min !== null ? message("from", format.format(min)) : message("upTo", max === null ? "?" : format.format(max));
}

/**
 * The addresses that the employer vouches for, in its own words.
 *
 * @param {Report["posting"]} posting
 * @returns {Row[]}
 */
const declared = ({ domain_policy }) =>
  domain_policy.flatMap(({ scope, domains, exclusive, target }) => {
    if (!domains.length) return [];
    const list = domains.map((domain) => (scope === "email" && !domain.includes("@") ? `@${domain}` : domain)).join(", ");
    const quote = target ? [element("small", {}, `“${shorten(target.quote.exact, QUOTE)}”`)] : [];
    const line = element("div", {}, exclusive ? message("only", list) : list);
    const name = scope === "email" ? "writesFrom" : "jobsAt";
    return [{ name: message(name), lines: [line, ...quote] }];
  });

/**
 * Where the way to apply leads.
 *
 * @param {Report["posting"]} posting
 * @param {string} host
 * @returns {Row[]}
 */
function apply({ contacts, employer, domain_policy }, host) {
  const own = new Set([...employer.domains, ...domain_policy.flatMap((policy) => policy.domains)]);
  const domains = new Set(contacts.filter(({ role }) => role === "apply").map(({ domain }) => domain));
  const lines = [...domains].flatMap((domain) => {
    if (!domain) return [];
    const relation = own.has(domain) ? "applyOwn" : within(host, domain) ? "applyHere" : "applyElsewhere";
    return [element("div", {}, domain, element("small", {}, message(relation)))];
  });
  return lines.length ? [{ name: message("applyLeadsTo"), lines }] : [];
}

/** @param {string} host @param {string} domain */
const within = (host, domain) => host.replace(/:\d+$/, "") === domain || host.endsWith(`.${domain}`);
