// @ts-check
"use strict";
/** On sites whose postings are to be checked as they are opened: says that one was. What is none is not told. */
{
  const { isPosting, tell, visit, whenAtRest } = grainOfSalt;
  let told = "";

  const look = async () => {
    const here = visit();
    if (here === told || !isPosting()) return;
    told = here;
    /** @type {import("../background/reports.js").OpenedAnswer | null} */
    const answer = await tell({ type: "opened" });
    if (answer?.state === "off") stop();
    if (answer?.state === "later") setTimeout(again, answer.milliseconds);
  };

  const again = () => {
    told = "";
    look();
  };

  const { stop } = whenAtRest(look);
  chrome.runtime.onMessage.addListener((message) => {
    if (message.type === "off" && message.feature === "opened" && message.host === location.host) stop();
  });
}
