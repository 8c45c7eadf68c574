// @ts-check
"use strict";
/** Of a page that was checked: when a script takes it to another address, what was found does not go with it. */
{
  const { onMove, tell, visit } = grainOfSalt;
  const checked = visit();

  const look = () => {
    if (visit() === checked) return;
    grainOfSalt.clear();
    tell({ type: "moved" });
  };

  Object.assign(grainOfSalt, { stopWatching: onMove(look) });
}
// What the last of the scripts comes to is handed to the background, which no function can be.
undefined;
