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
 * Text that a page gave: whatever its direction, it leaves the words around it where they are.
 *
 * @param {string} text
 * @param {Record<string, string | boolean>} attributes
 */
export const given = (text, attributes = {}) => element("bdi", attributes, text);

/**
 * A text cut at a word where it is too long to be shown whole; at a character where no word ends near.
 *
 * @param {string} text
 * @param {number} most UTF-16 units
 */
export const shorten = (text, most) =>
  text.length > most ? `${text.slice(0, most).replace(/\s+\S{0,40}$|[\uD800-\uDBFF]$/, "")} …` : text;
