// @ts-check
"use strict";
/**
 * The explanation beside a highlight: one element at the end of the page, or of the modal dialog that keeps the rest
 * of the page from being used, there only while it is open.
 *
 * It lies in the top layer, above whatever the page stacks, and its closed shadow tree keeps the page's styles out.
 * Its own come as a style sheet object, which no policy of the page forbids; nothing is ever parsed as markup.
 */
{
  const { BUBBLE_STYLE, OWN } = grainOfSalt;
  /** Longest quotation, in UTF-16 units. */
  const QUOTE = 120;
  /** CSS pixels between the bubble and its place, and between it and the edges of the window. */
  const GAP = 6;

  /**
   * The message of that name in the language of the browser.
   *
   * @param {string} name
   * @param {...(string | number)} values
   */
  const message = (name, ...values) => chrome.i18n.getMessage(name, values.map(String));

  /** @type {{host: HTMLElement, dialog: HTMLElement, sheet: CSSStyleSheet, before: Element | null, box: Explained["box"]} | null} */
  let open = null;

  /**
   * Show what is said about a spot.
   *
   * @param {Explained} spot
   * @param {BubbleActions} actions
   */
  const openBubble = (spot, actions) => {
    const { host, dialog, sheet } = (open = { ...(open ?? create()), box: spot.box });
    const focused = dialog.contains(activeIn(dialog)) ? activeIn(dialog)?.getAttribute("data-way") : null;
    dialog.replaceChildren(
      ...spot.findings.map(explanation),
      footer(spot, actions),
    );
    dialog.setAttribute("aria-label", spot.findings.map(({ title }) => title).join("; "));
    dialog.scrollTop = 0;
    for (const home of spot.homes) {
      if (host.parentNode !== home) {
        home.append(host);
        host.showPopover();
      }
      move(host, sheet, spot.box());
      if (isReachable(host)) break;
    }
    const way = focused && dialog.querySelector(`[data-way=${focused}]`);
    if (way instanceof HTMLElement) way.focus({ preventScroll: true });
    else if (spot.focus) dialog.focus({ preventScroll: true });
  };

  const moveBubble = () => {
    if (open) move(open.host, open.sheet, open.box());
  };

  /** Whether nothing lies over it, as a modal dialog does that makes the rest of the page inert. @param {Element} host */
  const isReachable = (host) => {
    const { left, top, width, height } = host.getBoundingClientRect();
    return /** @type {Root} */ (host.getRootNode()).elementFromPoint(left + width / 2, top + height / 2) === host;
  };

  /** Put it away; false where there is none. The focus goes back where it was before. */
  const closeBubble = () => {
    if (!open) return false;
    const { host, before } = open;
    const had = document.activeElement === host;
    host.remove();
    open = null;
    if (had && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    return true;
  };

  const isOpen = () => open !== null;

  const create = () => {
    const host = document.createElement("div");
    OWN.add(host);
    host.popover = "manual";
    const root = host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(BUBBLE_STYLE);
    root.adoptedStyleSheets = [sheet];
    const dialog = element("section", {
      role: "dialog",
      tabindex: "-1",
      lang: message("language").replace("_", "-"),
      dir: message("@@bidi_dir"),
    });
    // What is typed here is no business of the page's keyboard shortcuts.
    for (const name of ["keydown", "keyup", "keypress"]) dialog.addEventListener(name, (event) => event.stopPropagation());
    root.append(dialog);
    return { host, dialog, sheet, before: document.activeElement };
  };

  /** @param {Element} dialog */
  const activeIn = (dialog) => /** @type {ShadowRoot} */ (dialog.getRootNode()).activeElement;

  /** @param {Finding} finding */
  const explanation = ({ severity, certainty, rule, title, message: text, target, replacements: [likely], help }) =>
    element(
      "article",
      { class: severity },
      element("p", { class: "severity" }, sure(severity, certainty)),
      element("h2", {}, title),
      element("p", {}, text),
      element(
        "dl",
        {},
        ...(target ? pair(message("shows"), target.quote.exact) : []),
        ...(likely ? pair(message(rule.startsWith("encoding/") ? "reads" : "likely"), likely) : []),
      ),
      /^https?:/.test(help)
        ? element("a", { href: help, target: "_blank", rel: "noopener noreferrer" }, message("why"))
        : null,
    );

  /** How bad it is, and that the service leaves it to people where it does. @param {Severity} severity @param {string} [certainty] */
  const sure = (severity, certainty) => {
    const name = message(`severity_${severity}`);
    return certainty === "review" ? message("review", name) : name;
  };

  /** @param {string} term @param {string} text */
  const pair = (term, text) => [element("dt", {}, term), element("dd", {}, shorten(text))];

  /** @param {string} text */
  const shorten = (text) => (text.length > QUOTE ? `${text.slice(0, QUOTE).replace(/\s+\S*$/, "").toWellFormed()} …` : text);

  /**
   * @param {Explained} spot
   * @param {BubbleActions} actions
   */
  const footer = ({ number, of }, actions) => {
    /** @param {keyof typeof actions} way @param {string} label */
    const button = (way, label) => {
      const made = element("button", { type: "button", "data-way": way }, label);
      made.addEventListener("click", () => actions[way]());
      return made;
    };
    const counter = element("span", {}, message("findingOf", number, of));
    const around = [button("previous", message("spotPrevious")), counter, button("next", message("spotNext"))];
    return element(
      "footer",
      {},
      ...(of > 1 ? around : []),
      button("list", message("openList")),
      button("remove", message("removeHighlights")),
      button("close", message("closeBubble")),
    );
  };

  /**
   * Strings become text nodes, never markup.
   *
   * @param {string} tag
   * @param {Record<string, string>} attributes
   * @param {...(Node | string | null)} children
   */
  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children.filter((child) => child !== null));
    return made;
  };

  /**
   * Under the place, or above it where there is more room, and never outside of the window.
   *
   * @param {HTMLElement} host
   * @param {CSSStyleSheet} sheet its first rule is the host's
   * @param {Box | null} box
   */
  const move = (host, sheet, box) => {
    if (!box) return;
    const { left, top, right, bottom } = box;
    const { clientWidth, clientHeight } = document.documentElement;
    const [windowWidth, windowHeight] = [Math.min(clientWidth, innerWidth), Math.min(clientHeight, innerHeight)];
    const { style } = /** @type {CSSStyleRule} */ (sheet.cssRules[0]);
    const below = windowHeight - bottom >= top || windowHeight - bottom > 320;
    const room = Math.max(120, (below ? windowHeight - bottom : top) - 2 * GAP);
    style.setProperty("max-height", `${Math.min(room, windowHeight - 2 * GAP)}px`, "important");
    style.setProperty("max-width", `${windowWidth - 2 * GAP}px`, "important");
    const { width, height } = host.getBoundingClientRect();
    const start = message("@@bidi_dir") === "rtl" ? right - width : left;
    const x = Math.max(GAP, Math.min(start, windowWidth - width - GAP));
    const y = Math.max(GAP, Math.min(below ? bottom + GAP : top - height - GAP, windowHeight - height - GAP));
    style.setProperty("left", `${x}px`, "important");
    style.setProperty("top", `${y}px`, "important");
  };

  Object.assign(grainOfSalt, { openBubble, moveBubble, closeBubble, isOpen });
}
