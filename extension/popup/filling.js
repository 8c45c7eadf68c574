// @ts-check
/** Pages that show their posting a while after they were opened. */

import { LITTLE } from "../common/verdict.js";

/** Milliseconds between two looks, and how many of them there are. */
const [PAUSE, LOOKS] = [1000, 10];

/**
 * Whether a page without text comes to hold some, and stops growing, within a few seconds.
 *
 * @param {(func: () => number) => Promise<number | null>} inPage null where the tab has moved on
 */
export async function filled(inPage) {
  let last = 0;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    await new Promise((done) => setTimeout(done, PAUSE));
    const length = await inPage(lengthInPage);
    if (length === null) return false;
    if (length >= LITTLE && length === last) return true;
    last = length;
  }
  return last >= LITTLE;
}

/** Runs in the page: UTF-16 units of its text. */
const lengthInPage = () => grainOfSalt.canonical().text.length;
