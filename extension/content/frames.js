// @ts-check
"use strict";
/** Pages within the page: which of them can be read, and which are left unread. */
{
  const FRAMES = new Set(["iframe", "frame"]);
  /** What players, maps and presentations are let do, and forms and pages of text are not. */
  const SHOWS = /\b(?:fullscreen|autoplay|encrypted-media|picture-in-picture)\b/;
  /** CSS pixels from which on a frame can hold a posting. The common sizes of advertisements and players are below. */
  const [LARGE_WIDTH, LARGE_HEIGHT] = [400, 350];

  /**
   * The document that a frame shows, if it is one of this site and there is something in it.
   *
   * @param {Element} element
   * @returns {Document | null}
   */
  const frameOf = (element) => {
    if (!FRAMES.has(element.localName)) return null;
    const shown = documentIn(element);
    return shown?.body?.hasChildNodes() && element.clientWidth > 1 && element.clientHeight > 1 ? shown : null;
  };

  /** Null for a frame of another site. @param {Element} element */
  const documentIn = (element) => /** @type {HTMLIFrameElement} */ (element).contentDocument ?? null;

  /**
   * Hosts of large frames that were not read, because the browser keeps the pages of other sites apart. Those that
   * are there to be looked at are left out.
   *
   * @param {readonly Root[]} roots
   */
  const unreadIn = (roots) => {
    /** @type {Set<string>} */
    const hosts = new Set();
    for (const root of roots) {
      for (const element of root.querySelectorAll([...FRAMES].join())) {
        const { width, height } = element.getBoundingClientRect();
        if (element.hasAttribute("allowfullscreen") || SHOWS.test(element.getAttribute("allow") ?? "")) continue;
        if (documentIn(element) || width < LARGE_WIDTH || height < LARGE_HEIGHT || !element.checkVisibility()) continue;
        hosts.add(hostOf(/** @type {HTMLIFrameElement} */ (element).src));
      }
    }
    return [...hosts];
  };

  /** A frame without an address that can be read is one that this page wrote and locked. @param {string} address */
  const hostOf = (address) => (URL.canParse(address) && new URL(address).host) || location.host;

  Object.assign(grainOfSalt, { frameOf, unreadIn });
}
