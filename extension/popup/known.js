// @ts-check
/** The postings of a results page that were checked before. */

import { element, given, link } from "../common/elements.js";
import { ago, counted, listed, message } from "../common/messages.js";
import { SEVERITIES } from "../common/report.js";

/** @typedef {import("../background/orders.js").Known["links"][number]} Link */

/** @param {Link[]} links */
export function showKnown(links) {
  const items = links.map(({ url, text, counts, checked_at, complete }) => {
    const way = link("", url);
    way.append(given(text || url));
    const said = [...found(counts), ...(complete ? [] : [message("knownPartly")])];
    const words = [...(said.length ? said : [message("nothingTitle")]), ago(checked_at)].join(" · ");
    return element("li", { class: SEVERITIES.find((severity) => counts[severity]) ?? "none" }, way, element("small", {}, words));
  });
  return element("section", { class: "known" }, element("h2", {}, message("knownTitle")), element("ul", {}, ...items), showLegend());
}

/** What the marks in the page mean, each word with the line that it explains. */
function showLegend() {
  const words = [...SEVERITIES.map((severity) => [severity, message(`severity_${severity}`)]), ["nothing", message("nothingTitle")]];
  const marks = words.flatMap(([kind, word]) => [" ", element("span", { class: `mark ${kind}` }, word)]);
  return element("p", { class: "legend" }, message("knownLegend"), ...marks);
}

/** "2 serious and 1 warning", if anything. @param {Link["counts"]} counts */
function found({ serious, warning, info }) {
  const parts = [
    serious ? counted("countSerious", serious) : "",
    warning ? counted("countWarning", warning) : "",
    info ? counted("countInfo", info) : "",
  ].filter(Boolean);
  return parts.length ? [listed(parts)] : [];
}
