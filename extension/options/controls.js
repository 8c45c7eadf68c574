// @ts-check
/** What the parts of the settings page are made of. */

import { button, element } from "../common/elements.js";
import { message } from "../common/messages.js";

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} id */
export const inputById = (id) => /** @type {HTMLInputElement} */ (byId(id));

/**
 * A switch with its name beside it.
 *
 * @param {string} id
 * @param {Node | string} label
 * @param {boolean} on
 * @param {(on: boolean) => unknown} change
 * @param {Record<string, string | boolean>} [attributes]
 */
export function toggle(id, label, on, change, attributes = {}) {
  const box = /** @type {HTMLInputElement} */ (
    element("input", { type: "checkbox", role: "switch", id, checked: on, ...attributes })
  );
  box.addEventListener("change", () => change(box.checked));
  return element("label", { class: "toggle" }, box, element("span", {}, label));
}

/**
 * Show other children; whoever stands on one with an id stays on its successor.
 *
 * @param {Element} holder
 * @param {...(Node | string)} children
 */
export function refill(holder, ...children) {
  const { activeElement: focused } = document;
  const id = focused && holder.contains(focused) ? focused.id : "";
  const open = new Set([...holder.querySelectorAll("details[open]")].map((details) => details.id));
  holder.replaceChildren(...children);
  for (const details of holder.querySelectorAll("details")) details.open ||= open.has(details.id);
  if (id) document.getElementById(id)?.focus();
}

/**
 * A button that asks once more, in its place, before it acts.
 *
 * @param {string} label
 * @param {string} question
 * @param {string} yes
 * @param {() => unknown} act
 */
export function careful(label, question, yes, act) {
  const place = element("div", { class: "careful" });
  const ask = button(label, () => {
    const keep = button(message("keep"), settle);
    place.replaceChildren(
      element("div", { role: "group", "aria-label": question },
        element("p", {}, question),
        element("p", { class: "actions" }, keep, button(yes, decide, { class: "main" })),
      ),
    );
    keep.focus();
  });
  const settle = () => {
    place.replaceChildren(ask);
    ask.focus();
  };
  const decide = () => {
    settle();
    act();
  };
  place.addEventListener("keydown", (event) => {
    if (/** @type {KeyboardEvent} */ (event).key === "Escape" && !ask.isConnected) settle();
  });
  place.append(ask);
  return place;
}
