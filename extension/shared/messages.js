// @ts-check
/** Every sentence that the extension says itself comes from `_locales`, through here. */

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

/** Fill in the text of all elements that name a message: `<p data-message="name">`. */
export function translatePage() {
  document.documentElement.lang = message("language");
  for (const element of document.querySelectorAll("[data-message]")) {
    element.textContent = message(/** @type {HTMLElement} */ (element).dataset.message ?? "");
  }
}
