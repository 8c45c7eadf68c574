// @ts-check
"use strict";
/** What the background asks of a page: its text, to mark findings in it and to keep them in place, to show one. */
{
  const { anchoring, canonical, closeBubble, isOpen, isSeen, listen, markupWriter, moveBubble, openBubble, paint, point } = grainOfSalt;
  const { isOrphan, selectedIn, setOff, sought, tell, textReader, unlisten, unpaint, unreadIn, unwatch, walk, watch } = grainOfSalt;
  /** Worst first. @type {Severity[]} */
  const SEVERITIES = ["serious", "warning", "info"];

  /** The page as it was when the service was sent it, and where in it began what was sent. @type {{page: CanonicalText, offset: number} | null} */
  let sent = null;
  /** What the page was marked with. @type {Shown | null} */
  let shown = null;
  /** All places of its findings. @type {Mark[]} */
  let all = [];
  /** Those of rules that are on. @type {Mark[]} */
  let marks = [];
  /** Whether any of them is in the page. */
  let isPlaced = false;
  /** What the page was read from last. @type {Root[]} */
  let roots = [];
  /** Marks of findings by the text nodes that show them. @type {Map<Node, Mark[]>} */
  const byNode = new Map();
  /** Where `next` and `previous` go on from: the name of a mark. */
  let current = "";
  /** What is set off from the other highlights. @type {Mark[]} */
  let pointed = [];
  /** Whether the explanation that is open stays when the pointer goes. */
  let pinned = false;

  const serialise = () => {
    const [reader, writer] = [textReader(), markupWriter()];
    sent = { page: reader.read(walk([reader, writer])), offset: 0 };
    return writer.read();
  };

  const selection = () => {
    const page = canonical();
    const selected = selectedIn(page.roots);
    const [reader, writer] = [textReader(), markupWriter()];
    const { first } = reader.read(selected ? walk([reader, writer], selected) : []);
    if (!first) return null;
    sent = { page, offset: page.pointOf(first.node, first.offset) ?? 0 };
    return writer.read();
  };

  const unread = () => unreadIn((sent?.page ?? canonical()).roots);

  /**
   * @param {Finding[]} findings
   * @param {Partial<Omit<Shown, "annotations">> & {rulesOff?: string[]}} about
   */
  const mark = (findings, { rulesOff = [], ...about } = {}) => {
    const began = performance.now();
    current = "";
    pointed = [];
    shown = { annotations: findings.map(({ rule, severity, title }) => ({ rule, severity, title })), doubt: null, partly: false, server: "", ...about };
    all = findings.flatMap((finding) => [
      markOf(finding.id, finding, "", finding.target),
      ...finding.related.map(({ label, target }, i) => markOf(`${finding.id}.${i}`, finding, label, target)),
    ]).filter((one) => one !== null);
    choose(rulesOff);
    locate();
    // Before anything is painted: after that the browser would lay out the page anew.
    const { placed = [], hidden = [] } = Object.groupBy(
      all.filter(({ ranges }) => ranges.length),
      ({ ranges }) => (isSeen(ranges) ? "placed" : "hidden"),
    );
    isPlaced = isAnyIn();
    const anchored = performance.now();
    paint(marks);
    const timings = { anchor: anchored - began, paint: performance.now() - anchored };
    if (all.length) watch(roots, place);
    return { placed: placed.map(({ name }) => name), hidden: hidden.map(({ name }) => name), timings };
  };

  /** Leave out what other rules are off by now; what the page was marked with. @param {string[]} rulesOff */
  const markWithout = (rulesOff) => {
    if (!shown) return null;
    closeBubble();
    pointed = [];
    choose(rulesOff);
    place();
    return shown;
  };

  /** @param {string[]} rulesOff */
  const choose = (rulesOff) => {
    marks = all.filter(({ finding }) => !rulesOff.includes(finding.rule));
  };

  /**
   * @param {string} name
   * @param {Finding} finding
   * @param {string} label
   * @param {Target | null} target
   * @returns {Mark | null}
   */
  const markOf = (name, finding, label, target) =>
    // On its way from the background, Chromium makes nothing at all of a null.
    target ? { name, finding, label, origin: sought(target, sent?.page ?? null, sent?.offset), last: null, ranges: [] } : null;

  /** Find every mark in the page as it is now, and show it there. */
  const place = () => {
    if (isOrphan()) clear();
    locate();
    paint(marks);
    setOff(rangesOf(pointed));
    const before = isPlaced;
    isPlaced = isAnyIn();
    if (isPlaced !== before) tell({ type: isPlaced ? "placed" : "displaced" });
    return roots;
  };

  const isAnyIn = () => all.some(({ ranges }) => ranges.length > 0);

  /** Find every mark in the page as it is now. */
  const locate = () => {
    const page = canonical();
    const find = anchoring(page.text);
    byNode.clear();
    for (const one of all) {
      one.last = (one.last && find(one.last)) ?? find(one.origin);
      one.ranges = one.last ? page.ranges({ start: page.codePoint(one.last.from), end: page.codePoint(one.last.to) }) : [];
    }
    for (const one of marks) if (!one.label) for (const { startContainer } of one.ranges) enter(startContainer, one);
    if (all.length) listen(page.roots, hovering);
    roots = page.roots;
  };

  /** @param {Node} node @param {Mark} one */
  const enter = (node, one) => byNode.set(node, [...(byNode.get(node) ?? []), one]);

  /** Own places of findings that can be seen, in page order; those that overlap are one spot. */
  const spots = () => {
    /** @type {{marks: Mark[], end: number}[]} */
    const found = [];
    const shown = marks.filter((one) => !one.label && one.last && isSeen(one.ranges));
    for (const one of shown.sort((a, b) => startOf(a) - startOf(b))) {
      const spot = found.at(-1);
      if (!spot || startOf(one) >= spot.end) found.push({ marks: [one], end: one.last?.to ?? 0 });
      else [spot.end] = [Math.max(spot.end, one.last?.to ?? 0), spot.marks.push(one)];
    }
    return found.map((spot) => spot.marks);
  };

  /** @param {Mark} one */
  const startOf = ({ last }) => last?.from ?? 0;

  /**
   * Go on by so many spots, around the ends; the name of the place, null where there is none.
   *
   * @param {number} step
   */
  const go = (step) => {
    const every = spots();
    if (!every.length) return null;
    const at = every.findIndex((spot) => spot.some(({ name }) => name === current));
    const spot = every[at < 0 ? (step > 0 ? 0 : every.length - 1) : (at + step + every.length) % every.length];
    pointed = spot;
    point(rangesOf(spot));
    explain(spot, spot[0].ranges[0], true);
    return current;
  };

  /**
   * @param {Mark[]} spot
   * @param {Range} range where the explanation is shown
   * @param {boolean} stays whether it was asked for, and does not go with the pointer
   * @param {number} [line] the line of the range that is pointed at
   */
  const explain = (spot, range, stays, line = 0) => {
    const every = spots();
    const number = 1 + every.findIndex((one) => one.includes(spot[0]));
    const worst = [...spot].sort((a, b) => SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity));
    current = worst[0].name;
    pinned = stays;
    const box = () => onScreen(range.getClientRects()[line], range);
    openBubble(
      { findings: worst.map(({ finding }) => finding), number, of: every.length, box, homes: homes(), focus: stays },
      { next: () => go(1), previous: () => go(-1), list: () => tell({ type: "open-list", place: current }), remove, close: putAway },
    );
  };

  /** Where an explanation can be: in the last modal dialog that keeps all else from being used, or in one before it. */
  const homes = () => {
    const own = roots.filter((root) => root === document || (root instanceof ShadowRoot && root.ownerDocument === document));
    const modal = own.flatMap((root) => [...root.querySelectorAll("dialog:modal")]);
    return [...modal.reverse(), document.documentElement];
  };

  /**
   * Where a box of a frame is in the window of the page.
   *
   * @param {DOMRect | undefined} box
   * @param {Range} range
   * @returns {Box | null} null where the page does not show it any more
   */
  const onScreen = (box, { startContainer }) => {
    if (!box) return null;
    const { left, top, right, bottom } = box;
    let [x, y] = [0, 0];
    let frame = startContainer.ownerDocument?.defaultView?.frameElement;
    while (frame) {
      const edge = frame.getBoundingClientRect();
      [x, y] = [x + edge.left + frame.clientLeft, y + edge.top + frame.clientTop];
      frame = frame.ownerDocument.defaultView?.frameElement;
    }
    return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
  };

  /** The background takes away what is not in the page: the number on the button. */
  const remove = () => {
    clear();
    tell({ type: "cleared" });
  };

  /** Close the explanation, and what it is of is set off no longer; false where none is open. */
  const putAway = () => {
    if (!closeBubble()) return false;
    pointed = [];
    setOff([]);
    return true;
  };

  /** @param {{spot: Mark[], range: Range, line: number}} found what is under the pointer @param {boolean} stays */
  const explainUnder = ({ spot, range, line }, stays) => {
    pointed = spot;
    setOff(rangesOf(spot));
    explain(spot, range, stays, line);
  };

  /** @type {Hovering} */
  const hovering = {
    rest: (at) => {
      if (isOrphan()) return clear();
      const found = at && under(at);
      if (found) {
        if (!found.spot.some(({ name }) => name === current) || !isOpen()) explainUnder(found, false);
      } else if (!pinned) putAway();
    },
    click: (at) => {
      if (isOrphan()) return clear();
      const found = at && under(at);
      if (found) explainUnder(found, true);
      else putAway();
    },
    scroll: moveBubble,
    dismiss: putAway,
  };

  /** The marks at a character of the page, and the line of the first that the pointer is in. @param {TextAt} at */
  const under = ({ node, offset, x, y }) => {
    /** @type {{spot: Mark[], range: Range, line: number} | null} */
    let found = null;
    for (const one of byNode.get(node) ?? []) {
      const range = one.ranges.find((own) => own.startContainer === node && own.startOffset <= offset && offset <= own.endOffset);
      const lines = range ? [...range.getClientRects()] : [];
      const line = lines.findIndex(({ left, top, right, bottom }) => left <= x && x <= right && top <= y && y <= bottom);
      if (!range || line < 0) continue;
      if (found) found.spot.push(one);
      else found = { spot: [one], range, line };
    }
    return found;
  };

  /** @param {readonly Mark[]} some */
  const rangesOf = (some) => some.flatMap(({ ranges }) => ranges);

  /** @param {string} name */
  const pointAt = (name) => {
    pointed = all.filter((one) => one.name === name);
    return rangesOf(pointed);
  };

  /** @param {string} name */
  const hint = (name) => {
    if (!shown) return null;
    setOff(pointAt(name));
    return true;
  };

  /** @param {string} name */
  const show = (name) => {
    if (!shown) return null;
    const seen = point(pointAt(name));
    if (pointed.some(({ label }) => !label)) current = name;
    return seen;
  };

  const clear = () => {
    grainOfSalt.stopWatching?.();
    unwatch();
    unlisten();
    closeBubble();
    unpaint();
    byNode.clear();
    all = marks = pointed = [];
    roots = [];
    sent = shown = null;
    isPlaced = false;
    current = "";
  };

  const next = () => go(1);
  const previous = () => go(-1);

  Object.assign(grainOfSalt, { serialise, selection, unread, mark, markWithout, hint, show, next, previous, clear });
}
// What the last of the scripts comes to is handed to the background, which no function can be.
undefined;
