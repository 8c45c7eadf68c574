// @ts-check
/** What the popup says when there is no report to show: what is the matter, and what to do next. */

import { button, element, link } from "../common/elements.js";
import { message } from "../common/messages.js";
import { isLocal, serverName } from "../common/settings.js";

/** @typedef {import("../background/orders.js").Outcome} Outcome */
/** @typedef {import("../background/orders.js").Failure} Failure */
/**
 * `token-refused`: a token was sent, and is not one of the server's.
 *
 * @typedef {Failure
 *   | {state: "checking" | "stopped" | "interrupted" | "forgotten", server: string}
 *   | {state: "token-refused", server: string}} State
 */

/**
 * What the buttons of a state do.
 *
 * @typedef {object} Actions
 * @property {() => unknown} retry
 * @property {() => unknown} settings
 * @property {(server: string) => unknown} agree
 * @property {() => unknown} stop
 * @property {() => unknown} anyway
 * @property {(host: string) => unknown} switchOn
 * @property {() => unknown} extensionPage the browser's own settings of this extension
 */

/** Where the browser says which extension this is. */
const FIREFOX = () => chrome.runtime.getURL("").startsWith("moz-");

/**
 * @param {State} outcome
 * @param {Partial<Actions>} actions
 * @returns {Element[]} the first one has the title, as `h1`
 */
export function showState(outcome, actions) {
  return [section(...wording(outcome, actions))];
}

/**
 * @param {State} outcome
 * @param {Partial<Actions>} actions
 * @returns {[title: string, sentences: string[], rest?: Element[]]}
 */
function wording(outcome, actions) {
  const { server } = outcome;
  const name = serverName(server);
  const notChecked = message("notChecked");
  const retry = (label = message("tryAgain")) => act(label, actions.retry, "main");
  const settings = (kind = "") => act(message("settings"), actions.settings, kind, { "data-settings": true });
  const paste = () => element("p", {}, link(message("openServer", name), `${server}/`));

  switch (outcome.state) {
    case "checking": {
      const stop = act(message("stop"), actions.stop, "", { hidden: true });
      return [message("checking", name), [], [element("progress", { "aria-label": message("checking", name) }), row(stop)]];
    }
    case "stopped":
      return [message("stoppedTitle"), [notChecked, message("stoppedText", name)], [row(retry(message("checkAgain")))]];
    case "forgotten":
      return [message("forgottenTitle"), [message("forgottenText", name)], [row(retry(message("checkAgain")))]];
    case "not-agreed": {
      const agree = act(message("agree"), () => actions.agree?.(server), "main");
      return [message("agreeTitle", name), explanation(server), [row(agree, settings())]];
    }
    case "site-off": {
      const { host } = outcome;
      if (outcome.managed) return [message("siteOffTitle", host), [notChecked, message("byOrganisation")]];
      const on = act(message("switchOn"), () => actions.switchOn?.(host));
      return [message("siteOffTitle", host), [notChecked, message("siteOffText")], [row(act(message("checkAnyway"), actions.anyway, "main"), on)]];
    }
    case "typed":
      return [notChecked, [message("sentNot")], [row(act(message("checkPage"), actions.retry, "main"))]];
    case "closed-page":
      return [message("closedTitle"), [message("closedText"), message("closedNext", name)], [paste()]];
    case "local-file": {
      if (FIREFOX()) return [message("fileTitle"), [notChecked, message("fileFirefox", name)], [paste()]];
      const open = act(message("fileOpen"), actions.extensionPage, "main");
      return [message("fileTitle"), [notChecked, message("fileChromium")], [row(open)]];
    }
    case "interrupted":
      return [message("interruptedTitle"), [notChecked, message("problemNext")], [row(retry())]];
    case "unreachable": {
      if (!isLocal(server)) return [message("unreachableTitle", name), [notChecked, message("unreachableRemote")], [row(retry(), settings())]];
      const command = element("pre", { tabindex: "0" }, element("code", {}, "make run"));
      return [message("unreachableTitle", name), [notChecked, message("unreachableLocal")], [command, row(retry(), settings())]];
    }
    case "too-large":
      return [message("tooLargeTitle"), [notChecked, message("tooLargeNext", name)], [row(retry())]];
    case "token-refused":
      return [message("tokenRefused", name), [notChecked, message("tokenNext")], [row(settings("main"))]];
    case "token":
      return [message("tokenTitle", name), [notChecked, message("tokenNext")], [row(settings("main"))]];
    case "problem":
      return [message("problemTitle"), [notChecked, message("problemText", name, outcome.detail), message("problemNext")], [row(retry())]];
    case "failed":
      return [message("problemTitle"), [notChecked, outcome.detail, message("problemNext")], [row(retry())]];
    case "not-ours":
      return [message("notOursTitle"), [notChecked, message("notOursText", name)], [row(settings("main"), act(message("tryAgain"), actions.retry))]];
  }
}

/**
 * Once, beside the first report: what leaves the browser, when, and where it goes.
 *
 * @param {string} server
 * @param {() => unknown} understood
 */
export function showIntroduction(server, understood) {
  const done = button(message("understood"), () => {
    understood();
    shown.remove();
  });
  const sentences = explanation(server).map((text) => element("p", {}, text));
  const title = element("h2", {}, message("introductionTitle"));
  const shown = element("section", { class: "state introduction" }, title, ...sentences, row(done));
  return shown;
}

/** The four sentences about what is sent. @param {string} server */
export const explanation = (server) => [
  message("sentWhat", serverName(server)),
  message("sentWhen"),
  message("sentNot"),
  message(isLocal(server) ? "sentLocal" : "sentRemote", serverName(server)),
];

/**
 * @param {string} title
 * @param {string[]} sentences
 * @param {Element[]} rest
 */
const section = (title, sentences, rest = []) =>
  element("section", { class: "state" }, element("h1", {}, title), ...sentences.map((text) => element("p", {}, text)), ...rest);

/**
 * @param {string} label
 * @param {(() => unknown) | undefined} what
 * @param {string} kind
 * @param {Record<string, string | boolean>} attributes
 */
const act = (label, what, kind = "", attributes = {}) =>
  button(label, () => what?.(), { ...(kind && { class: kind }), ...attributes });

/** @param {...Element} buttons */
const row = (...buttons) => element("p", { class: "actions" }, ...buttons);
