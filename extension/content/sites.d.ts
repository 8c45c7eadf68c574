/** What the scripts for single sites, and that of moved pages, add to the namespace. */
interface GrainOfSalt {
  /** The address of a page without what changes nothing about it; null for what cannot be opened by others. */
  addressOf(href: string): string | null;
  /** Whether an address reads like that of one posting. */
  isPostingAddress(address: string): boolean;
  /** Whether an address reads like that of a step of an application, where people are shown what they typed. */
  isOwnStep(address: string): boolean;
  /** Whether this page reads like a posting, or says itself that it is one, and holds nothing of its reader's own. */
  isPosting(): boolean;
  /** Have something done when the page has come to rest, and again after each change, also of trees within it, until stopped. */
  whenAtRest(act: () => unknown): { observe(root: ShadowRoot): void; stop(): void };
  /** Be told when scripts may have given the page another address, until the result is called. */
  onMove(moved: () => void): () => void;
  /** What tells this page from those before and after it in its tab. */
  visit(): string;
  /** Ends the watch for a move of this page, if there is one. */
  stopWatching?(): void;
}
