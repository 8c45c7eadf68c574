// @ts-check
/** The report as plain text, for a friend or for the employer. */

import { counted, dated, language, message } from "../common/messages.js";
import { findings } from "../common/report.js";
import { doubtIn, isPartly } from "../common/verdict.js";
import { factsIn } from "./facts.js";
import { readings } from "./finding.js";
import { gapsIn } from "./gaps.js";

/** @typedef {import("../common/report.js").Finding} Finding */

/** @param {import("../background/orders.js").Checked} outcome */
export function asText(outcome) {
  const { report, host, server, of } = outcome;
  const { posting, annotations, url, checked_at } = report;
  const [found, gaps] = [findings(annotations), gapsIn(outcome)];
  const head = [
    posting.title ?? message("untitled"),
    posting.employer.name,
    url,
    message("checkedOn", dated(checked_at)),
    of === "selection" && message("selectionOnly"),
  ];
  const nothing = doubtIn(outcome) ?? (isPartly(outcome) ? "nothingPartlyTitle" : "nothingTitle");
  return [
    lines(...head),
    lines(...factsIn(report, host).flatMap(fact)),
    found.length ? counted("findings", found.length) : message(nothing),
    gaps.length && lines(message("partly"), ...gaps.map((gap) => `- ${gap}`)),
    ...found.map((one, i) => finding(one, i + 1, server)),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** @param {...(string | null | false)} parts */
const lines = (...parts) => parts.filter(Boolean).join("\n");

/** @param {import("./facts.js").Fact} fact */
const fact = ({ name, lines: all }) =>
  all.map(({ text, about, quote }) => lines([`${name}: ${text}`, about].filter(Boolean).join(" · "), quote ? `“${quote}”` : null));

/**
 * @param {Finding} finding
 * @param {number} number
 * @param {string} server
 */
function finding({ first, places }, number, server) {
  const severity = message(`severity_${first.severity}`);
  const sure = first.certainty === "certain" ? severity : message("review", severity);
  return lines(
    `${number.toLocaleString(language())}. ${first.title} (${sure})`,
    first.message,
    ...places.flatMap((place) => readings(place).map(({ name, text }) => `${name}: ${text}`)),
    `${message("why")}: ${server}${first.help_url}`,
  );
}
