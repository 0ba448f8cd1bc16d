/** What is read off a peer connection: kinds, counts, times, and never an address. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOf } from "../../static/js/peer-facts.js";

const SDP = [
  "v=0",
  "a=candidate:1 1 udp 2122260223 192.0.2.10 54321 typ host generation 0",
  "a=candidate:2 1 udp 1686052607 203.0.113.9 54321 typ srflx raddr 192.0.2.10 rport 54321",
  "a=candidate:3 1 udp 41885439 198.51.100.7 50000 typ relay raddr 203.0.113.9 rport 1",
  "a=candidate:4 1 udp 2122260223 2001:db8::1 54321 typ host",
].join("\r\n");

/** @param {object} [change] */
function connection(change = {}) {
  return /** @type {any} */ ({
    iceConnectionState: "connected",
    connectionState: "connected",
    localDescription: { type: "offer", sdp: SDP },
    remoteDescription: { type: "answer", sdp: "v=0\r\na=candidate:1 1 udp 1 192.0.2.20 1 typ host" },
    getConfiguration: () => ({
      iceServers: [{ urls: "stun:a" }, { urls: ["stun:b", "turns:c?transport=tcp"] }],
    }),
    ...change,
  });
}

const STATS = [
  { type: "transport", id: "T", selectedCandidatePairId: "P2", dtlsState: "connected" },
  { type: "candidate-pair", id: "P1", localCandidateId: "L1", remoteCandidateId: "R1", nominated: true },
  {
    ...{ type: "candidate-pair", id: "P2", localCandidateId: "L2", remoteCandidateId: "R1" },
    currentRoundTripTime: 0.0374,
  },
  { type: "local-candidate", id: "L1", candidateType: "host", protocol: "udp", address: "192.0.2.10" },
  {
    ...{ type: "local-candidate", id: "L2", candidateType: "relay", protocol: "udp", relayProtocol: "tls" },
    address: "198.51.100.7",
  },
  { type: "remote-candidate", id: "R1", candidateType: "prflx", protocol: "udp", address: "192.0.2.20" },
  { type: "inbound-rtp", id: "A", packetsLost: 2, packetsReceived: 98, jitter: 0.002 },
  { type: "inbound-rtp", id: "V", packetsLost: 0, packetsReceived: 300, jitter: 0.0116 },
];

test("the path in use, its quality, and what there was to choose from", () => {
  const { rows, ...facts } = factsOf(connection(), STATS, [701, 701, 401]);
  assert.equal(rows?.length, STATS.length);
  assert.deepEqual(facts, {
    ...{ ice: "connected", state: "connected", dtls: "connected", described: true, relayOffered: true },
    ...{ gathered: ["host", "srflx", "relay"], heard: ["host"], errors: [701, 401] },
    ...{ local: "relay", remote: "prflx", transport: "udp", relay: "tls" },
    ...{ loss: 0.5, roundTripMs: 37, jitterMs: 12 },
  });
});

test("no address is in it", () => {
  assert.doesNotMatch(JSON.stringify(factsOf(connection(), STATS, [])), /\d+\.\d+\.\d+\.\d+|2001|generation/);
});

test("Firefox marks the pair and has no transport to tell", () => {
  const stats = STATS.filter(({ type }) => type !== "transport").map((one) =>
    one.id === "P2" ? { ...one, selected: true, state: "succeeded" } : one,
  );
  const { local, dtls } = factsOf(connection(), stats.slice(1), []);
  assert.deepEqual([local, dtls], ["relay", null]);
});

test("before anything is known, nothing is made up", () => {
  const blank = { localDescription: null, remoteDescription: null, getConfiguration: () => ({}) };
  assert.deepEqual(
    factsOf(connection({ ...blank, iceConnectionState: "new", connectionState: "new" }), [], []),
    {
      ...{ ice: "new", state: "new", dtls: null, described: false, relayOffered: false },
      ...{ gathered: [], heard: [], errors: [] },
      ...{ local: null, remote: null, transport: null, relay: null },
      ...{ loss: null, roundTripMs: null, jitterMs: null, rows: [] },
    },
  );
});

test("more packets than were lost cannot make a loss below nothing", () => {
  const stats = [{ type: "inbound-rtp", packetsLost: -3, packetsReceived: 100 }];
  assert.equal(factsOf(connection(), stats, []).loss, 0);
});
