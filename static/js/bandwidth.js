/**
 * Sound before picture: how much picture the connection has room for. The browser adapts the picture by itself down to
 * a point; below that, sound would begin to suffer, so the picture goes down in steps, and off. It comes back step by
 * step, when the measured room has been enough for a while, or to try, with pauses that grow when that fails. Pure.
 */

/**
 * What one look at the connection's statistics says; null what the browser does not tell.
 * @typedef {{
 *   available: number | null, loss: number | null, roundTrip: number | null, limited: boolean,
 * }} Sample `available`: bits a second for all we send; `loss`: of our sound, 0 to 1; `roundTrip`: seconds;
 *   `limited`: the encoder gives less picture than it could for want of bandwidth
 *
 * What may be sent of the picture; null is whatever the browser finds right.
 * @typedef {{active: boolean, bitrate: number | null, lines: number | null, rate: number | null, needs: number}} Step
 *   `needs`: with less room than so many bits a second it is too much
 *
 * @typedef {{step: number, low: number, enough: number, rested: number, pause: number, tried: number}} Room
 *   `step`: the present one's number; the rest are seconds: of too little room, of enough for the next better step, of
 *   quiet, until the next try, and since the last one
 */

/** @type {readonly Step[]} */
export const STEPS = [
  { active: true, bitrate: null, lines: null, rate: null, needs: 350_000 },
  { active: true, bitrate: 500_000, lines: 360, rate: 24, needs: 180_000 },
  { active: true, bitrate: 150_000, lines: 180, rate: 12, needs: 90_000 },
  { active: false, bitrate: null, lines: null, rate: null, needs: 0 },
];

/** So many seconds of too little room, one sample each, and the picture goes down. */
const FALL_AFTER = 3;
/** So many seconds of so much more than is needed, and it comes back a step. */
const RISE_AFTER = 5;
const MARGIN = 1.3;
/** Without a measured reason it is tried again after this pause; doubled each time that it fails. */
const PAUSE = 10;
const LONGEST_PAUSE = 120;
/** A step that held so long was no mistake. */
const HELD = 15;
/** Loss at which sound suffers, and the one that even error correction does not mend. */
const SUFFERS = 0.12;
const HOPELESS = 0.35;
const LATE = 1.5;

/** @type {Room} */
export const wholePicture = Object.freeze({
  step: 0,
  low: 0,
  enough: 0,
  rested: 0,
  pause: PAUSE,
  tried: HELD,
});

/** One second later. @param {Room} room @param {Sample} sample @returns {Room} */
export function after(room, sample) {
  const tooMuch = STEPS[room.step].active && isTooMuch(sample, STEPS[room.step]);
  const better = STEPS[room.step - 1];
  const enough = better !== undefined && (sample.available ?? 0) >= better.needs * MARGIN;
  const tried = room.tried + 1;
  const next = {
    ...room,
    low: tooMuch ? room.low + 1 : 0,
    enough: enough ? room.enough + 1 : 0,
    rested: tooMuch || suffers(sample) ? 0 : room.rested + 1,
    pause: tried === HELD ? PAUSE : room.pause,
    tried,
  };
  if (next.low >= FALL_AFTER) return fallen(next, sample);
  if (better && (next.enough >= RISE_AFTER || next.rested >= next.pause)) return risen(next);
  return next;
}

/** @param {Sample} sample @param {Step} step */
function isTooMuch({ available, loss, roundTrip, limited }, { needs }) {
  if (available !== null && limited && available < needs) return true;
  return (loss ?? 0) >= (available === null ? SUFFERS : HOPELESS) || (limited && (roundTrip ?? 0) >= LATE);
}

/** @param {Sample} sample */
const suffers = ({ loss, roundTrip }) => (loss ?? 0) >= SUFFERS || (roundTrip ?? 0) >= LATE;

/** Down to what fits, by one step at least. @param {Room} room @param {Sample} sample @returns {Room} */
function fallen(room, { available }) {
  const fits = STEPS.findIndex(({ needs }) => (available ?? Infinity) >= needs);
  const pause = room.tried < HELD ? Math.min(LONGEST_PAUSE, room.pause * 2) : room.pause;
  return { ...room, step: Math.max(room.step + 1, fits), low: 0, enough: 0, rested: 0, pause, tried: HELD };
}

/** @param {Room} room @returns {Room} */
function risen(room) {
  return { ...room, step: room.step - 1, low: 0, enough: 0, rested: 0, tried: 0 };
}
