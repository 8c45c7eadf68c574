// @ts-check
/** What the popup says when there are no findings to show: what is the matter, and what to do next. */

import { button, element } from "../shared/elements.js";
import { language, message } from "../shared/messages.js";
import { isLocal, serverName } from "../shared/settings.js";

/** @typedef {import("../background/background.js").Failure} Failure */
/** @typedef {Failure | {state: "checking" | "interrupted", server: string}} State */

/**
 * What the buttons of a state do.
 *
 * @typedef {object} Actions
 * @property {() => unknown} [retry]
 * @property {() => unknown} [settings]
 * @property {(server: string) => unknown} [agree]
 */

/**
 * @param {State} outcome
 * @param {Actions} actions
 * @returns {Element[]}
 */
export function showState(outcome, { retry, settings, agree }) {
  const { server } = outcome;
  const name = serverName(server);
  if (outcome.state === "checking") return [section(message("checking", name), [], [element("progress")])];

  const [toRetry, toSettings] = [
    () => button(message("tryAgain"), retry ?? (() => {}), { class: "main" }),
    () => button(message("settings"), settings ?? (() => {})),
  ];
  const notChecked = message("notChecked");
  switch (outcome.state) {
    case "not-agreed": {
      const yes = button(message("agree"), () => agree?.(server), { class: "main" });
      return [section(message("agreeTitle", name), explanation(server), [actions(yes, toSettings())])];
    }
    case "closed-page": {
      return [section(message("closedTitle"), [message("closedText"), message("closedNext", name)])];
    }
    case "interrupted": {
      return [section(message("interruptedTitle"), [notChecked, message("problemNext")], [actions(toRetry())])];
    }
    case "unreachable": {
      const next = message(isLocal(server) ? "unreachableLocal" : "unreachableRemote", name);
      return [section(message("unreachableTitle", name), [notChecked, next], [actions(toRetry(), toSettings())])];
    }
    case "too-large": {
      return [section(message("tooLargeTitle"), [notChecked, message("tooLargeNext", name)], [actions(toRetry())])];
    }
    case "token": {
      return [section(message("tokenTitle", name), [notChecked, message("tokenNext")], [actions(toSettings(), toRetry())])];
    }
    case "problem": {
      const said = message("problemText", name, outcome.detail);
      return [section(message("problemTitle"), [notChecked, said, message("problemNext")], [actions(toRetry())])];
    }
    case "not-ours": {
      const text = [notChecked, message("notOursText", name)];
      return [section(message("notOursTitle"), text, [actions(toSettings(), toRetry())])];
    }
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
  const shown = section(message("introductionTitle"), explanation(server), [actions(done)]);
  shown.classList.add("introduction");
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
 * How long ago something was, in words.
 *
 * @param {string} moment RFC 3339
 */
export function ago(moment) {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(moment)) / 60_000));
  const words = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  return minutes < 60 ? words.format(-minutes, "minute") : words.format(-Math.round(minutes / 60), "hour");
}

/**
 * @param {string} title
 * @param {string[]} sentences
 * @param {Element[]} rest
 */
const section = (title, sentences, rest = []) =>
  element("section", { class: "state" }, element("h1", {}, title), ...sentences.map((text) => element("p", {}, text)), ...rest);

/** @param {...Element} buttons */
const actions = (...buttons) => element("p", { class: "actions" }, ...buttons);
