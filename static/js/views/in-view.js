/** Whether somebody looks at a page of this browser: it is visible and has the focus. Pages tell each other by a lock. */

const LOCK = "videocall.in-view";

/**
 * @param {(here: boolean) => void} changed this page came into view, or left it
 * @returns {() => Promise<boolean>} whether any page is in view
 */
export function watchView(changed) {
  let here = isHere();
  let leave = here ? hold() : nothing;

  async function look() {
    const now = isHere();
    if (now === here) return;
    here = now;
    const left = leave;
    leave = here ? hold() : nothing;
    await left(); // else this page would find its own lock
    changed(now);
  }

  for (const event of ["focus", "blur", "pageshow"]) addEventListener(event, look);
  addEventListener("pagehide", () => {
    void leave(); // a page with a lock would not be kept for *back*
    leave = nothing;
    here = false;
  });
  document.addEventListener("visibilitychange", look);
  return async () => isHere() || (await somebody());
}

const isHere = () => document.visibilityState === "visible" && document.hasFocus();
const nothing = async () => {};

/** Held until it is left, or the page is gone. @returns {() => Promise<void>} leaves it: done when it is free */
function hold() {
  /** @type {(value?: unknown) => void} */
  let release = () => {};
  const left = new Promise((resolve) => {
    release = resolve;
  });
  const freed = navigator.locks?.request(LOCK, { mode: "shared" }, () => left).catch(() => undefined);
  return async () => {
    release();
    await freed;
  };
}

async function somebody() {
  const held = (await navigator.locks?.query())?.held ?? [];
  return held.some(({ name }) => name === LOCK);
}
