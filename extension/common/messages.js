// @ts-check
/** Every sentence that the extension says itself comes from `_locales`, through here; numbers, lists and dates from Intl. */

/**
 * The message of that name in the language of the browser.
 *
 * Throws an Error for an unknown name: an empty button would be found by users, not by tests.
 *
 * @param {string} name
 * @param {...(string | number)} values for $1, $2, … of the message
 */
export function message(name, ...values) {
  const text = chrome.i18n.getMessage(name, values.map(String));
  if (!text) throw new Error(`no message ${name}`);
  return text;
}

/**
 * A message that depends on a number: `name` with the plural category of the language, as in `places_one`.
 *
 * A language has messages for the categories that it tells apart; `other` stands for those that it leaves out.
 *
 * @param {string} name
 * @param {number} number
 */
export function counted(name, number) {
  const category = new Intl.PluralRules(language()).select(number);
  const text = chrome.i18n.getMessage(`${name}_${category}`, [number.toLocaleString(language())]);
  return text || message(`${name}_other`, number.toLocaleString(language()));
}

/** The language of dates and money: that of the messages, in the user's own region where it has one. */
export function language() {
  const [ours, theirs] = [message("language"), chrome.i18n.getUILanguage()];
  return theirs.split("-")[0] === ours.split("-")[0] ? theirs : ours;
}

/** "a, b and c". @param {string[]} items */
export const listed = (items) => new Intl.ListFormat(language(), { type: "conjunction" }).format(items);

/** Units of time, longest first, each with its length in minutes. @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["day", 1440], ["hour", 60], ["minute", 1]];

/**
 * How long ago something was, in words.
 *
 * @param {string} moment RFC 3339
 */
export function ago(moment) {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(moment)) / 60_000));
  const [unit, length] = UNITS.find(([, length]) => minutes >= length) ?? UNITS[2];
  return new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(-Math.round(minutes / length), unit);
}

/**
 * A date with its time, as the user writes both.
 *
 * @param {string} moment RFC 3339
 */
export const dated = (moment) =>
  new Intl.DateTimeFormat(language(), { dateStyle: "long", timeStyle: "short" }).format(new Date(moment));

/** Fill in the text of all elements that name a message: `<p data-message="name">`. */
export function translatePage() {
  const { documentElement: page } = document;
  page.lang = message("language");
  page.dir = message("@@bidi_dir");
  for (const element of document.querySelectorAll("[data-message]")) {
    element.textContent = message(/** @type {HTMLElement} */ (element).dataset.message ?? "");
  }
}
