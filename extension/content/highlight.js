// @ts-check
"use strict";
/** Highlights by the CSS Custom Highlight API: the page's DOM is read, never written to. */
{
  /** Later ones lie on top. @type {Severity[]} */
  const LAYERS = ["info", "warning", "serious"];
  const POINTED = "grain-of-salt-pointed";

  /** @param {ReadonlyMap<Severity, Range[]>} ranges */
  const paint = (ranges) => {
    CSS.highlights.delete(POINTED);
    LAYERS.forEach((severity, priority) => set(`grain-of-salt-${severity}`, ranges.get(severity) ?? [], priority));
  };

  /** @param {Range[]} ranges */
  const point = (ranges) => {
    set(POINTED, ranges, LAYERS.length);
    const seen = ranges.find((range) => range.getClientRects().length);
    if (!seen) return false;
    seen.startContainer.parentElement?.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const { top, bottom } = seen.getBoundingClientRect();
    // A long paragraph was centred, and the place in it may still be outside.
    if (top < 0 || bottom > innerHeight) scrollBy({ top: (top + bottom - innerHeight) / 2, behavior: "instant" });
    return true;
  };

  /** @param {string} name @param {Range[]} ranges @param {number} priority */
  const set = (name, ranges, priority) => {
    if (!ranges.length) {
      CSS.highlights.delete(name);
      return;
    }
    const highlight = new Highlight(...ranges);
    highlight.priority = priority;
    CSS.highlights.set(name, highlight);
  };

  Object.assign(grainOfSalt, { paint, point });
}
