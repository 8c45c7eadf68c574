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
  const { SKIPPED, VOID, childrenOf, isSkipped } = grainOfSalt;
  const NAME = /^[a-z][a-z0-9-]*$/;
  const KEPT = new Set(
    `action alt aria-label content datetime dir formaction href itemid itemprop itemscope itemtype
    lang name open property rel title`.split(/\s+/),
  );
  /** Metadata about the posting; other names carry tokens of the visitor's session. */
  const META = /^(?:(?:og|article|twitter|job)[:.].*|description|author|publisher|date|language)$/i;

  /**
   * Inside of what a node is.
   *
   * @typedef {{hidden: boolean, property: boolean}} Inside `property`: of a value of structured data
   */

  const serialise = () => {
    /** @type {string[]} */
    const out = ["<!doctype html>"];
    write(document.documentElement, { hidden: false, property: false }, out);
    return out.join("");
  };

  /** @param {Node} node @param {Inside} inside @param {string[]} out */
  const write = (node, inside, out) => {
    if (node instanceof Text) {
      if (!inside.hidden || inside.property) out.push(escape(node.data));
    } else if (node instanceof HTMLScriptElement) {
      if (/ld\+json/i.test(node.type)) out.push(linkedData(node));
    } else if (node instanceof HTMLHeadElement) {
      out.push("<head>", ...[...node.children].flatMap(ofHead), "</head>");
    } else if (node instanceof Element && !SKIPPED.has(node.localName)) {
      writeElement(node, inside, out);
    }
  };

  /** @param {Element} element @param {Inside} inside @param {string[]} out */
  const writeElement = (element, inside, out) => {
    const { localName } = element;
    const structured = element.hasAttribute("itemprop") || element.hasAttribute("itemscope");
    const hidden = inside.hidden || isSkipped(element);
    const property = inside.property || element.hasAttribute("itemprop");
    const kept = !hidden || structured;
    const name = NAME.test(localName) ? localName : "span";

    if (kept) out.push(startTag(name, element, hidden));
    for (const child of childrenOf(element)) write(child, { hidden, property }, out);
    if (kept && !VOID.has(name)) out.push(`</${name}>`);
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
