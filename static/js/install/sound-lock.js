/** Browsers keep a page silent until it is touched, unless they know it well: is this one silent? */

/** A context that may sound begins to run by itself, within moments. */
const STARTS_MS = 500;

/** @returns {Promise<boolean>} */
export async function isSilent() {
  if (navigator.userActivation?.hasBeenActive || typeof AudioContext === "undefined") return false;
  const context = new AudioContext();
  const runs = context.state === "running" || (await runsSoon(context));
  await context.close();
  return !runs && !navigator.userActivation?.hasBeenActive;
}

/** @param {AudioContext} context @returns {Promise<boolean>} */
function runsSoon(context) {
  return new Promise((resolve) => {
    context.onstatechange = () => resolve(context.state === "running");
    setTimeout(() => resolve(false), STARTS_MS);
  });
}

/** Once, when the person first touches the page. @param {() => void} listener */
export function ontouch(listener) {
  const done = new AbortController();
  const touched = () => {
    done.abort();
    listener();
  };
  // After what was touched has done its own: a button that goes away before its click would not be pressed.
  for (const event of ["click", "keyup"]) addEventListener(event, touched, { signal: done.signal });
}
