/** Whether the page's socket is open, once that is known: a page that was just loaded is still opening it. */

const PATIENCE_MS = 5_000;

/**
 * @param {Pick<import("../ringing.js").Ringing, "state" | "subscribe">} ringing
 * @param {import("../clock.js").Clock} clock
 * @returns {Promise<import("../call-state.js").LinkStatus>} never fails
 */
export function settledLink(ringing, clock) {
  return new Promise((resolve) => {
    let stop = () => {};
    const answer = () => {
      clock.clearTimeout(timer);
      stop();
      resolve(ringing.state.link.status);
    };
    const timer = clock.setTimeout(answer, PATIENCE_MS);
    // Told at once of the present state, before there is anything to stop.
    const unsubscribe = ringing.subscribe(({ link }) => settled(link.status) && answer());
    if (settled(ringing.state.link.status)) unsubscribe();
    else stop = unsubscribe;
  });
}

/** @param {import("../call-state.js").LinkStatus} status */
function settled(status) {
  return status !== "connecting" && status !== "waiting";
}
