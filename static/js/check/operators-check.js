/**
 * The operator's check, from their own browser and so from outside: each STUN and TURN address by itself, the page, the
 * socket, the devices. Yields one finding after the other; nothing stays open.
 */

import { eachAddress } from "./check-servers.js";
import { relayFailure } from "./verdicts.js";

/**
 * @typedef {import("./verdicts.js").Status} Status
 * @typedef {{
 *   subject: "page" | "socket" | "addresses" | "stun" | "turn" | "servers" | "camera" | "microphone",
 *   about: string,
 *   status: Status,
 *   code: string,
 *   numbers?: Record<string, number>,
 *   over?: string | null,
 *   errors?: number[],
 * }} Finding `about` is an address of STUN_URLS or TURN_URLS
 * @typedef {Omit<import("./checkup.js").Parts, "clock"> & {secure: boolean}} Parts
 */

const GATHER_MS = 8_000;
const RELAY_MS = 15_000;

/** @param {Parts} parts @returns {AsyncGenerator<Finding>} */
export async function* examine(parts) {
  yield finding("page", parts.secure ? "fine" : "failed", parts.secure ? "secure" : "insecure");
  const link = await parts.link();
  yield finding("socket", link === "online" ? "fine" : "failed", link === "online" ? "online" : "offline");
  const { servers, failure } = await parts.servers();
  if (servers === null) yield finding("servers", "failed", failure);
  else yield* ways(parts, servers);
  yield* devices(parts);
}

/** @param {Parts} parts @param {RTCIceServer[]} servers @returns {AsyncGenerator<Finding>} */
async function* ways(parts, servers) {
  const { kinds } = await parts.gather({ iceServers: servers, ms: GATHER_MS });
  yield { ...finding("addresses", kinds.host > 0 ? "fine" : "failed", "found"), numbers: kinds };
  const addresses = eachAddress(servers);
  for (const server of addresses.filter(({ urls }) => urls.startsWith("stun"))) yield stun(parts, server);
  const relays = addresses.filter(({ urls }) => urls.startsWith("turn"));
  for (const server of relays) yield turn(parts, server);
  if (relays.length === 0) yield finding("turn", "failed", "no_relay");
}

/** @param {Parts} parts @param {RTCIceServer & {urls: string}} server @returns {Promise<Finding>} */
async function stun(parts, server) {
  const { kinds, troubles, complete } = await parts.gather({ iceServers: [server], ms: GATHER_MS });
  const errors = distinct(troubles);
  // An answer that names the address the browser has already gives no candidate, and no error either.
  const answered = kinds.srflx > 0 || (complete && errors.length === 0);
  const code = answered ? (kinds.srflx > 0 ? "reflected" : "same") : "silent";
  return { ...finding("stun", answered ? "fine" : "failed", code, server.urls), errors };
}

/** @param {Parts} parts @param {RTCIceServer & {urls: string}} server @returns {Promise<Finding>} */
async function turn(parts, server) {
  const way = await parts.tryWay({ iceServers: [server], policy: "relay", ms: RELAY_MS });
  const errors = distinct(way.troubles);
  if (!way.connected) return { ...finding("turn", "failed", relayFailure(way), server.urls), errors };
  return { ...finding("turn", "fine", "relayed", server.urls), numbers: { ms: way.ms }, over: way.over };
}

/** Opened, and given back at once. @param {Parts} parts @returns {AsyncGenerator<Finding>} */
async function* devices(parts) {
  const { tracks, problem } = await parts.capture({ audio: true, video: true });
  for (const track of tracks) track.stop();
  for (const [subject, kind] of /** @type {const} */ ([
    ["camera", "video"],
    ["microphone", "audio"],
  ])) {
    const there = tracks.some((track) => track.kind === kind);
    yield finding(subject, there ? "fine" : "failed", there ? "opened" : (problem ?? "failed"));
  }
}

/** @param {import("./loopback.js").IceTrouble[]} troubles */
function distinct(troubles) {
  return [...new Set(troubles.map(({ code }) => code))].sort((a, b) => a - b);
}

/** @param {Finding["subject"]} subject @param {Status} status @param {string} code @returns {Finding} */
function finding(subject, status, code, about = "") {
  return { subject, about, status, code };
}
