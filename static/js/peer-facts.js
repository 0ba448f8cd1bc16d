/**
 * What a peer connection says of how it came about and how it goes: kinds, counts and times, no address. Pure, over
 * RTCPeerConnection's own words (W3C WebRTC 1.0, and Identifiers for WebRTC's Statistics API).
 *
 * @typedef {import("./protocol.js").CandidateKind} Kind
 * @typedef {{
 *   ice: RTCIceConnectionState, state: RTCPeerConnectionState, dtls: string | null, described: boolean,
 *   relayOffered: boolean, gathered: Kind[], heard: Kind[], errors: number[],
 *   local: Kind | null, remote: Kind | null, transport: "udp" | "tcp" | null, relay: "udp" | "tcp" | "tls" | null,
 *   loss: number | null, roundTripMs: number | null, jitterMs: number | null, rows?: any[],
 * }} Facts `rows`: the statistics, for what this page alone shows
 * @typedef {Pick<RTCPeerConnection, "iceConnectionState" | "connectionState" | "localDescription"
 *   | "remoteDescription" | "getConfiguration">} Described
 */

const KIND = / typ (host|srflx|prflx|relay)\b/g;

/** @param {Described} connection @param {Iterable<any>} stats values of its getStats @param {Iterable<number>} errors @returns {Facts} */
export function factsOf(connection, stats, errors) {
  const all = [...stats];
  const { iceServers = [] } = connection.getConfiguration();
  return {
    ice: connection.iceConnectionState,
    state: connection.connectionState,
    dtls: all.find(({ type }) => type === "transport")?.dtlsState ?? null,
    described: connection.remoteDescription !== null,
    relayOffered: iceServers.some(({ urls }) => [urls].flat().some((url) => /^turns?:/.test(url))),
    gathered: kindsIn(connection.localDescription),
    heard: kindsIn(connection.remoteDescription),
    errors: [...new Set(errors)],
    ...pathOf(all),
    ...qualityOf(all),
    rows: all.map(withoutAddress),
  };
}

/** A description holds the candidates known so far (RFC 8829, 5.2.1). @param {RTCSessionDescription | null} description @returns {Kind[]} */
function kindsIn(description) {
  const found = [...(description?.sdp ?? "").matchAll(KIND)].map(([, kind]) => /** @type {Kind} */ (kind));
  return [...new Set(found)];
}

/** The pair of candidates in use. @param {any[]} stats */
function pathOf(stats) {
  const pair = pairOf(stats);
  const local = byId(stats, pair?.localCandidateId);
  const remote = byId(stats, pair?.remoteCandidateId);
  return {
    local: local?.candidateType ?? null,
    remote: remote?.candidateType ?? null,
    transport: local?.protocol ?? null,
    relay: local?.relayProtocol ?? null,
    roundTripMs: milliseconds(pair?.currentRoundTripTime),
  };
}

/** @param {any} row */
function withoutAddress({ address, ip, port, relatedAddress, relatedPort, url, ...row }) {
  return row;
}

/** The pair of candidates in use. Firefox marks it itself and has no transport to tell. @param {any[]} stats */
export function pairOf(stats) {
  const chosen = stats.find(
    ({ type, selectedCandidatePairId }) => type === "transport" && selectedCandidatePairId,
  );
  if (chosen) return byId(stats, chosen.selectedCandidatePairId);
  return stats.find(
    ({ type, selected, nominated, state }) =>
      type === "candidate-pair" && (selected || (nominated && state === "succeeded")),
  );
}

/** @param {any[]} stats @param {string | undefined} wanted */
const byId = (stats, wanted) => stats.find(({ id }) => wanted !== undefined && id === wanted);

/** What came in, of all streams together. @param {any[]} stats */
function qualityOf(stats) {
  const incoming = stats.filter(({ type }) => type === "inbound-rtp");
  const lost = sum(incoming, "packetsLost");
  const all = lost + sum(incoming, "packetsReceived");
  const jitters = incoming.map(({ jitter }) => jitter).filter((one) => typeof one === "number");
  return {
    loss: all > 0 ? Math.min(100, Math.round((Math.max(0, lost) / all) * 10_000) / 100) : null,
    jitterMs: jitters.length > 0 ? milliseconds(Math.max(...jitters)) : null,
  };
}

/** @param {any[]} stats @param {string} name */
const sum = (stats, name) => stats.reduce((total, one) => total + (one[name] ?? 0), 0);

/** @param {number | undefined} seconds */
const milliseconds = (seconds) => (typeof seconds === "number" ? Math.round(seconds * 1000) : null);
