/**
 * What to do when a headset, a microphone or a camera comes or goes: which one is wanted now, and what is new and
 * might be wanted. Pure.
 */

import { defaultIn, devicesIn, find } from "./device-choice.js";

/**
 * @typedef {import("./device-choice.js").Info} Info
 * @typedef {import("./device-choice.js").Choice} Choice
 * @typedef {import("./device-choice.js").Device} Device
 * @typedef {{audio: string | null, video: string | null}} Using ids of the devices whose tracks are sent
 */

/**
 * @param {{before: readonly Info[], after: readonly Info[], choice: Choice, using: Using}} change
 * @returns {{swap: ("audio" | "video")[], offer: Device | null}} `swap`: to be opened anew, as chosen; `offer`: a
 *   device for sound that has just come and is not the one in use, to ask for
 */
export function plugged({ before, after, choice, using }) {
  /** @type {("audio" | "video")[]} */
  const swap = [];
  if (using.audio !== null && soundMoved(before, after, choice, using.audio)) swap.push("audio");
  if (using.video !== null && pictureMoved(after, choice, using.video)) swap.push("video");
  return { swap, offer: arrived(before, after, choice) };
}

/** The microphone that is wanted: the chosen one while it is there, else the system's. @param {readonly Info[]} infos @param {Choice} choice */
function wanted(infos, choice) {
  return find(devicesIn(infos), "microphone", choice.microphone) ?? defaultIn(infos, "microphone");
}

/** @param {readonly Info[]} before @param {readonly Info[]} after @param {Choice} choice @param {string} using */
function soundMoved(before, after, choice, using) {
  const now = wanted(after, choice);
  if (!now) return false; // nothing to go to: the track says by itself when its device is gone
  if (using !== "default" && !devicesIn(after).some(({ id }) => id === using)) return true;
  return wanted(before, choice)?.id !== now.id && using !== now.id;
}

/** A camera stays, unless it is gone or the chosen one came back: nobody likes to be filmed from another side. @param {readonly Info[]} after @param {Choice} choice @param {string} using */
function pictureMoved(after, choice, using) {
  const cameras = devicesIn(after).filter(({ kind }) => kind === "camera");
  if (cameras.length === 0) return false;
  const chosen = find(cameras, "camera", choice.camera);
  return chosen ? chosen.id !== using : !cameras.some(({ id }) => id === using);
}

/** A microphone or speaker that was not there and that nobody has followed. @param {readonly Info[]} before @param {readonly Info[]} after @param {Choice} choice @returns {Device | null} */
function arrived(before, after, choice) {
  const known = new Set(devicesIn(before).map(({ kind, id }) => `${kind} ${id}`));
  if (known.size === 0) return null; // the browser names its devices only now: none of them is new
  const used = [wanted(after, choice)?.id, speakerIn(after, choice)?.id];
  const fresh = devicesIn(after).filter(({ kind, id }) => kind !== "camera" && !known.has(`${kind} ${id}`));
  const unused = fresh.filter(({ id, label }) => label !== "" && !used.includes(id));
  return unused.find(({ kind }) => kind === "microphone") ?? unused[0] ?? null;
}

/** @param {readonly Info[]} infos @param {Choice} choice */
function speakerIn(infos, choice) {
  return find(devicesIn(infos), "speaker", choice.speaker) ?? defaultIn(infos, "speaker");
}

/** All that a headset is: its microphone and its speaker. @param {readonly Device[]} devices @param {Device} device @returns {Device[]} */
export function together(devices, device) {
  const twin = devices.find(
    ({ kind, group, label }) =>
      kind !== "camera" &&
      kind !== device.kind &&
      ((group !== "" && group === device.group) || label === device.label),
  );
  return twin ? [device, twin] : [device];
}
