/** The tab's title: what the page is, and blinking in turn with who calls, so that a hidden tab is found. */

let resting = document.title;
let calling = "";
/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;
let lit = false;

/** @param {string} text the title when nobody rings */
export function rest(text) {
  resting = text;
  if (!calling) set(resting);
}

/** @param {string} text who rings, or empty to stop */
export function blink(text) {
  if (text === calling) return;
  calling = text;
  clearInterval(timer);
  lit = Boolean(text);
  set(text || resting);
  if (text && !matchMedia("(prefers-reduced-motion: reduce)").matches) timer = setInterval(swap, 1000);
}

function swap() {
  lit = !lit;
  set(lit ? calling : resting);
}

/** @param {string} text */
function set(text) {
  if (document.title !== text) document.title = text;
}
