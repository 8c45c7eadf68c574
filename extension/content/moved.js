// @ts-check
"use strict";
/** Of a page that was checked: when a script takes it to another address, what was found does not go with it. */
{
  const { onMove, tell, visit, whenAtRest } = grainOfSalt;
  const checked = visit();
  grainOfSalt.stopWatching?.();

  const look = () => {
    if (visit() === checked) return;
    stop();
    grainOfSalt.clear?.();
    tell({ type: "moved" });
  };
  // Not every browser tells of moves; then the page's changes do.
  const ends = [onMove(look), whenAtRest(look).stop];
  const stop = () => ends.forEach((end) => end());

  Object.assign(grainOfSalt, { stopWatching: stop });
}
// What the last of the scripts comes to is handed to the background, which no function can be.
undefined;
