// @ts-check
"use strict";
/**
 * The live page as markup for the service: what people see of it, its links and its structured data.
 *
 * Left out: scripts, styles, comments, what was typed into forms, embedded content, and every attribute
 * that is not listed. What styles hide is left out as well, but for structured data (which pages often
 * hide), whose elements are marked `hidden`. So the service reads the text that `canonical.js` reads.
 */
{
  const { SKIPPED, VOID, childrenOf, isEditable } = grainOfSalt;
  const TEXT = 3;
  const ELEMENT = 1;
  const NAME = /^[a-z][a-z0-9-]*$/;
  /**
   * What parsers older than HTML5 end too early (at a list, a table, …), or what cannot be ended. The service
   * asks them for a line break, no more, and gets that from a `div`; the line feeds of preformatted text are
   * written out as line breaks.
   */
  const FRAGILE = new Set(
    `address caption center dd dir dl dt fieldset legend li listing menu ol p plaintext pre ul xmp`.split(" "),
  );
  /** What a page has once; in the page of a frame they are blocks. */
  const ONCE = new Set(["html", "body", "frameset", "iframe", "frame"]);
  /** Ended too early as well, but the service asks for headings; the line break of their end is written out. */
  const HEADING = /^h[1-6]$/;
  const KEPT = new Set(
    `action alt aria-label content datetime dir formaction href itemid itemprop itemscope itemtype
    lang name open property rel title`.split(/\s+/),
  );
  const LINKS = new Set(["action", "formaction", "href", "itemid"]);
  /** Metadata about the posting; other names carry tokens of the visitor's session. */
  const META = /^(?:(?:og|article|twitter|job)[:.].*|description|author|publisher|date|language)$/i;

  /**
   * Inside of what hidden thing a node is: of any, or of a hidden value of structured data.
   *
   * @typedef {"hidden" | "property"} Inside
   */

  /** @returns {MarkupWriter} */
  const markupWriter = () => {
    /** @type {string[]} */
    const out = ["<!doctype html>"];

    return {
      text: ({ data }, preformatted, from, to) => {
        const text = escape(data.slice(from, to));
        out.push(preformatted ? text.replaceAll("\n", "<br>") : text);
      },
      enter: (element) => out.push(startTag(writtenName(element), element, false)),
      leave: (element) => out.push(endTag(writtenName(element))),
      hidden: (element) => writeHidden(element, "hidden", out),
      read: () => out.join(""),
    };
  };

  /** The name under which an element is sent. @param {Element} element */
  const writtenName = ({ localName, ownerDocument }) => {
    const block = FRAGILE.has(localName) || (ONCE.has(localName) && (ownerDocument !== document || !isRoot(localName)));
    return block ? "div" : NAME.test(localName) ? localName : "span";
  };

  /** @param {string} name */
  const isRoot = (name) => name === "html" || name === "body";

  /**
   * Of what people do not see, only structured data; of drafts, nothing.
   *
   * @param {Element} element
   * @param {Inside} inside
   * @param {string[]} out
   */
  const writeHidden = (element, inside, out) => {
    const { localName } = element;
    if (localName === "script") out.push(...linkedData(element));
    else if (localName === "head") out.push(...ofHead(element));
    if (SKIPPED.has(localName) || isEditable(element)) return;

    const property = element.hasAttribute("itemprop");
    const kept = property || element.hasAttribute("itemscope");
    const name = HEADING.test(localName) ? "div" : writtenName(element);
    const within = property ? "property" : inside;
    if (kept) out.push(startTag(name, element, true));
    for (const child of childrenOf(element)) {
      if (child.nodeType === ELEMENT) writeHidden(/** @type {Element} */ (child), within, out);
      else if (child.nodeType === TEXT && within === "property") out.push(escape(/** @type {Text} */ (child).data));
    }
    if (kept) out.push(endTag(name));
  };

  /** What the head says about the posting; that of a frame is not this page's. @param {Element} head */
  const ofHead = (head) => {
    const said = [...head.children].flatMap(head.ownerDocument === document ? aboutPage : linkedData);
    return head.ownerDocument === document ? ["<head>", ...said, "</head>"] : said;
  };

  /** @param {Element} element */
  const aboutPage = (element) => {
    const { localName } = element;
    if (localName === "title") return [`<title>${escape(element.textContent ?? "")}</title>`];
    if (localName === "script") return linkedData(element);
    const about = element.getAttribute("name") || element.getAttribute("property") || "";
    const wanted = element.matches("base, link[rel~=canonical], [itemprop]") || (localName === "meta" && META.test(about));
    return wanted && !SKIPPED.has(localName) ? [startTag(localName, element, false)] : [];
  };

  /** @param {string} name @param {Element} element @param {boolean} hidden */
  const startTag = (name, element, hidden) => {
    let written = `<${name}`;
    for (const attribute of element.attributes) {
      if (!KEPT.has(attribute.name)) continue;
      if (attribute.name === "content" && !isStatement(element)) continue;
      written += ` ${attribute.name}="${escape(valueOf(attribute, element))}"`;
    }
    // A dialog that is shown without the attribute would be hidden by its absence.
    if (name === "dialog" && !hidden && !element.hasAttribute("open")) written += " open";
    return `${written}${hidden ? " hidden" : ""}>`;
  };

  /** @param {string} name */
  const endTag = (name) => (VOID.has(name) ? "" : HEADING.test(name) ? `</${name}><br>` : `</${name}>`);

  /** Whether what stands in `content` is about the posting; elsewhere it may be a token. @param {Element} element */
  const isStatement = (element) =>
    element.hasAttribute("itemprop") || element.hasAttribute("property") || META.test(element.getAttribute("name") ?? "");

  /**
   * A value that holds a program or a whole file is cut down to its scheme; an address of a frame is written out,
   * because it counts from another place than those of the page.
   *
   * @param {Attr} attribute
   * @param {Element} element
   */
  const valueOf = ({ name, value }, { ownerDocument }) => {
    if (!LINKS.has(name) && name !== "content") return value;
    const scheme = PROGRAM.exec(value.replace(/[\0-\x20]+/g, ""));
    if (scheme) return scheme[0];
    if (name === "content" || ownerDocument === document || !URL.canParse(value, ownerDocument.baseURI)) return value;
    const { href, protocol } = new URL(value, ownerDocument.baseURI);
    return protocol === "http:" || protocol === "https:" ? href : value;
  };
  const PROGRAM = /^(?:javascript:|blob:|data:(?=[\w.+-]*[/;,]))/i;

  /**
   * JSON-LD as it stands; "<" occurs only in its strings, where the escape means the same.
   *
   * @param {Element} element
   */
  const linkedData = (element) => {
    if (element.localName !== "script" || !/ld\+json/i.test(element.getAttribute("type") ?? "")) return [];
    const data = (element.textContent ?? "").toWellFormed().replaceAll("<", "\\u003c");
    return [`<script type="application/ld+json">${data}</script>`];
  };

  /** @type {Record<string, string>} */
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": " ", "\0": "" };

  /** @param {string} text */
  const escape = (text) => text.toWellFormed().replace(/[&<>"\r\0]/g, (character) => ESCAPES[character]);

  Object.assign(grainOfSalt, { markupWriter });
}
