/**
 * The wire messages, version 1, mirror of calls/messages.py. docs/protocol.md is the contract; the golden
 * files in tests/protocol/ hold both to it.
 *
 * @typedef {"video" | "voice"} MediaKind
 * @typedef {"connecting" | "connected" | "disconnected" | "failed"} LinkState
 * @typedef {"ringing" | "connecting" | "active" | "reconnecting" | "ended"} ServerCallState
 * @typedef {"online" | "in_call" | "offline"} PresenceState
 *
 * @typedef {{username: string, name: string, picture?: string}} Person
 * @typedef {Person & {audio: boolean, video: boolean, device?: string, paused?: boolean, moving?: boolean}} PeerPerson
 * @typedef {{online: boolean, audio: boolean, video: boolean}} There my other device, which has the seat
 * @typedef {{type: "offer" | "answer", sdp: string, number?: number, commitment?: string, nonce?: string}} Description
 *
 * @typedef {{
 *   call: string, version: number, state: ServerCallState, role: "caller" | "callee",
 *   seat: "here" | "elsewhere" | "none", peer: PeerPerson, media: MediaKind, epoch: number,
 *   reached: boolean, ms_left?: number | null, elapsed_ms?: number | null, reason?: string | null,
 *   ended_by?: "me" | "peer" | null, there?: There, relay_only?: boolean,
 * }} Snapshot
 *
 * @typedef {{channel: "welcome", version: number, device: string, resume: string, user: Person,
 *   calls: Snapshot[]}} Welcome
 * @typedef {{channel: "start_call", call: string, from: Person, device?: string, media: MediaKind, ms_left: number,
 *   relay_only?: boolean}} Ring
 * @typedef {{channel: "ringing", call: string}} Ringing
 * @typedef {{channel: "call_state"} & Snapshot} CallStateMessage
 * @typedef {{channel: "webrtc_offer", call: string, epoch: number, from: string, offer: Description}} RelayedOffer
 * @typedef {{channel: "webrtc_answer", call: string, epoch: number, from: string, answer: Description}} RelayedAnswer
 * @typedef {{channel: "webrtc_ice_candidate", call: string, epoch: number, from: string,
 *   candidates: (RTCIceCandidateInit | null)[]}} RelayedCandidates
 * @typedef {RelayedOffer | RelayedAnswer | RelayedCandidates} RelayedSignal
 * @typedef {{channel: "ice_servers", ice_servers: RTCIceServer[], ttl: number}} IceServers
 * @typedef {{channel: "presence", people: Record<string, PresenceState>}} Presence
 * @typedef {{channel: "contacts_changed"}} ContactsChanged
 * @typedef {{channel: "error", code: string, message: string, about?: string | null, call?: string | null,
 *   retry_after_ms?: number | null}} ErrorMessage
 * @typedef {{channel: "ping", nonce?: string} | {channel: "pong", nonce?: string}} Beat
 * @typedef {{channel: "going_away", after_ms: number}} GoingAway
 * @typedef {Welcome | Ring | Ringing | CallStateMessage | RelayedSignal | IceServers | Presence
 *   | ContactsChanged | ErrorMessage | Beat | GoingAway} ServerMessage
 *
 * @typedef {{channel: "hello", device?: string, resume?: string}} Hello
 * @typedef {{channel: "start_call", to: string, media: MediaKind, ref?: string}} StartCall
 * @typedef {{channel: "accept_call", call: string, media: MediaKind}} AcceptCall
 * @typedef {{channel: "decline_call" | "hang_up", call: string}} CallRequest
 * @typedef {{channel: "rejoin_call", call: string, move?: boolean}} RejoinCall
 * @typedef {StartCall | AcceptCall | CallRequest | RejoinCall} Request what a person asked for; survives a gap
 * @typedef {{channel: "webrtc_offer", call: string, epoch: number, offer: Description}
 *   | {channel: "webrtc_answer", call: string, epoch: number, answer: Description}
 *   | {channel: "webrtc_ice_candidate", call: string, epoch: number, candidates: RTCIceCandidateInit[]}} Signal
 * @typedef {{channel: "media_status", call: string, state: LinkState, audio: boolean, video: boolean, epoch?: number,
 *   paused?: boolean}} MediaStatus
 * @typedef {"host" | "srflx" | "prflx" | "relay"} CandidateKind
 * @typedef {{
 *   channel: "call_report", call: string, epoch: number,
 *   outcome: "connecting" | "connected" | "lost" | "ice_failed" | "dtls_failed" | "no_candidates" | "no_signals",
 *   local?: CandidateKind, remote?: CandidateKind, transport?: "udp" | "tcp", relay?: "udp" | "tcp" | "tls",
 *   relay_offered?: boolean, gathered?: CandidateKind[], heard?: CandidateKind[], errors?: number[],
 *   setup_ms?: number, restarts?: number, loss?: number, round_trip_ms?: number, jitter_ms?: number,
 *   problem?: import("./call-state.js").MediaProblem,
 * }} CallReport
 * @typedef {Hello | Request | Signal | MediaStatus | CallReport | {channel: "get_ice_servers"} | Beat} ClientMessage
 */

export const VERSION = 1;
export const SUBPROTOCOL = "videocall.v1";
/** Candidates in one message, at most. */
export const CANDIDATES_LIMIT = 20;

/** Close codes of the socket; any other is a failure of the network. */
export const CLOSE = Object.freeze({
  PROTOCOL: 4400,
  SESSION_ENDED: 4401,
  HEARTBEAT: 4408,
  REPLACED: 4409,
  RESTARTING: 4412,
  ABUSE: 4429,
});

/** The frame is not a message of this protocol. */
export class BadMessage extends Error {}

/** @typedef {(value: unknown) => boolean} Check */

/** @type {Check} */
const text = (value) => typeof value === "string";
/** @type {Check} */
const flag = (value) => typeof value === "boolean";
/** @type {Check} */
const count = (value) => Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;
/** @param {...string} words @returns {Check} */
const oneOf =
  (...words) =>
  (value) =>
    words.includes(/** @type {string} */ (value));
/** @param {Check} check @returns {Check} */
const optional = (check) => (value) => value === undefined || value === null || check(value);
/** @param {Check} check @returns {Check} */
const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @type {Check} */
const object = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** An object with these fields; others may come in a later version. @param {Record<string, Check>} fields @returns {Check} */
const shape = (fields) => (value) =>
  object(value) &&
  Object.entries(fields).every(([name, check]) =>
    check(/** @type {Record<string, unknown>} */ (value)[name]),
  );

const media = oneOf("video", "voice");
const person = { username: text, name: text };
const snapshot = {
  call: text,
  version: count,
  state: oneOf("ringing", "connecting", "active", "reconnecting", "ended"),
  role: oneOf("caller", "callee"),
  seat: oneOf("here", "elsewhere", "none"),
  peer: shape({
    ...{ ...person, audio: flag, video: flag },
    ...{ device: optional(text), paused: optional(flag), moving: optional(flag) },
  }),
  media,
  epoch: count,
  reached: flag,
  ms_left: optional(count),
  elapsed_ms: optional(count),
  reason: optional(text),
  ended_by: optional(oneOf("me", "peer")),
  there: optional(shape({ online: flag, audio: flag, video: flag })),
  relay_only: optional(flag),
};
/** @param {string} type */
const description = (type) => shape({ type: oneOf(type), sdp: text });
const relayed = { call: text, epoch: count, from: text };
const candidate = optional(shape({ candidate: text })); // null: the end of candidates
const iceServer = shape({ urls: (value) => text(value) || listOf(text)(value) });
/** @type {Check} */
const presences = (value) =>
  object(value) && Object.values(/** @type {object} */ (value)).every(oneOf("online", "in_call", "offline"));

/** @type {Record<string, Check>} */
const SERVER_MESSAGES = {
  welcome: shape({
    version: count,
    device: text,
    resume: text,
    user: shape(person),
    calls: listOf(shape(snapshot)),
  }),
  start_call: shape({
    ...{ call: text, from: shape(person), device: optional(text), media, ms_left: count },
    relay_only: optional(flag),
  }),
  ringing: shape({ call: text }),
  call_state: shape(snapshot),
  webrtc_offer: shape({ ...relayed, offer: description("offer") }),
  webrtc_answer: shape({ ...relayed, answer: description("answer") }),
  webrtc_ice_candidate: shape({ ...relayed, candidates: listOf(candidate) }),
  ice_servers: shape({ ice_servers: listOf(iceServer), ttl: count }),
  presence: shape({ people: presences }),
  contacts_changed: shape({}),
  error: shape({
    code: text,
    message: text,
    about: optional(text),
    call: optional(text),
    retry_after_ms: optional(count),
  }),
  ping: shape({ nonce: optional(text) }),
  pong: shape({ nonce: optional(text) }),
  going_away: shape({ after_ms: count }),
};

/**
 * The message of a frame; null when its channel is unknown (a newer server may say more than this page
 * understands). Throws BadMessage when the frame is no message.
 *
 * @param {unknown} frame
 * @returns {ServerMessage | null}
 */
export function parse(frame) {
  const message = read(frame);
  if (!Object.hasOwn(SERVER_MESSAGES, message.channel)) return null;
  if (!SERVER_MESSAGES[message.channel](message)) throw new BadMessage(`malformed ${message.channel}`);
  return /** @type {ServerMessage} */ (/** @type {unknown} */ (message));
}

/** @param {unknown} frame @returns {{channel: string}} */
function read(frame) {
  if (typeof frame !== "string") throw new BadMessage("not text");
  let value;
  try {
    value = JSON.parse(frame);
  } catch {
    throw new BadMessage("not JSON");
  }
  if (!shape({ channel: text })(value)) throw new BadMessage("no channel");
  return value;
}

/** @param {ClientMessage} message */
export function encode(message) {
  return JSON.stringify(message);
}
