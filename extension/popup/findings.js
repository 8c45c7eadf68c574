// @ts-check
/** What is odd about the posting, worst first: filters, what is folded away, what is switched off. */

import { button, element } from "../common/elements.js";
import { counted, language, message } from "../common/messages.js";
import { SEVERITIES, findings } from "../common/report.js";
import { showFinding } from "./finding.js";

/** @typedef {import("../common/report.js").Annotation} Annotation */
/** @typedef {import("../common/report.js").Severity} Severity */
/** @typedef {import("../common/report.js").Finding} Finding */
/** @typedef {import("./finding.js").Pointer} Pointer */

/**
 * The list, and the ways to move in it.
 *
 * @typedef {object} List
 * @property {Element} root
 * @property {number} count of findings, those of rules that are switched off not among them
 * @property {number} silent findings of rules that are switched off
 * @property {(by: 1 | -1) => void} step goes to the next finding or to the one before
 * @property {(place: string) => void} reveal goes to the finding of a place, wherever it is folded away
 */

/** More are not built before they are asked for: nobody reads them, and they would take their time. */
const FOLD = 50;

/** Severities that the list is narrowed to, for as long as the popup is open; none for all. @type {Set<Severity>} */
const wanted = new Set();

/**
 * @param {Annotation[]} annotations
 * @param {Set<string>} rulesOff rules that are switched off; changed in place
 * @param {Pointer} pointer
 * @returns {List}
 */
export function showFindings(annotations, rulesOff, pointer) {
  const root = element("div", { id: "found" });
  let [all, silentShown] = [false, false];
  /** The rule that was switched off a moment ago. @type {Annotation | null} */
  let undoable = null;

  const split = () => ({
    on: findings(annotations.filter(({ rule }) => !rulesOff.has(rule))),
    silent: findings(annotations.filter(({ rule }) => rulesOff.has(rule))),
  });
  let found = split();
  /** Items keep what was unfolded in them while the list is drawn again. @type {Map<Finding, HTMLElement>} */
  let items = new Map();

  /** @param {Finding} finding */
  const item = (finding) => {
    const made = items.get(finding) ?? showFinding(finding, pointer, rulesOff.has(finding.first.rule), switchRule);
    items.set(finding, made);
    return made;
  };

  const draw = () => {
    const { on, silent } = found;
    const narrowed = on.filter(({ first }) => !wanted.size || wanted.has(first.severity));
    const shown = all ? narrowed : narrowed.slice(0, FOLD);
    const parts = [
      on.length ? showBar(on, refilter, step) : null,
      undoable ? showUndo(undoable) : null,
      on.length ? element("ol", {}, ...shown.map(item)) : null,
      shown.length < narrowed.length ? showRest(narrowed.length) : null,
      silent.length ? showSilent(silent) : null,
    ];
    root.replaceChildren(...parts.filter((part) => part !== null));
  };

  /** @param {string} selector */
  const focus = (selector) => /** @type {HTMLElement | null} */ (root.querySelector(selector))?.focus();

  /** @param {number} chip that was pressed */
  const refilter = (chip) => {
    draw();
    focus(`.filters button:nth-child(${chip})`);
  };

  /** @param {number} count */
  const showRest = (count) => {
    const unfold = () => {
      all = true;
      draw();
      focus(`ol > :nth-child(${FOLD + 1})`);
    };
    return element("p", { class: "note" }, button(counted("showAll", count), unfold, { class: "plain" }));
  };

  /** @param {Finding[]} silent */
  const showSilent = (silent) => {
    const toggle = () => {
      silentShown = !silentShown;
      draw();
      focus(".silent button");
    };
    const label = message(silentShown ? "hide" : "show");
    const way = button(label, toggle, { class: "plain", "aria-expanded": String(silentShown) });
    const line = element("p", { class: "note" }, counted("switchedOff", silent.length), " ", way);
    return element("section", { class: "silent" }, line, silentShown ? element("ol", {}, ...silent.map(item)) : null);
  };

  /** @param {Annotation} one */
  const showUndo = (one) => {
    const undo = button(message("undo"), () => switchRule(one), { class: "plain" });
    return element("p", { class: "note undo" }, message("ruleOff", one.title), " ", undo);
  };

  /** Switch the rule of an annotation off, or on again. @param {Annotation} one */
  const switchRule = (one) => {
    const on = rulesOff.delete(one.rule);
    if (!on) rulesOff.add(one.rule);
    undoable = on ? null : one;
    [found, items] = [split(), new Map()];
    draw();
    if (on) focus(`[data-at="${CSS.escape(one.id)}"]`);
    else focus(".undo button");
    pointer.switchRule?.(one.rule, !on);
  };

  /** @param {1 | -1} by */
  const step = (by) => {
    const shown = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".finding")]);
    if (!shown.length) return;
    const at = shown.findIndex((one) => one.contains(document.activeElement));
    go(shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length]);
  };

  /** @param {HTMLElement} target */
  const go = (target) => {
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
    const place = target.dataset.at ?? "";
    if (pointer.places.has(place)) pointer.pointAt(place);
  };

  /** @param {string} place */
  const reveal = (place) => {
    const [id] = place.split(".");
    const holder = [...found.on, ...found.silent].find(({ places }) => places.some((one) => one.id === id));
    if (!holder) return;
    wanted.clear();
    all ||= found.on.indexOf(holder) >= FOLD;
    silentShown ||= found.silent.includes(holder);
    draw();
    const made = item(holder);
    const other = /** @type {HTMLElement | null} */ (made.querySelector(`[data-at="${CSS.escape(id)}"]`));
    other?.closest("details")?.setAttribute("open", "");
    go(other ?? made);
  };

  lead(root, pointer);
  draw();
  return { root, count: found.on.length, silent: found.silent.length, step, reveal };
}

/**
 * Have the place of the item under the pointer, or with the focus, pointed at in the page; a click goes there.
 *
 * @param {Element} root
 * @param {Pointer} pointer
 */
function lead(root, { places, hint, pointAt }) {
  let last = "";
  /** @param {Event} event */
  const placeOf = ({ target }) => {
    const holder = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-place], [data-at]"));
    const place = holder?.dataset.place ?? holder?.dataset.at ?? "";
    return places.has(place) ? place : "";
  };
  for (const kind of ["pointerover", "focusin"]) {
    root.addEventListener(kind, (event) => {
      const place = placeOf(event);
      if (place && place !== last) hint?.(place);
      last = place || last;
    });
  }
  root.addEventListener("click", (event) => {
    const place = placeOf(event);
    const other = /** @type {Element} */ (event.target).closest("a, button, summary") || !getSelection()?.isCollapsed;
    if (place && !other) pointAt(place);
  });
}

/**
 * @param {Finding[]} found
 * @param {(chip: number) => void} redraw
 * @param {(by: 1 | -1) => void} step
 */
function showBar(found, redraw, step) {
  const bar = element("div", { class: "filters", role: "group", "aria-label": message("filters") });
  /** @param {"all" | Severity} name @param {number} count @param {boolean} pressed @param {() => unknown} press */
  const add = (name, count, pressed, press) => {
    const number = bar.childElementCount + 1;
    const act = () => {
      press();
      redraw(number);
    };
    const label = `${message(`filter_${name}`)} ${count.toLocaleString(language())}`;
    bar.append(button(label, act, { "aria-pressed": String(pressed) }));
  };
  add("all", found.length, !wanted.size, () => wanted.clear());
  for (const severity of SEVERITIES) {
    const count = found.filter(({ first }) => first.severity === severity).length;
    if (count) add(severity, count, wanted.has(severity), () => wanted.delete(severity) || wanted.add(severity));
  }
  const [back, on] = [message("previousFinding"), message("nextFinding")];
  return element(
    "div",
    { class: "summary" },
    bar,
    button("", () => step(-1), { class: "step back", title: back, "aria-label": back }),
    button("", () => step(1), { class: "step", title: on, "aria-label": on }),
  );
}
