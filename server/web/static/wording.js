// @ts-check
/** How facts and counts are said: values of a report in, sentences out. */

/** @typedef {import("./model.js").Salary} Salary */
/** @typedef {import("./model.js").Report} Report */
/** @typedef {import("./model.js").Severity} Severity */

/** @type {Severity[]} Worst first. */
export const SEVERITIES = ["serious", "warning", "info"];

/** @type {Record<Severity, string>} */
export const SEVERITY_WORDS = { serious: "Serious", warning: "Warning", info: "Note" };

/** @type {Record<Severity, [string, string]>} */
const COUNTED = { serious: ["serious finding", "serious findings"], warning: ["warning", "warnings"], info: ["note", "notes"] };

const PERIODS = { hour: "an hour", day: "a day", week: "a week", month: "a month", year: "a year" };

/** @type {Record<Salary["origin"], string>} */
const ORIGINS = { headline: "headline", text: "text", structured: "data for search engines", title: "title" };

const KINDS = { base: "base pay", total: "total pay", ote: "on-target earnings", bonus: "bonus", equity: "equity", unknown: "" };

const TYPES = /** @type {Record<string, string>} */ ({
  "text/html": "HTML",
  "application/xhtml+xml": "XHTML",
  "text/markdown": "Markdown",
  "text/plain": "plain text",
});

/** @type {Record<Report["document"]["encoding_source"], string>} */
const SOURCES = {
  bom: "as its byte order mark says",
  header: "as sent",
  meta: "as the page declares",
  detected: "as its bytes suggest",
  default: "for want of anything better",
};

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
export const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

/**
 * How many findings of each severity, worst first: "1 serious finding, 2 warnings".
 *
 * @param {{severity: Severity}[]} annotations
 */
export function tally(annotations) {
  return SEVERITIES.map((severity) => ({ severity, number: annotations.filter((a) => a.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => counted(number, ...COUNTED[severity]))
    .join(", ");
}

/**
 * An amount or a range: "$190,000 – $251,257", "from €45", "up to 3,000".
 *
 * @param {string | null} min decimal string
 * @param {string | null} max decimal string
 * @param {string | null} currency ISO 4217
 * @param {boolean} dollar a dollar, nobody knows which
 */
export function range(min, max, currency, dollar = false) {
  const cents = [min, max].some((amount) => amount?.includes("."));
  const digits = { minimumFractionDigits: cents ? 2 : 0, maximumFractionDigits: 2 };
  const money = currency || dollar ? { style: /** @type {const} */ ("currency"), currency: currency ?? "USD" } : {};
  const sign = dollar ? { currencyDisplay: /** @type {const} */ ("narrowSymbol") } : {};
  const format = new Intl.NumberFormat("en", { ...money, ...sign, ...digits });
  /** @param {string} amount */
  const say = (amount) => format.format(/** @type {any} */ (amount)); // a string keeps every digit
  if (min !== null && max !== null) return min === max ? say(min) : `${say(min)} – ${say(max)}`;
  return min !== null ? `from ${say(min)}` : max !== null ? `up to ${say(max)}` : "no figure";
}

/** @param {Salary} salary */
export function pay(salary) {
  const period = salary.period ? ` ${PERIODS[salary.period]}` : "";
  return range(salary.min, salary.max, salary.currency, isDollar(salary)) + period;
}

/** Whether the page writes a "$" and does not say whose. @param {Salary} salary */
const isDollar = ({ currency, target }) => currency === null && (target?.quote.exact.includes("$") ?? false);

/**
 * What a reader has to know beside the figure, `origins` being every place that states it.
 *
 * @param {Salary} salary
 * @param {Salary["origin"][]} origins
 */
export function payDetails(salary, origins) {
  const yearly =
    salary.period && salary.period !== "year" && (salary.min_per_year ?? salary.max_per_year) !== null
      ? `about ${range(whole(salary.min_per_year), whole(salary.max_per_year), salary.currency, isDollar(salary))} a year`
      : "";
  const unknown = isDollar(salary) ? "which dollar is not said" : "currency not said";
  const unsaid = [salary.currency ? "" : unknown, salary.period ? "" : "period not said"];
  const from = `in the ${[...new Set(origins)].map((origin) => ORIGINS[origin]).join(" and the ")}`;
  return [salary.label, yearly, KINDS[salary.kind], salary.currency, ...unsaid, from].filter(Boolean).join(" · ");
}

/** @param {string | null} amount */
const whole = (amount) => amount?.split(".")[0] ?? null;

/**
 * How the bytes were read: "Markdown in UTF-8, as sent".
 *
 * @param {Report["document"]} page
 */
export function reading(page) {
  const encoding = `${page.encoding.toUpperCase()}, ${SOURCES[page.encoding_source]}`;
  return `${TYPES[page.content_type] ?? page.content_type} in ${encoding}`;
}
