// @ts-check
/** The page that opens once after installation. It sends nothing until a button is pressed. */

import { probe } from "../options/ask.js";
import { explanation } from "../popup/states.js";
import { element } from "../common/elements.js";
import { counted, message, translatePage } from "../common/messages.js";
import { isLocal, load, serverName, update } from "../common/settings.js";

const [privacy, server, start, answer, key, done] = ["privacy", "server", "start", "answer", "key", "done"].map(
  (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
);

async function show() {
  const settings = await load();
  const [name, local] = [serverName(settings.server), isLocal(settings.server)];
  privacy.replaceChildren(...explanation(settings.server).map((sentence) => element("li", {}, sentence)));
  server.textContent = message(local ? "welcomeLocal" : "welcomeRemote", name);
  start.hidden = !local;
  const commands = await chrome.commands.getAll();
  const shortcut = commands.find((command) => command.name === "_execute_action")?.shortcut;
  key.textContent = shortcut ? message("welcomeKey", shortcut) : message("welcomeNoKey");
}

/** Who answers at the server that is set, in a sentence. */
async function test() {
  const settings = await load();
  const name = serverName(settings.server);
  answer.textContent = message("testing", name);
  const outcome = await probe(settings);
  answer.textContent = said(outcome, name);
}

/**
 * @param {import("../options/ask.js").Answer} outcome
 * @param {string} name
 */
function said(outcome, name) {
  switch (outcome.state) {
    case "answered": {
      const known = counted("rules", outcome.rules.length);
      return message("welcomeAnswered", name, known);
    }
    case "token":
      return message("tokenTitle", name);
    case "problem":
      return message("problemText", name, outcome.detail);
    case "not-ours":
      return message("notOursText", name);
    default:
      return message("unreachableTitle", name);
  }
}

translatePage();
await show();
document.getElementById("test")?.addEventListener("click", test);
document.getElementById("options")?.addEventListener("click", () => chrome.runtime.openOptionsPage());
document.getElementById("understood")?.addEventListener("click", async () => {
  await update(() => ({ introduced: true }));
  done.textContent = message("welcomeDone");
});
chrome.storage.onChanged.addListener(show);
