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
  const { PREFORMATTED, SKIPPED, VOID, childrenOf, isSkipped } = grainOfSalt;
  const NAME = /^[a-z][a-z0-9-]*$/;
  /**
   * What parsers older than HTML5 end too early (at a list, a table, …), or what cannot be ended. The service
   * asks them for a line break, no more, and gets that from a `div`; the line feeds of preformatted text are
   * written out as line breaks.
   */
  const FRAGILE = new Set(
    `address caption center dd dir dl dt fieldset legend li listing menu ol p plaintext pre ul xmp`.split(" "),
  );
  /** Ended too early as well, but the service asks for headings; the line break of their end is written out. */
  const HEADING = /^h[1-6]$/;
  const KEPT = new Set(
    `action alt aria-label content datetime dir formaction href itemid itemprop itemscope itemtype
    lang name open property rel title`.split(/\s+/),
  );
  /** Metadata about the posting; other names carry tokens of the visitor's session. */
  const META = /^(?:(?:og|article|twitter|job)[:.].*|description|author|publisher|date|language)$/i;

  /**
   * Inside of what a node is: of what people see, of something hidden, of a hidden value of structured data.
   *
   * @typedef {"shown" | "hidden" | "property"} Inside
   */

  const serialise = () => {
    /** @type {string[]} */
    const out = ["<!doctype html>"];
    write(document.documentElement, "shown", false, out);
    return out.join("");
  };

  /** @param {Node} node @param {Inside} inside @param {boolean} preformatted @param {string[]} out */
  const write = (node, inside, preformatted, out) => {
    if (node instanceof Text) {
      const text = escape(node.data);
      if (inside !== "hidden") out.push(preformatted ? text.replaceAll("\n", "<br>") : text);
    } else if (node instanceof HTMLScriptElement) {
      if (/ld\+json/i.test(node.type)) out.push(linkedData(node));
    } else if (node instanceof HTMLHeadElement) {
      out.push("<head>", ...[...node.children].flatMap(ofHead), "</head>");
    } else if (node instanceof Element && !SKIPPED.has(node.localName)) {
      writeElement(node, inside, preformatted, out);
    }
  };

  /** @param {Element} element @param {Inside} inside @param {boolean} preformatted @param {string[]} out */
  const writeElement = (element, inside, preformatted, out) => {
    const { localName } = element;
    const property = element.hasAttribute("itemprop");
    const hidden = inside !== "shown" || isSkipped(element);
    const kept = !hidden || property || element.hasAttribute("itemscope");
    const fragile = FRAGILE.has(localName) || (hidden && HEADING.test(localName));
    const name = fragile ? "div" : NAME.test(localName) ? localName : "span";
    const within = !hidden ? "shown" : property ? "property" : inside === "shown" ? "hidden" : inside;

    if (kept) out.push(startTag(name, element, hidden));
    for (const child of childrenOf(element)) write(child, within, preformatted || PREFORMATTED.has(localName), out);
    if (kept && !VOID.has(name)) out.push(`</${name}>`, HEADING.test(name) ? "<br>" : "");
  };

  /** What the head says about the posting. @param {Element} element */
  const ofHead = (element) => {
    if (element instanceof HTMLTitleElement) return [`<title>${escape(element.text)}</title>`];
    if (element instanceof HTMLScriptElement && /ld\+json/i.test(element.type)) return [linkedData(element)];
    const wanted =
      element.matches("base, link[rel~=canonical], [itemprop]") ||
      (element instanceof HTMLMetaElement && META.test(element.name || (element.getAttribute("property") ?? "")));
    return wanted && !SKIPPED.has(element.localName) ? [startTag(element.localName, element, false)] : [];
  };

  /** @param {string} name @param {Element} element @param {boolean} hidden */
  const startTag = (name, element, hidden) => {
    const attributes = [...element.attributes].filter((attribute) => KEPT.has(attribute.name));
    const written = attributes.map(({ name, value }) => ` ${name}="${escape(address(value))}"`);
    // A dialog that is shown without the attribute would be hidden by its absence.
    const open = name === "dialog" && !hidden && !element.hasAttribute("open") ? " open" : "";
    return `<${name}${written.join("")}${open}${hidden ? " hidden" : ""}>`;
  };

  /** An address that holds a program or a whole file is cut down to its scheme. @param {string} value */
  const address = (value) => (/^\s*(?:javascript|data|blob):/i.exec(value)?.[0] ?? value);

  /**
   * JSON-LD as it stands; "<" occurs only in its strings, where the escape means the same.
   *
   * @param {HTMLScriptElement} script
   */
  const linkedData = (script) =>
    `<script type="application/ld+json">${script.text.toWellFormed().replaceAll("<", "\\u003c")}</script>`;

  /** @type {Record<string, string>} */
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": " ", "\0": "" };

  /** @param {string} text */
  const escape = (text) => text.toWellFormed().replace(/[&<>"\r\0]/g, (character) => ESCAPES[character]);

  Object.assign(grainOfSalt, { serialise });
}
