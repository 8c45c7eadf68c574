// @ts-check
/** Statements of pay in words: the figure, what it comes to in a year, and what the page leaves open. */

import { language, message } from "../common/messages.js";

/** @typedef {import("../common/report.js").Salary} Salary */

/** What one is paid for sure, what comes on top of it, and what is no pay of a period. @type {Record<Salary["kind"], number>} */
const RANKS = { base: 0, total: 0, unknown: 0, ote: 1, bonus: 3, equity: 4 };
/** Pay for more than the usual hours. */
const EXTRA = 2;
const EXTRA_WORDS = /\bon[- ]call\b|\bovertime\b|\bstand-?by\b|bereitschaft|überstunden|astreinte|heures suppl|horas extra|nadgodzin|残業/i;
/** Where pay is read from, most telling first: what is said in full beats a badge. @type {Salary["origin"][]} */
const ORIGINS = ["text", "structured", "headline", "title", "elsewhere"];

/** @param {Salary} salary */
function rank({ kind, label, target }) {
  const around = `${label ?? ""} ${target?.quote.prefix ?? ""} ${target?.quote.exact ?? ""}`;
  return RANKS[kind] < EXTRA && EXTRA_WORDS.test(around) ? EXTRA : RANKS[kind];
}

/** Statements of pay with the main one first. @param {Salary[]} salaries */
export function mainFirst(salaries) {
  /** @param {Salary} one */
  const isAgreed = (one) => salaries.some((other) => other.origin !== one.origin && same(one, other));
  const keys = new Map(salaries.map((one) => [one, [rank(one), Number(!one.period), Number(!isAgreed(one)), ORIGINS.indexOf(one.origin)]]));
  /** @param {Salary} one */
  const keyOf = (one) => keys.get(one) ?? [];
  return [...salaries].sort((a, b) => keyOf(a).map((key, i) => key - keyOf(b)[i]).find(Boolean) ?? 0);
}

/**
 * What the text says where the main pay stands above it and differs, or the other way around; null where they agree.
 *
 * @param {Salary} main
 * @param {Salary[]} salaries
 */
export function differing(main, salaries) {
  const wanted = main.origin === "headline" ? "text" : "headline";
  const others = salaries.filter((one) => one.origin === wanted && rank(one) === rank(main));
  const own = salaries.filter((one) => one.origin === main.origin && rank(one) === rank(main));
  const agree = others.some((other) => own.some((one) => same(one, other))) || same(envelope(own), envelope(others));
  return agree ? null : (others.at(0) ?? null);
}

/** Whether two statements come to the same. @param {Money} one @param {Money} other */
const same = (one, other) =>
  (one.min === other.min && one.max === other.max) ||
  (one.min_per_year !== null && one.min_per_year === other.min_per_year && one.max_per_year === other.max_per_year);

/** @typedef {Pick<Salary, "min" | "max" | "min_per_year" | "max_per_year">} Money */

/** From the lowest to the highest of several bands. @param {Salary[]} bands @returns {Money} */
function envelope(bands) {
  /** @param {keyof Money} name @param {(...values: number[]) => number} pick */
  const end = (name, pick) => {
    const values = bands.map((band) => Number(band[name]));
    return bands.find((band) => Number(band[name]) === pick(...values))?.[name] ?? null;
  };
  return {
    min: end("min", Math.min),
    max: end("max", Math.max),
    min_per_year: end("min_per_year", Math.min),
    max_per_year: end("max_per_year", Math.max),
  };
}

/** A statement of pay as one line. @param {Salary} salary */
export function amount(salary) {
  const [money, { period }] = [range(salary), salary];
  return period && period !== "other" ? message(`per_${period}`, money) : money;
}

/**
 * The rest of that line: the yearly reading, what kind of pay it is, what is not said, and where it stands.
 *
 * @param {Salary} salary
 */
export function details(salary) {
  const { currency, kind, origin, period } = salary;
  return [
    yearly(salary),
    kind === "unknown" ? "" : message(`kind_${kind}`),
    currency ? "" : message(dollars(salary) ? "dollarUnknown" : "currencyUnknown"),
    period || isOnce(salary) ? "" : message("periodUnknown"),
    origin === "elsewhere" ? "" : message(`from_${origin}`),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What an hourly, daily, … figure comes to in a year. @param {Salary} salary */
function yearly(salary) {
  const { min_per_year, max_per_year, period } = salary;
  if (!period || period === "year" || isOnce(salary) || !(min_per_year ?? max_per_year)) return "";
  const name = min_per_year === null ? "yearlyUpTo" : max_per_year === null ? "yearlyFrom" : "yearly";
  return message(name, figures(min_per_year, max_per_year, salary, 0));
}

/** Whether it does not come with each hour or month of work. @param {Salary} salary */
const isOnce = ({ kind }) => kind === "bonus" || kind === "equity";

/** Whether the page writes a "$" and does not say whose. @param {Salary} salary */
const dollars = ({ currency, target }) => currency === null && Boolean(target?.quote.exact.includes("$"));

/** @param {Salary} salary */
function range(salary) {
  const { min, max } = salary;
  const money = figures(min, max, salary, 2);
  return min !== null && max !== null ? money : message(min !== null ? "from" : "upTo", money);
}

/**
 * One figure, or the two ends of a range.
 *
 * @param {`${number}` | null} min
 * @param {`${number}` | null} max
 * @param {Salary} salary
 * @param {number} digits after the decimal point, where there are any
 */
function figures(min, max, salary, digits) {
  const [code, display] = dollars(salary) ? ["USD", "narrowSymbol"] : [salary.currency, "symbol"];
  const format = new Intl.NumberFormat(language(), {
    ...(code && { style: "currency", currency: code, currencyDisplay: /** @type {"symbol"} */ (display) }),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    ...{ trailingZeroDisplay: "stripIfInteger" },
  });
  const [low, high] = [min ?? max, max ?? min];
  if (low === null || high === null) return "?";
  return low === high ? format.format(low) : format.formatRange(low, high);
}
