// @ts-check
"use strict";
/** Words to the background, which an update of the extension takes away from the scripts that it left in pages. */
globalThis.grainOfSalt ??= /** @type {any} */ ({});
{
  /** Milliseconds after which the browser has started the background again. */
  const SOON = 2000;
  const isConnected = () => Boolean(globalThis.chrome?.runtime?.id);
  const had = isConnected();
  /** Whether this script is one that was left behind. */
  const isOrphan = () => had && !isConnected();

  /**
   * What the background answers; `later` where it was ended before it did, `off` where there is none any more. Never
   * throws: a browser may do so at once.
   *
   * @param {{type: string, urls?: string[], place?: string}} message
   * @returns {Promise<any>}
   */
  const tell = async (message) => {
    try {
      return await chrome.runtime.sendMessage(message);
    } catch {
      return isConnected() ? { state: "later", milliseconds: SOON } : { state: "off" };
    }
  };

  Object.assign(grainOfSalt, { isOrphan, tell });
}
