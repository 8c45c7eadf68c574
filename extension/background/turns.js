// @ts-check
/** How often something is sent that nobody asked for just then: bounded, and rarely while the server is away. */

/** @typedef {"opened" | "links"} Kind */
/** @typedef {{opened: number[], links: number[], until: number, pause: number}} Turns times in milliseconds */

const MINUTE = 60_000;
/** Of each kind, in a minute, from all tabs: more than people open. */
const MOST = 30;
/** Milliseconds of silence after a failure; twice as many after each further one. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [15_000, 15 * MINUTE];

/** @type {Turns} */
const NONE = { opened: [], links: [], until: 0, pause: 0 };

/**
 * Take a turn.
 *
 * @param {Kind} kind
 * @returns {Promise<number>} milliseconds until there may be one; zero where it was given
 */
export const turn = (kind) =>
  changed((turns) => {
    const now = Date.now();
    const recent = turns[kind].filter((time) => time > now - MINUTE && time <= now);
    const full = recent.length >= MOST ? recent[0] + MINUTE - now : 0;
    const wait = Math.max(0, Math.min(turns.until - now, LONGEST_PAUSE), full);
    return [{ ...turns, [kind]: wait ? recent : [...recent, now] }, wait];
  });

/** The server answered: no reason to hold back. */
export const worked = () => changed((turns) => [{ ...turns, until: 0, pause: 0 }, 0]);

/** It did not. @returns {Promise<number>} milliseconds until it is asked again */
export const failed = () =>
  changed((turns) => {
    const pause = Math.min(turns.pause * 2 || FIRST_PAUSE, LONGEST_PAUSE);
    return [{ ...turns, until: Date.now() + pause, pause }, pause];
  });

/**
 * @param {(turns: Turns) => [Turns, number]} change
 * @returns {Promise<number>}
 */
const changed = (change) =>
  navigator.locks.request("turns", async () => {
    const { turns } = /** @type {{turns: Turns}} */ (await chrome.storage.session.get({ turns: NONE }));
    const [after, result] = change(turns);
    await chrome.storage.session.set({ turns: after });
    return result;
  });
