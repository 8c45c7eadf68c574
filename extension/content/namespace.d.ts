/**
 * What the content scripts offer one another and the background, under one name in the isolated
 * world of the page. They are classic scripts because a page's content scripts cannot be modules.
 */

type Target = import("../common/report.js").Target;
type Annotation = import("../common/report.js").Annotation;
type Severity = import("../common/report.js").Severity;

/** A document of the page, its own or that of a frame, or an open shadow root. */
type Root = Document | ShadowRoot;

/** A stretch of a text in Unicode code points, half open. */
type Span = { start: number; end: number };

/** A stretch of a text in UTF-16 units, half open. */
type Stretch = { text: string; from: number; to: number };

/** Gets to see a page, node by node, in its order; see `walk.js`. */
interface PageReader {
  enter(element: Element): void;
  leave(element: Element): void;
  /** An element that is there, and shows nothing. */
  hidden(element: Element): void;
  /** The stretch of a text node that is read. */
  text(node: Text, preformatted: boolean, from: number, to: number): void;
}

interface TextReader extends PageReader {
  read(roots: Root[]): CanonicalText;
}

interface MarkupWriter extends PageReader {
  read(): string;
}

/** A part of the page. */
interface Selected {
  /** Whether a node is in it, or leads to it. */
  touches(node: Node): boolean;
  /** What is in it of the data of a text node that it touches: from, to. */
  clip(text: Text): [number, number];
}

/** The canonical text of a page, and the way back into it. */
interface CanonicalText {
  text: string;
  /** In code points. */
  length: number;
  /** Documents and open shadow roots that it was read from. */
  roots: Root[];
  /** The text of a span. */
  slice(span: Span): string;
  /** The code point at which a UTF-16 offset of `text` stands. */
  codePoint(offset: number): number;
  /** The UTF-16 offset at which a code point stands. */
  unitAt(point: number): number;
  /** The code point at which something of a text node stands; null where nothing of it is in the text. */
  pointOf(node: Text, offset: number): number | null;
  /** The text node and offset that the text begins with; null for a page without text. */
  first: { node: Text; offset: number } | null;
  /** The ranges of the page that show a span, one for each text node. */
  ranges(span: Span): Range[];
}

/**
 * An annotation of a report as the page gets it: title and message in the words of the user's language.
 */
type Finding = Pick<Annotation, "id" | "rule" | "severity" | "target" | "related" | "title" | "message" | "replacements"> & {
  /** The address of the page about the rule. */
  help: string;
  /** Whether people have to see for themselves. */
  certainty?: Annotation["certainty"];
};

/**
 * The names of the places that were found: "a1", and "a1.0" for the first that is related to it.
 * `hidden` are those that people cannot see as the page is now. The times are in milliseconds.
 */
type Marked = { placed: string[]; hidden: string[]; timings: { anchor: number; paint: number } };

/** What a page was marked with: for the number on the button, when settings have changed. */
type Shown = {
  annotations: Pick<Annotation, "rule" | "severity" | "title">[];
  /** The name of the message that says why this may say little; none where nothing does. */
  doubt?: string | null;
  /** Whether there was something that was not checked. */
  partly: boolean;
  /** Who checked it. */
  server: string;
};

/** A place of a finding where it is now. */
interface Mark {
  name: string;
  finding: Finding;
  /** What people call it, for a related one; empty for the finding's own. */
  label: string;
  /** Where it stood when the page was read for the report, and where it was seen last. */
  origin: Sought;
  last: Stretch | null;
  /** None while it is not found. */
  ranges: Range[];
}

/** A text that is looked for: where it stood in an earlier text of the page. */
type Sought = Stretch & {
  /** Whether nothing is known of that text beyond this stretch and its neighbours. */
  excerpt?: boolean;
};

/** A character of the page, and where the pointer is in its window. */
type TextAt = { node: Node; offset: number; x: number; y: number };

/** Is told what pointer and keys do. */
interface Hovering {
  /** The pointer rests, on a text or elsewhere. */
  rest(at: TextAt | null): void;
  /** A click, on a text that is no control of the page or elsewhere. */
  click(at: TextAt | null): void;
  /** Something of a window or all of it has scrolled, or got another size. */
  scroll(): void;
  /** What is open shall go; false where nothing is. */
  dismiss(): boolean;
}

/** CSS pixels from the corner of the window. */
type Box = { left: number; top: number; right: number; bottom: number };

/** What the bubble shows. */
interface Explained {
  /** Worst first. */
  findings: Finding[];
  /** The spot's number among those of the page, from 1. */
  number: number;
  of: number;
  /** Where it belongs now; null once the page does not show the place any more. */
  box(): Box | null;
  /** What it may be put into, the best first: in all but one it may be inert. */
  homes: Element[];
  /** Whether it takes the focus. */
  focus: boolean;
}

interface BubbleActions {
  next(): unknown;
  previous(): unknown;
  list(): unknown;
  remove(): unknown;
  close(): unknown;
}

interface GrainOfSalt {
  /** Names of elements; see `elements.js`. */
  SKIPPED: ReadonlySet<string>;
  BREAKS: ReadonlySet<string>;
  CELLS: ReadonlySet<string>;
  PREFORMATTED: ReadonlySet<string>;
  VOID: ReadonlySet<string>;
  /** Elements of the extension's own. */
  OWN: WeakSet<Node>;
  /** Whether the extension that these scripts came with is gone. */
  isOrphan(): boolean;
  /** What the background answers; `later` where it was ended before it did, `off` where there is none any more. */
  tell(message: { type: string; urls?: string[]; place?: string }): Promise<any>;
  frameOf(element: Element): Document | null;
  unreadIn(roots: readonly Root[]): string[];
  isSkipped(element: Element): boolean;
  isEditable(element: Element): boolean;
  childrenOf(node: Node): Iterable<Node>;
  walk(readers: PageReader[], selected?: Selected | null): Root[];
  textReader(): TextReader;
  canonical(selected?: Selected | null): CanonicalText;
  markupWriter(): MarkupWriter;
  selectedIn(roots: readonly Root[]): Selected | null;
  sought(target: Target, before: CanonicalText | null, offset?: number): Sought;
  anchoring(page: string): (sought: Sought) => Stretch | null;
  /** Highlight these and nothing else. */
  paint(marks: readonly Mark[]): void;
  /** Set a place off from the other highlights. */
  setOff(ranges: readonly Range[]): void;
  /** Set a place off and bring it into view; false where nothing of it can be seen. */
  point(ranges: readonly Range[]): boolean;
  /** Take all highlights out of the page. */
  unpaint(): void;
  isSeen(ranges: readonly Range[]): boolean;
  holderOf(node: Node): Element | null;
  watch(roots: Root[], changed: () => Root[]): void;
  unwatch(): void;
  listen(roots: Root[], told: Hovering): void;
  unlisten(): void;
  BUBBLE_STYLE: string;
  openBubble(spot: Explained, actions: BubbleActions): void;
  /** Have the explanation that is open at its place again. */
  moveBubble(): void;
  closeBubble(): boolean;
  isOpen(): boolean;

  /** The page as markup for the service. */
  serialise(): string;
  /** The same of what the user has selected; null where nothing is. */
  selection(): string | null;
  /** Hosts of large frames whose pages the browser keeps from this one. */
  unread(): string[];
  /** Highlight findings in the page as it was read last, but those of rules that are off, and keep them where their text is. */
  mark(findings: Finding[], about?: Partial<Omit<Shown, "annotations">> & { rulesOff?: string[] }): Marked;
  /** The same with other rules off; what the page was marked with, null where it is not. */
  markWithout(rulesOff: string[]): Shown | null;
  /** `setOff` a place by its name; null where nothing is marked any more. */
  hint(place: string): true | null;
  /** `point` to a place by its name; null where nothing is marked any more. */
  show(place: string): boolean | null;
  /** Go to the next place of the page that can be seen, or the one before, and open its explanation; its name. */
  next(): string | null;
  previous(): string | null;
  /** Take everything out of the page that was put there, and stop looking at it. */
  clear(): void;
}

declare var grainOfSalt: GrainOfSalt;
