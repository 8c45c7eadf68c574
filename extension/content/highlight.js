// @ts-check
"use strict";
/** Highlights by the CSS Custom Highlight API: the page's DOM is read, never written to. */
{
  const { isSeen, holderOf } = grainOfSalt;
  /** Later ones lie on top. @type {Severity[]} */
  const LAYERS = ["info", "warning", "serious"];
  const PREFIX = "grain-of-salt-";
  const POINTED = `${PREFIX}pointed`;

  /** What is painted, by name; each window has a registry of its own. @type {Map<string, {registry: HighlightRegistry, highlight: Highlight}[]>} */
  const painted = new Map();

  /** @param {readonly Mark[]} marks */
  const paint = (marks) => {
    unpaint();
    LAYERS.forEach((severity, priority) => {
      const own = marks.filter(({ finding, label }) => finding.severity === severity && !label);
      set(PREFIX + severity, own.flatMap(({ ranges }) => ranges), priority);
    });
  };

  /** Take all highlights out of the page. */
  const unpaint = () => {
    for (const name of [...painted.keys()]) remove(name);
  };

  /** Set a place off from the other highlights. @param {readonly Range[]} ranges */
  const setOff = (ranges) => set(POINTED, ranges, LAYERS.length);

  /**
   * Set a place off and bring it into view.
   *
   * @param {readonly Range[]} ranges
   */
  const point = (ranges) => {
    setOff(ranges);
    const seen = ranges.find((range) => isSeen([range]));
    if (!seen) return false;
    bringIntoView(seen);
    return true;
  };

  /** @param {string} name @param {readonly Range[]} ranges @param {number} priority */
  const set = (name, ranges, priority) => {
    remove(name);
    const own = [...Map.groupBy(ranges, viewOf)].map(([view, some]) => {
      const highlight = new view.Highlight(...some);
      highlight.priority = priority;
      const registry = view.CSS.highlights;
      registry.set(name, highlight);
      return { registry, highlight };
    });
    painted.set(name, own);
  };

  /** Unless it is another's by now: of scripts that came after these were left behind by an update. @param {string} name */
  const remove = (name) => {
    for (const { registry, highlight } of painted.get(name) ?? []) {
      if (registry.get(name) === highlight) registry.delete(name);
    }
    painted.delete(name);
  };

  /** The window that shows a range. @param {Range} range */
  const viewOf = ({ startContainer }) =>
    /** @type {Window & typeof globalThis} */ (startContainer.ownerDocument?.defaultView ?? window);

  /**
   * Scroll what has to be scrolled, at once: nothing moves that somebody may be reading along with.
   *
   * The middle of the window is where no header lies on it.
   *
   * @param {Range} range
   */
  const bringIntoView = (range) => {
    const holder = holderOf(range.startContainer);
    holder?.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    // A long paragraph was centred, and the place in it may still be outside of what scrolls.
    for (let at = holder; at; at = holderOf(at)) {
      const { top, bottom } = range.getBoundingClientRect();
      const { scrollHeight, clientHeight } = at;
      const isPage = at === at.ownerDocument.documentElement;
      if (!isPage && (scrollHeight <= clientHeight || !/auto|scroll/.test(getComputedStyle(at).overflowY))) continue;
      const edge = isPage ? { top: 0, bottom: viewOf(range).innerHeight } : at.getBoundingClientRect();
      if (top >= edge.top && bottom <= edge.bottom) continue;
      (isPage ? viewOf(range) : at).scrollBy({ top: (top + bottom - edge.top - edge.bottom) / 2, behavior: "instant" });
    }
  };

  Object.assign(grainOfSalt, { paint, unpaint, setOff, point });
}
