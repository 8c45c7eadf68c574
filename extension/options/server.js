// @ts-check
/** Where pages are checked: the address and the token of a server, and who answers there. */

import { element } from "../common/elements.js";
import { counted, language, message } from "../common/messages.js";
import { isLocal, serverAddress, serverName, update } from "../common/settings.js";
import { probe } from "./ask.js";
import { byId, inputById } from "./controls.js";

/** @typedef {import("./ask.js").Answer} Answer */

const [server, token] = [inputById("server"), inputById("token")];
const [problem, plain, unsaved, answer, reveal] = ["server-problem", "server-plain", "unsaved", "answer", "reveal"].map(byId);

/** What was last shown, so that what is being typed can be told from it. */
let kept = { server: "", token: "" };

/** @param {import("./options.js").Known} known */
export function showServer({ settings, managed }) {
  byId("server-managed").hidden = managed.server === null;
  byId("token-managed").hidden = managed.token === null;
  server.readOnly = managed.server !== null;
  token.readOnly = managed.token !== null;
  if (isUnsaved()) return;
  kept = { server: settings.server, token: settings.token };
  ({ server: server.value, token: token.value } = kept);
  look();
}

/** @param {() => unknown} refresh called when the server has answered */
export function startServer(refresh) {
  byId("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    await keep();
    refresh();
  });
  server.addEventListener("input", look);
  token.addEventListener("input", look);
  server.addEventListener("change", () => {
    leaveToken();
    complain(address() === null);
  });
  reveal.addEventListener("click", () => {
    const shown = token.type === "password";
    token.type = shown ? "text" : "password";
    reveal.textContent = message(shown ? "hideToken" : "showToken");
  });
  addEventListener("beforeunload", (event) => {
    if (isUnsaved()) event.preventDefault();
  });
}

/** Keep what was typed and say who answers there. */
async function keep() {
  const typed = address();
  complain(typed === null);
  if (typed === null) {
    server.focus();
    return;
  }
  leaveToken();
  kept = { server: typed, token: token.value.trim() };
  ({ server: server.value, token: token.value } = kept);
  look();
  answer.replaceChildren(message("testing", serverName(typed)));
  const [outcome] = await Promise.all([probe(kept), update(() => kept)]);
  answer.replaceChildren(...said(outcome, typed));
}

/** The address that was typed, or null. */
function address() {
  try {
    return serverAddress(server.value);
  } catch {
    return null;
  }
}

/** A token that was not typed for the server that is named now stays with its own. */
function leaveToken() {
  const typed = address();
  if (typed === null || token.value !== kept.token || URL.parse(typed)?.origin === URL.parse(kept.server)?.origin) return;
  token.value = "";
  look();
}

const isUnsaved = () => server.value !== kept.server || token.value !== kept.token;

/** Look at what stands in the form. A complaint is taken back at once, but made only when the field is left. */
function look() {
  const typed = address();
  if (typed !== null) complain(false);
  plain.hidden = typed === null || isLocal(typed) || !typed.startsWith("http:");
  if (!plain.hidden) plain.textContent = message("plainServer", serverName(typed ?? ""));
  unsaved.hidden = !isUnsaved();
  if (isUnsaved()) answer.replaceChildren();
}

/** @param {boolean} wrong */
function complain(wrong) {
  server.ariaInvalid = wrong ? "true" : null;
  problem.hidden = !wrong;
}

/**
 * @param {Answer} outcome
 * @param {string} address
 * @returns {(Element | string)[]}
 */
export function said(outcome, address) {
  const name = serverName(address);
  switch (outcome.state) {
    case "answered":
      return [element("p", {}, message("saved", name)), facts(outcome, address)];
    case "unreachable":
      return sentences(message("savedUnreachable", name), message(isLocal(address) ? "startServer" : "findServer"));
    case "token":
      return sentences(message("savedToken", name), message("tokenNext"));
    case "not-ours":
      return sentences(message("savedNotOurs", name), message("findServer"));
    case "problem":
      return sentences(message("savedProblem", name, outcome.detail), message("problemNext"));
    default:
      return sentences(message("savedUntested", name), message("problemNext"));
  }
}

/** @param {...string} texts */
const sentences = (...texts) => texts.map((text) => element("p", {}, text));

/**
 * @param {import("../common/about.js").About} about
 * @param {string} address
 */
function facts({ name, version, rules, guarded, milliseconds }, address) {
  const way = isLocal(address) ? "here" : address.startsWith("https:") ? "encrypted" : "open";
  const access = !token.value ? "unasked" : guarded ? "taken" : "needless";
  const duration = new Intl.NumberFormat(language(), { style: "unit", unit: "millisecond" });
  const rows = [
    [message("aboutService"), message("aboutVersion", name, version)],
    [message("aboutRules"), counted("rules", rules.length)],
    [message("aboutTime"), duration.format(milliseconds)],
    [message("aboutPlace"), message(`place_${way}`)],
    [message("tokenLabel"), message(`token_${access}`)],
  ];
  return element("dl", {}, ...rows.map(([term, fact]) => element("div", {}, element("dt", {}, term), element("dd", {}, fact))));
}
