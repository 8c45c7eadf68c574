// @ts-check
/** The settings page: where pages are checked, and what that means. */

import { explanation } from "../popup/states.js";
import { element } from "../shared/elements.js";
import { message, translatePage } from "../shared/messages.js";
import { load, save, serverAddress, serverName } from "../shared/settings.js";

/** @typedef {import("../background/background.js").Order} Order */
/** @typedef {import("../background/background.js").Outcome} Outcome */

const [form, answer, privacy] = ["form", "answer", "privacy"].map(
  (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
);
const [server, token] = ["server", "token"].map((id) => /** @type {HTMLInputElement} */ (document.getElementById(id)));

/** Fill the form and the explanation from what is stored. */
async function fill() {
  const settings = await load();
  server.value = settings.server;
  token.value = settings.token;
  privacy.replaceChildren(...explanation(settings.server).map((sentence) => element("li", {}, sentence)));
}

/** Keep what was typed and say who answers there. */
async function keep() {
  const address = readAddress();
  if (!address) {
    answer.textContent = message("badAddress");
    return;
  }
  await save({ server: address, token: token.value.trim() });
  await fill();
  answer.textContent = message("testing", serverName(address));
  /** @type {Order} */
  const order = { type: "probe", server: address, token: token.value.trim() };
  answer.textContent = said(await chrome.runtime.sendMessage(order), serverName(address));
}

function readAddress() {
  try {
    return serverAddress(server.value);
  } catch {
    return null;
  }
}

/**
 * @param {Outcome} outcome
 * @param {string} name
 */
function said(outcome, name) {
  switch (outcome.state) {
    case "answered":
      return message("saved", name, outcome.rules.length);
    case "unreachable":
      return message("savedUnreachable", name);
    case "token":
      return message("savedToken", name);
    case "problem":
      return message("savedProblem", name, outcome.detail);
    default:
      return message("savedNotOurs", name);
  }
}

translatePage();
await fill();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  keep();
});
