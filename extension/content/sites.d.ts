/** What the scripts for single sites, and that of moved pages, add to the namespace. */
interface GrainOfSalt {
  /** The address of a page without what changes nothing about it; null for what cannot be opened by others. */
  addressOf(href: string): string | null;
  /** Whether an address reads like that of one posting. */
  isPostingAddress(address: string): boolean;
  /** Whether this page does, or says itself that it is one. */
  isPosting(): boolean;
  /** Have something done when the page has come to rest, and again after each change, also of trees within it, until stopped. */
  whenAtRest(act: () => unknown): { observe(root: ShadowRoot): void; stop(): void };
  /** Be told of other addresses that scripts give the page, where the browser tells of them, until the result is called. */
  onMove(moved: () => void): () => void;
  /** What tells this page from those before and after it in its tab. */
  visit(): string;
  /** Ends the watch for a move of this page, if there is one. */
  stopWatching?(): void;
}
