// @ts-check
/** Questions of the settings page to the background, which alone speaks to servers. */

/** @typedef {import("../common/about.js").About} About */
/** @typedef {Pick<import("../common/settings.js").Settings, "server" | "token">} Server */

/**
 * `interrupted`: the browser ended the background before it could answer.
 *
 * @typedef {({state: "answered"} & About)
 *   | {state: "forgotten" | "interrupted"}
 *   | {state: import("../background/service.js").Reason, detail: string}} Answer
 */

/** The last answer of a server, for the parts of the page that want it. @type {{of: string, answer: Promise<Answer>} | null} */
let last = null;

/**
 * Ask who answers at a server.
 *
 * @param {Server} server
 */
export function probe({ server, token }) {
  const answer = ask({ type: "probe", server, token });
  last = { of: named({ server, token }), answer };
  return answer;
}

/**
 * What a server answered when it was last asked, if it was.
 *
 * @param {Server} server
 */
export const lastAnswer = (server) => (last?.of === named(server) ? last.answer : null);

/**
 * Have the server forget every report that it keeps for this client.
 *
 * @param {Server} server
 */
export const forgetAll = ({ server, token }) => ask({ type: "forget-all", server, token });

/** @param {Server} server */
const named = ({ server, token }) => `${server} ${token}`;

/**
 * The browser may end the background at any time; then it is asked once more.
 *
 * @param {{type: "probe" | "forget-all", server: string, token: string}} order
 * @returns {Promise<Answer>}
 */
async function ask(order) {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const answer = await chrome.runtime.sendMessage(order).catch(() => null);
    if (answer) return answer;
  }
  return { state: "interrupted" };
}
