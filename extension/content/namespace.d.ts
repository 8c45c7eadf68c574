/**
 * What the content scripts offer one another and the background, under one name in the isolated
 * world of the page. They are classic scripts because a page's content scripts cannot be modules.
 */

type Target = import("../shared/report.js").Target;
type Annotation = import("../shared/report.js").Annotation;
type Severity = import("../shared/report.js").Severity;

/** A stretch of a text in Unicode code points, half open. */
type Span = { start: number; end: number };

/** The canonical text of a page, and the way back into it. */
interface CanonicalText {
  text: string;
  /** In code points. */
  length: number;
  /** The text of a span. */
  slice(span: Span): string;
  /** The code point at which a UTF-16 offset of `text` stands. */
  codePoint(offset: number): number;
  /** The ranges of the page that show a span, one for each text node. */
  ranges(span: Span): Range[];
}

interface GrainOfSalt {
  /** Names of elements; see `elements.js`. */
  SKIPPED: ReadonlySet<string>;
  BREAKS: ReadonlySet<string>;
  CELLS: ReadonlySet<string>;
  PREFORMATTED: ReadonlySet<string>;
  VOID: ReadonlySet<string>;
  isSkipped(element: Element): boolean;
  childrenOf(node: Node): Iterable<Node>;
  canonical(): CanonicalText;
  serialise(): string;
  anchor(text: CanonicalText, target: Target): Span | null;
  /** Highlight these and nothing else. */
  paint(ranges: ReadonlyMap<Severity, Range[]>): void;
  /** Scroll to a place and set it off from the other highlights; false where nothing of it can be seen. */
  point(ranges: Range[]): boolean;
  /** Highlight annotations; the names of the places that were found: "a1", and "a1.0" for the first related one. */
  mark(annotations: Annotation[]): string[];
  /** The same if the page still reads as when the places of a report were made; else null, and nothing is marked. */
  markIfUnchanged(annotations: Annotation[], length: number, places: Target[]): string[] | null;
  /** `point` to a place by its name. */
  show(place: string): boolean;
}

declare var grainOfSalt: GrainOfSalt;
