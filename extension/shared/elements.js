// @ts-check
/** Building a page out of text that is not to be trusted: strings become text nodes, never markup. */

/**
 * @param {string} tag
 * @param {Record<string, string | boolean>} attributes `true` sets an attribute without value, `false` none
 * @param {...(Node | string | null)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * @param {string} label
 * @param {() => unknown} act
 * @param {Record<string, string | boolean>} attributes
 */
export function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}

/**
 * A link that opens beside the page and tells it nothing.
 *
 * @param {string} label
 * @param {string} href
 */
export const link = (label, href) => element("a", { href, target: "_blank", rel: "noopener noreferrer" }, label);

/**
 * A text cut at a word where it is too long to be shown whole.
 *
 * @param {string} text
 * @param {number} most UTF-16 units
 */
export const shorten = (text, most) => (text.length > most ? `${text.slice(0, most).replace(/\s+\S*$/, "")} …` : text);
