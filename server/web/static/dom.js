// @ts-check
/** Making parts of the page. What a posting says goes in as text, never as markup. */

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string | null)[]} children strings become text; null is left out
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * What the page shows, and under it what that reads or should read.
 *
 * @param {string} before
 * @param {string} after
 * @param {"reads" | "likely"} label how sure that is
 */
export function change(before, after, label) {
  return element(
    "div",
    { class: "change" },
    element("span", { class: "label" }, "shows"),
    element("del", {}, before),
    element("span", { class: "label" }, label),
    element("ins", {}, after),
  );
}
