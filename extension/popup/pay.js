// @ts-check
/** Statements of pay in words: the figure, what it comes to in a year, and what the page leaves open. */

import { language, message } from "../shared/messages.js";

/** @typedef {import("../shared/report.js").Salary} Salary */

/** A statement of pay as one line. @param {Salary} salary */
export function amount(salary) {
  const money = range(salary.min, salary.max, salary, 2);
  return salary.period ? message(`per_${salary.period}`, money) : money;
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
    period ? "" : message("periodUnknown"),
    message(`from_${origin}`),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What an hourly, daily, … figure comes to in a year. @param {Salary} salary */
function yearly(salary) {
  const { min_per_year, max_per_year, period } = salary;
  if (!period || period === "year" || !(min_per_year ?? max_per_year)) return "";
  return message("yearly", range(min_per_year, max_per_year, salary, 0));
}

/** Whether the page writes a "$" and does not say whose. @param {Salary} salary */
const dollars = ({ currency, target }) => currency === null && Boolean(target?.quote.exact.includes("$"));

/**
 * @param {`${number}` | null} min
 * @param {`${number}` | null} max
 * @param {Salary} salary
 * @param {number} digits after the decimal point, at most
 */
function range(min, max, salary, digits) {
  const [code, display] = dollars(salary) ? ["USD", "narrowSymbol"] : [salary.currency, "symbol"];
  const format = new Intl.NumberFormat(language(), {
    ...(code && { style: "currency", currency: code, currencyDisplay: /** @type {"symbol"} */ (display) }),
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
    ...{ trailingZeroDisplay: "stripIfInteger" },
  });
  if (min !== null && max !== null) return min === max ? format.format(min) : format.formatRange(min, max);
  return min !== null ? message("from", format.format(min)) : message("upTo", max === null ? "?" : format.format(max));
}
