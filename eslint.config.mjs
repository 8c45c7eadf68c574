import js from "@eslint/js";
import globals from "globals";

/** Ways to turn text into markup or code: what the extension shows comes from servers and pages. */
const MARKUP = ["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "createContextualFragment", "srcdoc"];

export default [
  js.configs.recommended,
  {
    files: ["extension/**/*.js", "server/web/static/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: { ...globals.browser, chrome: "readonly" } },
    linterOptions: { reportUnusedDisableDirectives: true },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        ...MARKUP.map((property) => ({ property, message: "Use textContent." })),
        { object: "document", property: "write", message: "Use textContent." },
      ],
    },
  },
  {
    files: ["extension/content/*.js", "extension/background/*.js", "extension/popup/*.js"],
    languageOptions: { globals: { grainOfSalt: "readonly" } },
  },
  { files: ["extension/content/*.js"], languageOptions: { sourceType: "script" } },
];
