// @ts-check
"use strict";
/** What the background asks of a page: whether a report fits it, to mark its findings, to show one. */
{
  const { anchor, canonical, paint, point } = grainOfSalt;

  /** Where the places of the last report are. @type {Map<string, Range[]>} */
  let marked = new Map();

  /** @param {Annotation[]} annotations */
  const mark = (annotations) => markIn(canonical(), annotations);

  /** @param {Annotation[]} annotations @param {number} length @param {Target[]} places */
  const markIfUnchanged = (annotations, length, places) => {
    const page = canonical();
    const unchanged = page.length === length && places.every(({ position, quote }) => page.slice(position) === quote.exact);
    return unchanged ? markIn(page, annotations) : null;
  };

  /** @param {CanonicalText} page @param {Annotation[]} annotations */
  const markIn = (page, annotations) => {
    marked = new Map();
    /** @param {string} name @param {Target | null} target */
    const find = (name, target) => {
      const span = target && anchor(page, target);
      if (span) marked.set(name, page.ranges(span));
    };
    for (const { id, target, related } of annotations) {
      find(id, target);
      related.forEach((other, i) => find(`${id}.${i}`, other.target));
    }
    /** @type {Map<Severity, Range[]>} */
    const layers = new Map();
    for (const { id, severity } of annotations) {
      layers.set(severity, [...(layers.get(severity) ?? []), ...(marked.get(id) ?? [])]);
    }
    paint(layers);
    return [...marked.keys()];
  };

  /** @param {string} place */
  const show = (place) => point(marked.get(place) ?? []);

  // What an earlier check marked says nothing about this one.
  paint(new Map());
  Object.assign(grainOfSalt, { mark, markIfUnchanged, show });
}
