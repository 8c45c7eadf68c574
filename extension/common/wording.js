// @ts-check
/**
 * What the service says, in the user's language: each of its texts comes as a message's id and arguments, too.
 *
 * The languages hold the service's messages beside those of the extension, with named gaps: `said_salary_wide_range_times`.
 * A text is said as a whole or left in the service's English: what is unknown here, or not understood, is never half said.
 */

import { language, message } from "./messages.js";

/** How deep messages stand inside one another: a sum inside an explanation, with an amount in it. */
const DEPTH = 8;
/** Items of one list. */
const ITEMS = 50;
/** UTF-16 units of a name or quotation; the service cuts them at 300 characters. */
const LONGEST = 2000;

/**
 * @param {unknown} wording as the service gives it; older servers give none
 * @param {string} english
 */
export function say(wording, english) {
  if (message("language") === "en") return english;
  try {
    return filled(wording, DEPTH);
  } catch {
    return english;
  }
}

/**
 * An argument as it stands in a sentence; throws for anything that is none.
 *
 * @param {any} value
 * @param {number} depth how many more may stand inside it
 * @returns {string}
 */
function filled(value, depth) {
  if (depth === 0) throw new RangeError("too deep");
  if (typeof value === "string") return value.slice(0, LONGEST);
  if (Number.isSafeInteger(value)) return value.toLocaleString(language());
  if ("id" in value) return sentence(value, depth - 1);
  if ("list" in value) {
    const items = value.list.slice(0, ITEMS).map((/** @type {unknown} */ item) => filled(item, depth - 1));
    return new Intl.ListFormat(language(), { type: value.type }).format(items);
  }
  if ("number" in value) return new Intl.NumberFormat(language(), digits([value.number])).format(value.number);
  if ("date" in value) {
    return new Intl.DateTimeFormat(language(), { dateStyle: "long", timeZone: "UTC" }).format(new Date(value.date));
  }
  return money(value);
}

/** @param {{id: string, args: Record<string, unknown>}} wording @param {number} depth */
function sentence({ id, args }, depth) {
  const text = template(`said_${id.replace(/\W/g, "_")}`, args.count);
  return text.replace(/\{(\w+)\}/g, (_, gap) => {
    if (!Object.hasOwn(args, gap)) throw new TypeError(`nothing for ${gap}`);
    return filled(args[gap], depth);
  });
}

/**
 * The text of a message, of that plural form where it depends on a number.
 *
 * @param {string} key
 * @param {unknown} count
 */
function template(key, count) {
  const category = typeof count === "number" ? new Intl.PluralRules(language()).select(count) : "";
  const keys = category ? [`${key}_${category}`, `${key}_other`] : [key];
  const text = keys.map((each) => chrome.i18n.getMessage(each)).find(Boolean);
  if (!text) throw new TypeError(`no message ${key}`);
  return text;
}

/**
 * An amount or a range, with the currency's code, else with the sign that the page writes, where the language puts it.
 *
 * @param {{amounts: any[], sign: string, currency: string | null}} value decimal strings keep every digit
 */
function money({ amounts: [low, high = low], sign, currency }) {
  const unit = currency ?? sign.slice(0, LONGEST);
  /** @type {Intl.NumberFormatOptions} The dollar stands in for any sign: only its place is wanted. */
  const style = unit ? { style: "currency", currency: currency ?? "USD", currencyDisplay: currency ? "code" : "symbol" } : {};
  const format = new Intl.NumberFormat(language(), { ...style, ...digits([low, high]) });
  const parts = low === high ? format.formatToParts(low) : format.formatRangeToParts(low, high);
  return parts.map(({ type, value }) => (type === "currency" ? unit : value)).join("");
}

/**
 * As many decimals as the longest of the numbers has; throws for what is no decimal string.
 *
 * @param {string[]} numbers
 */
function digits(numbers) {
  if (!numbers.every((number) => /^\d{1,30}(\.\d{1,10})?$/.test(number))) throw new TypeError("no number");
  const most = Math.max(...numbers.map((number) => number.split(".")[1]?.length ?? 0));
  return { minimumFractionDigits: most, maximumFractionDigits: most };
}
