// @ts-check
/** The first question to the background: it is on its way while the rest of the popup is still being loaded. */

/** @typedef {import("../background/orders.js").Order} Order */
/** @typedef {import("../background/orders.js").Outcome} Outcome */

/** @param {Order} order @returns {Promise<Outcome | null>} null where the background was ended meanwhile */
export const ask = (order) => chrome.runtime.sendMessage(order).catch(() => null);

const front = chrome.tabs.query({ active: true, currentWindow: true }).then(([active]) => active);

/** The tab that the popup was opened on. */
export const tab = front.then((active) => active?.id ?? chrome.tabs.TAB_ID_NONE);

/** Whether it is one of a private window. */
export const inPrivate = front.then((active) => active?.incognito ?? false);

/** What is known of its page. */
export const opened = tab.then((id) => ask({ type: "open", tab: id }));
