// @ts-check
/** The page at `/`: takes a posting by paste, choice or drop, has it checked, and shows the report. */

import { show } from "./report.js";
import { fileType, isBinary, looksLike } from "./text.js";

/** After so long somebody who waits is told that it goes on. In milliseconds. */
const LONG = 2_000;

/** The server gives up on a check long before; past this it is not answering. In milliseconds. */
const PATIENCE = 30_000;

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`#${id} is not on the page`);
  return found;
}

const form = byId("form", HTMLFormElement);
const posting = byId("posting", HTMLTextAreaElement);
const pastedHint = byId("pasted", HTMLElement);
const file = byId("file", HTMLInputElement);
const url = byId("url", HTMLInputElement);
const type = byId("type", HTMLSelectElement);
const tokenField = byId("token-field", HTMLElement);
const token = byId("token", HTMLInputElement);
const example = byId("example", HTMLButtonElement);
const status = byId("status", HTMLElement);
const problem = byId("problem", HTMLElement);
const result = byId("result", HTMLElement);
const drop = byId("drop", HTMLElement);

/** What the clipboard held when the text area was filled by one paste: its text and the markup behind it. */
let pasted = { text: "", html: "" };

/** Something that kept a posting from being checked, in words for people. */
class NotChecked extends Error {}

/**
 * @param {string | Uint8Array<ArrayBuffer>} body
 * @param {string} contentType
 * @returns {Promise<import("./model.js").Report>}
 */
async function check(body, contentType) {
  const query = new URLSearchParams({ include: "text" });
  if (url.value.trim()) query.set("url", url.value.trim());
  const headers = new Headers({ "Content-Type": contentType });
  if (token.value.trim()) headers.set("Authorization", `Bearer ${token.value.trim()}`);
  let response;
  try {
    response = await fetch(`/v1/checks?${query}`, {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw new NotChecked(
      late
        ? `The server at ${location.host} did not answer within ${PATIENCE / 1000} seconds.`
        : `The server at ${location.host} cannot be reached. Is it still running?`,
    );
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  if (response.status === 401) tokenField.hidden = false;
  const said = [answer?.title, answer?.detail].filter(Boolean).map((part) => String(part).replace(/\.?$/, "."));
  throw new NotChecked(said.join(" ") || `The server answered with status ${response.status} and no reason.`);
}

/**
 * Check what `read` gives, showing how it goes.
 *
 * @param {() => Promise<{body: string | Uint8Array<ArrayBuffer>, contentType: string}>} read
 */
async function run(read) {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  status.textContent = "Checking…";
  const later = setTimeout(() => {
    status.textContent = "Still checking: a long page takes some seconds.";
  }, LONG);
  problem.hidden = true;
  result.hidden = true;
  try {
    const { body, contentType } = await read();
    const report = await check(body, contentType);
    const verdict = show(result, report);
    result.hidden = false;
    verdict.focus({ preventScroll: true });
    result.scrollIntoView({ block: "start" });
  } catch (error) {
    if (!(error instanceof NotChecked)) throw error;
    problem.replaceChildren(paragraph(error.message), paragraph("Nothing was checked."));
    problem.hidden = false;
    problem.scrollIntoView({ block: "nearest" });
  } finally {
    clearTimeout(later);
    status.textContent = "";
    form.removeAttribute("aria-busy");
  }
}

/** @param {string} text */
function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

/** What stands in the text area; the markup it was copied with where that is still what it shows. */
async function fromTextArea() {
  const text = posting.value;
  if (!text.trim()) {
    posting.focus();
    throw new NotChecked("There is no posting yet: paste one, choose a file, or try the example.");
  }
  const kept = pasted.html && pasted.text === text && !type.value;
  const mediaType = kept ? "text/html" : type.value || looksLike(text);
  return { body: kept ? pasted.html : text, contentType: `${mediaType}; charset=utf-8` };
}

/**
 * A file as its bytes stand: their encoding is for the server to tell.
 *
 * @param {File} chosen
 */
async function fromFile(chosen) {
  const bytes = new Uint8Array(await chosen.arrayBuffer());
  if (bytes.length === 0) throw new NotChecked(`${chosen.name} is empty.`);
  if (isBinary(bytes)) {
    throw new NotChecked(`${chosen.name} is no text. Save the posting as a web page (HTML), or copy its text and paste it here.`);
  }
  return { body: bytes, contentType: type.value || fileType(chosen.name, bytes) };
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [chosen] = file.files ?? [];
  run(chosen && !posting.value.trim() ? () => fromFile(chosen) : fromTextArea);
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit();
});

file.addEventListener("change", () => {
  const [chosen] = file.files ?? [];
  if (!chosen) return;
  posting.value = "";
  notePaste({ text: "", html: "" });
  run(() => fromFile(chosen));
});

/** @param {typeof pasted} clipboard */
function notePaste(clipboard) {
  pasted = clipboard;
  pastedHint.hidden = !pasted.html;
}

posting.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const html = event.clipboardData?.getData("text/html") ?? "";
  // Source copied from an editor comes with markup that only colours it; the source is what is meant.
  const replacesAll = posting.selectionStart === 0 && posting.selectionEnd === posting.value.length;
  if (!html || !replacesAll || looksLike(text) !== "text/plain") return;
  setTimeout(() => notePaste({ text: posting.value, html }));
});
posting.addEventListener("input", () => notePaste({ text: "", html: "" }));

/** What is folded away on the screen stands on paper. @type {Element[]} */
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...result.querySelectorAll(".findings details:not([open]), .facts details:not([open])")];
  for (const details of folded) details.setAttribute("open", "");
});
addEventListener("afterprint", () => {
  for (const details of folded) details.removeAttribute("open");
});

example.addEventListener("click", () =>
  run(async () => {
    const response = await fetch(example.dataset.href ?? "").catch(() => null);
    if (!response?.ok) throw new NotChecked(`The server at ${location.host} cannot be reached. Is it still running?`);
    posting.value = await response.text();
    file.value = "";
    notePaste({ text: "", html: "" });
    return { body: posting.value, contentType: "text/markdown; charset=utf-8" };
  }),
);

/** @param {DragEvent} event */
const carriesFile = (event) => event.dataTransfer?.types.includes("Files") ?? false;

document.addEventListener("dragover", (event) => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  drop.hidden = false;
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) drop.hidden = true; // left the window
});
document.addEventListener("drop", (event) => {
  drop.hidden = true;
  if (!carriesFile(event)) return;
  event.preventDefault();
  const [dropped] = event.dataTransfer?.files ?? [];
  if (dropped) run(() => fromFile(dropped));
});
