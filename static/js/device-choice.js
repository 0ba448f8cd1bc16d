/**
 * Which camera, microphone and speaker a person chose, found again among those there are now: ids change when site
 * data is cleared, labels stay; and what was chosen may be in a drawer. Pure.
 *
 * @typedef {"camera" | "microphone" | "speaker"} DeviceKind
 * @typedef {{kind: DeviceKind, id: string, label: string, group: string}} Device one that really is there
 * @typedef {{id: string, label: string}} Chosen
 * @typedef {"auto" | "hd" | "fullhd" | "uhd"} Quality of the picture (picture-size.js)
 *
 * How one wants to be seen and heard, on this browser, from call to call. A device that is null is the system's own
 * choice, also when that changes. `facing`: which side of a phone looks, where no camera is chosen.
 * @typedef {{
 *   camera: Chosen | null, microphone: Chosen | null, speaker: Chosen | null,
 *   facing: "user" | "environment", mirror: boolean, keys: boolean, noise: boolean, gain: boolean, music: boolean, saver: boolean,
 *   blur: boolean, quality: Quality,
 * }} Choice
 *
 * @typedef {Pick<MediaDeviceInfo, "kind" | "deviceId" | "label" | "groupId">} Info
 */

import { isQuality } from "./picture-size.js";

/** @type {Choice} */
export const FIRST_CHOICE = Object.freeze({
  ...{ camera: null, microphone: null, speaker: null },
  ...{ facing: "user", mirror: true, keys: true, noise: true, gain: true, music: false, saver: false },
  ...{ blur: false, quality: "auto" },
});

/** @type {Record<string, DeviceKind>} */
const KINDS = { videoinput: "camera", audioinput: "microphone", audiooutput: "speaker" };
/** Chromium lists the system's choice once more under these ids. */
const ALIASES = ["default", "communications"];

/** The devices there are, without the browser's aliases and without those it does not name yet. @param {readonly Info[]} infos @returns {Device[]} */
export function devicesIn(infos) {
  return infos
    .filter(({ kind, deviceId }) => KINDS[kind] && deviceId && !ALIASES.includes(deviceId))
    .map(({ kind, deviceId: id, label, groupId: group }) => ({ kind: KINDS[kind], id, label, group }));
}

/**
 * The one the system would take: what stands behind Chromium's "default", else the first (Media Capture and Streams,
 * 9.2: the default device comes first).
 * @param {readonly Info[]} infos @param {DeviceKind} kind @returns {Device | null}
 */
export function defaultIn(infos, kind) {
  const devices = devicesIn(infos).filter((one) => one.kind === kind);
  const alias = infos.find((one) => KINDS[one.kind] === kind && one.deviceId === "default");
  if (!alias) return devices[0] ?? null;
  const meant = devices.filter(({ group }) => group === alias.groupId);
  return meant.find(({ label }) => alias.label.endsWith(label)) ?? meant[0] ?? devices[0] ?? null;
}

/** The device that was chosen, if it is there: by its id, else by its label. @param {readonly Device[]} devices @param {DeviceKind} kind @param {Chosen | null} chosen @returns {Device | null} */
export function find(devices, kind, chosen) {
  if (!chosen) return null;
  const same = devices.filter((one) => one.kind === kind);
  return (
    same.find(({ id }) => id === chosen.id) ??
    same.find(({ label }) => label !== "" && label === chosen.label) ??
    null
  );
}

/** The choice with the ids its devices have today. @param {Choice} choice @param {readonly Device[]} devices @returns {Partial<Choice>} what is to be changed */
export function renamed(choice, devices) {
  /** @type {Partial<Choice>} */
  const change = {};
  for (const kind of /** @type {const} */ (["camera", "microphone", "speaker"])) {
    const found = find(devices, kind, choice[kind]);
    if (found && found.id !== choice[kind]?.id) change[kind] = { id: found.id, label: found.label };
  }
  return change;
}

/** A choice as it was kept, or as somebody made it up: what makes no sense counts as not chosen. @param {any} kept @returns {Choice} */
export function choiceFrom(kept) {
  const given = typeof kept === "object" && kept !== null ? kept : {};
  const flags = /** @type {const} */ (["mirror", "keys", "noise", "gain", "music", "saver", "blur"]);
  const kinds = /** @type {const} */ (["camera", "microphone", "speaker"]);
  return Object.freeze({
    ...FIRST_CHOICE,
    ...Object.fromEntries(kinds.map((kind) => [kind, chosenFrom(given[kind])])),
    ...Object.fromEntries(
      flags.filter((flag) => typeof given[flag] === "boolean").map((flag) => [flag, given[flag]]),
    ),
    facing: given.facing === "environment" ? "environment" : "user",
    quality: isQuality(given.quality) ? given.quality : "auto",
  });
}

/** @param {any} kept @returns {Chosen | null} */
function chosenFrom(kept) {
  if (typeof kept?.id !== "string" || typeof kept?.label !== "string") return null;
  return { id: kept.id, label: kept.label };
}
