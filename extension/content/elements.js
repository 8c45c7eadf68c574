// @ts-check
"use strict";
/**
 * Which elements hide their content and which break lines: `server/data/canonical.toml` for the browser.
 *
 * A test compares the two. This file comes first and makes the name that the others add to. Where the
 * scripts are loaded once more, what the earlier ones hold in the page is taken out of it.
 */
globalThis.grainOfSalt?.stopWatching?.();
globalThis.grainOfSalt?.clear?.();
globalThis.grainOfSalt = /** @type {any} */ ({
  SKIPPED: new Set(
    `datalist head noembed noframes rp script style template title
    applet audio canvas iframe meter object progress svg video
    noscript optgroup option select textarea`.split(/\s+/),
  ),
  BREAKS: new Set(
    `address article aside blockquote body center dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup
    html legend li listing main marquee menu nav ol p plaintext pre search section
    summary ul xmp caption col colgroup table tbody tfoot thead tr br hr button`.split(/\s+/),
  ),
  CELLS: new Set(["td", "th"]),
  /** Elements that can have no content in markup, whatever a script put into them. */
  VOID: new Set("area base br col embed hr img input link meta param source track wbr".split(" ")),
  PREFORMATTED: new Set(["listing", "plaintext", "pre", "xmp"]),
});
/**
 * What the extension itself shows in the page: no part of what the page says. Not enumerable, since Firefox
 * wants to hand on what a script ends in, which is this object, and cannot copy a set of nodes.
 */
Object.defineProperty(grainOfSalt, "OWN", { value: new WeakSet() });
