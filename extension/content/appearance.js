// @ts-check
"use strict";
/**
 * How the explanation beside a highlight looks. A script, because a page's policy may forbid style elements and
 * only what is built from text passes; the first rule is the one that places it.
 *
 * The page's own styles reach the host, but lose against what a shadow tree calls important.
 */
grainOfSalt.BUBBLE_STYLE = `
:host {
  all: initial !important;
  position: fixed !important;
  display: flex !important;
  box-sizing: border-box !important;
  inline-size: 368px !important;
  overflow: hidden !important;
  direction: ltr !important;
  unicode-bidi: isolate !important;
  pointer-events: auto !important;
  color-scheme: light dark !important;
  color: light-dark(#1f2023, #ecebe8) !important;
  background: light-dark(#fdfcfa, #222427) !important;
  border: 1px solid light-dark(#8a867d, #7d8288) !important;
  border-radius: 8px !important;
  box-shadow: 0 6px 24px rgb(0 0 0 / 25%) !important;
  font: 14px/1.45 system-ui, sans-serif !important;
}
/* It scrolls, and not the host, which keeps its corners and the buttons in sight. The border is the room of its outline. */
section {
  flex: 1;
  min-inline-size: 0;
  overflow: auto;
  padding: 10px 12px 0;
  border: 2px solid transparent;
  border-radius: 8px;
  outline: none;
}
:focus-visible {
  outline: 2px solid light-dark(#2456a6, #93b8f5);
  outline-offset: 2px;
}
section:focus-visible {
  outline-offset: -2px;
}
article + article {
  margin-block-start: 12px;
  padding-block-start: 12px;
  border-block-start: 1px solid light-dark(#e2dfd8, #34373b);
}
h2,
p,
dl,
dd {
  margin: 0;
}
h2 {
  font: inherit;
  font-weight: 600;
}
.severity {
  font-size: 12px;
  font-weight: 600;
}
.serious > .severity {
  color: light-dark(#b3261e, #f2938c);
}
.warning > .severity {
  color: light-dark(#865300, #e5b161);
}
.info > .severity {
  color: light-dark(#3d5a80, #9db4d3);
}
p,
dd {
  overflow-wrap: anywhere;
}
dl {
  display: grid;
  grid-template-columns: max-content 1fr;
  gap: 2px 10px;
  margin-block: 6px;
}
dl:empty {
  display: none;
}
dt,
footer span {
  color: light-dark(#5f6065, #a9abb0);
}
a {
  color: light-dark(#2456a6, #93b8f5);
}
footer {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 6px;
  position: sticky;
  inset-block-end: 0;
  padding-block: 10px;
  background: light-dark(#fdfcfa, #222427);
}
button {
  font: inherit;
  font-size: 13px;
  padding: 3px 9px;
  color: inherit;
  background: light-dark(#f4f2ee, #2b2e32);
  border: 1px solid light-dark(#8a867d, #7d8288);
  border-radius: 6px;
  cursor: pointer;
}
@media (forced-colors: active) {
  footer {
    background: Canvas;
  }
  button {
    color: ButtonText;
    background: ButtonFace;
    border-color: ButtonText;
  }
}
`;
