// @ts-check
/** The text of the posting, and every place in it that a fact or a finding refers to. */

import { element } from "./dom.js";
import { codeUnits, differences, pieces } from "./text.js";
import { SEVERITIES, SEVERITY_WORDS } from "./wording.js";

/** @typedef {import("./model.js").Severity} Severity */
/** @typedef {import("./model.js").Target} Target */
/** @typedef {import("./text.js").Stretch} Stretch */
/**
 * @typedef {object} Finder Whose place it is.
 * @property {number} number of the finding, as listed
 * @property {Severity} severity
 * @property {boolean} own the place the finding is about; else one that it is compared with
 */
/** @typedef {Stretch & {name: string, finder: Finder | null}} Place One stretch; `finder` is null for a fact. */

export class Places {
  /** @param {{page_text: string, text: string, language: string | null}} page */
  constructor({ page_text: shown, text, language }) {
    this.shown = shown;
    this.repaired = differences(shown, text);
    this.toUnit = codeUnits(shown);
    /** @type {Place[]} */
    this.all = [];
    /** @type {HTMLElement | null} The button that led into the text. */
    this.cameFrom = null;
    this.text = element("div", { class: "text", lang: language ?? "", dir: "auto", role: "group", "aria-labelledby": "text-title" });
    this.text.addEventListener("click", (event) => this.jump(event));
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.cameFrom?.focus();
    });
  }

  /**
   * A button that shows a place; null where there is none to show.
   *
   * @param {Target | null} target
   * @param {string} label
   * @param {string} description what a screen reader adds to the label
   * @param {Finder | null} finder
   */
  button(target, label, description, finder = null) {
    if (!target) return null;
    const name = `place-${this.all.length + 1}`;
    const { start, end } = target.position;
    this.all.push({ name, finder, start: this.toUnit(start), end: this.toUnit(end) });
    const made = element("button", { type: "button", class: "link", "aria-label": `${label}: ${description}` }, label);
    made.addEventListener("click", () => this.reveal(name, made));
    return made;
  }

  /** The text under its heading; to be made when every button is, because the marks are theirs. */
  pane() {
    const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", id: "as-shown" }));
    box.addEventListener("change", () => this.draw(box.checked ? [] : this.repaired));
    const toggle = element("p", { class: "toggle" }, box, element("label", { for: "as-shown" }, "As the page shows it, before repair"));
    this.draw(this.repaired);
    return element(
      "section",
      { class: "text-column", "aria-labelledby": "text-title" },
      element("h3", { id: "text-title" }, this.repaired.length > 0 ? "The text, repaired" : "The text"),
      this.repaired.length > 0 ? toggle : null,
      this.text,
    );
  }

  /**
   * Write the text with its marks.
   *
   * @param {(Stretch & {text: string})[]} repaired what to write in place of the broken words
   */
  draw(repaired) {
    const places = this.all.map((place) => widened(place, repaired));
    const stretches = /** @type {(Stretch & Partial<Place> & {text?: string})[]} */ ([...places, ...repaired]);
    const lines = pieces(this.shown, stretches).map((line) =>
      element("p", {}, ...line.flatMap(({ start, end, over }) => {
        const repair = over.find((stretch) => stretch.text !== undefined);
        const marks = /** @type {Place[]} */ (over.filter((stretch) => stretch.name));
        const shown = this.shown.slice(start, end);
        const text = repair ? element("ins", { title: `The page shows: ${shown}` }, repair.text ?? "") : shown;
        const begun = marks.filter((place) => place.finder?.own && place.start === start);
        return [...begun.map(reference), marks.length > 0 ? marked(text, marks) : text];
      })),
    );
    this.text.replaceChildren(...lines);
  }

  /**
   * Scroll to a place and put the focus there; Escape leads back to `from`.
   *
   * @param {string} name
   * @param {HTMLElement} from
   */
  reveal(name, from) {
    for (const old of this.text.querySelectorAll(".current")) old.classList.remove("current");
    const marks = /** @type {NodeListOf<HTMLElement>} */ (this.text.querySelectorAll(`[data-places~="${name}"]`));
    for (const mark of marks) mark.classList.add("current");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    marks[0]?.focus({ preventScroll: true });
    marks[0]?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    this.cameFrom = from;
  }

  /**
   * From a mark to the finding it belongs to.
   *
   * @param {Event} event
   */
  jump({ target }) {
    const link = target instanceof Element ? target.closest(".reference") : null;
    if (link) unfold(link.getAttribute("href")?.slice(1) ?? "");
    const mark = target instanceof Element ? target.closest("mark") : null;
    const name = mark?.dataset.places?.split(" ").find((name) => this.all.find((place) => place.name === name)?.finder);
    const finder = this.all.find((place) => place.name === name)?.finder;
    if (finder) unfold(`finding-${finder.number}`)?.focus();
  }
}

/**
 * A finding, taken out of what it may be folded away in.
 *
 * @param {string} id
 */
function unfold(id) {
  const found = document.getElementById(id);
  found?.closest("details")?.setAttribute("open", "");
  return found;
}

/**
 * A place that begins or ends inside a repair takes in all of it: repaired letters have no places of their own.
 *
 * @param {Place} place
 * @param {Stretch[]} repaired in the order of the text
 */
function widened(place, repaired) {
  const touched = repaired.filter((repair) => repair.start < place.end && repair.end > place.start);
  const [start, end] = [touched[0]?.start ?? place.start, touched.at(-1)?.end ?? place.end];
  return { ...place, start: Math.min(place.start, start), end: Math.max(place.end, end) };
}

/**
 * @param {Node | string} text
 * @param {Place[]} places all that cover it
 */
function marked(text, places) {
  const attributes = { "data-places": places.map(({ name }) => name).join(" "), tabindex: "-1" };
  const severity = SEVERITIES.find((candidate) => places.some(({ finder }) => finder?.severity === candidate));
  if (!severity) return element("span", attributes, text);
  const compared = places.every(({ finder }) => !finder?.own);
  return element("mark", { ...attributes, class: compared ? `${severity} compared` : severity }, text);
}

/**
 * The number of a finding in front of its mark, as a link to it.
 *
 * @param {Place} place
 */
function reference({ finder }) {
  const { number, severity } = /** @type {Finder} */ (finder);
  const label = `Finding ${number}, ${SEVERITY_WORDS[severity].toLowerCase()}`;
  return element("a", { href: `#finding-${number}`, class: `reference ${severity}`, "aria-label": label }, String(number));
}
