// @ts-check
/** Settings to take along: written to a file, and read from one after its changes were shown. */

import { button, element } from "../common/elements.js";
import { message } from "../common/messages.js";
import { stored, update } from "../common/settings.js";
import { byId, inputById } from "./controls.js";
import { changesBy, differences, readFile, writeFile } from "./file.js";

/** Bytes; the longest lists that are read take less. */
const LARGEST = 1_048_576;

const [file, shown, said] = [inputById("import"), byId("import-changes"), byId("transfer-said")];

/** @param {() => unknown} refresh */
export function startTransfer(refresh) {
  byId("export").addEventListener("click", hand);
  file.addEventListener("change", () => read(refresh));
}

/** Hand the file over as a download. */
async function hand() {
  const text = writeFile(await stored(), inputById("export-token").checked);
  const href = `data:application/json;charset=utf-8,${encodeURIComponent(text)}`;
  element("a", { href, download: "grain-of-salt-settings.json" }).click();
  said.textContent = message("exported");
}

/** @param {() => unknown} refresh */
async function read(refresh) {
  const [chosen] = file.files ?? [];
  if (!chosen) return;
  said.textContent = "";
  shown.replaceChildren();
  const [own, found] = await Promise.all([stored(), settingsIn(chosen)]);
  file.value = "";
  if (typeof found === "string") {
    said.textContent = found;
    return;
  }
  const changes = changesBy(own, found);
  const listed = differences(own, changes);
  if (!listed.length) {
    said.textContent = message("importNothing", chosen.name);
    return;
  }
  const take = button(message("importTake"), async () => {
    await update(() => changes);
    shown.replaceChildren();
    said.textContent = message("imported", chosen.name);
    await refresh();
    file.focus();
  }, { class: "main" });
  const leave = button(message("keep"), () => {
    shown.replaceChildren();
    said.textContent = message("importLeft");
    file.focus();
  });
  shown.replaceChildren(
    element("div", { role: "group", "aria-labelledby": "import-question" },
      element("p", { id: "import-question" }, message("importQuestion", chosen.name)),
      element("ul", {}, ...listed.map((change) => element("li", {}, change))),
      element("p", { class: "actions" }, leave, take),
    ),
  );
  leave.focus();
}

/**
 * The settings in a file, or what is wrong with it.
 *
 * @param {File} chosen
 */
async function settingsIn(chosen) {
  if (chosen.size > LARGEST) return message("importTooLarge", chosen.name);
  try {
    return readFile(await chosen.text());
  } catch (error) {
    return error instanceof TypeError
      ? message("importField", chosen.name, error.message)
      : message("importNoFile", chosen.name);
  }
}
