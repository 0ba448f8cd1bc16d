/** Good, weak or bad, and whose side it is. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradeOf, measure, noVerdict, settle } from "../../static/js/link-quality.js";
import { qualityLines, verdictWords } from "../../static/js/views/words-quality.js";

/** @param {{bytes?: number, packets?: number, lost?: number, told?: number, jitter?: number, trip?: number, limited?: string, lines?: number, relay?: boolean}} [change] */
const stats = ({ bytes = 0, packets = 0, lost = 0, told = 0, jitter = 0.01, trip = 0.05, limited = "none", lines = 720, relay = false } = {}) => [
  { type: "outbound-rtp", kind: "video", bytesSent: bytes, frameWidth: 1280, frameHeight: lines, framesPerSecond: 30, codecId: "vp9", qualityLimitationReason: limited, powerEfficientEncoder: true },
  { type: "outbound-rtp", kind: "audio", bytesSent: bytes, codecId: "opus" },
  { type: "inbound-rtp", kind: "video", bytesReceived: bytes, packetsReceived: packets, packetsLost: lost, jitter, frameWidth: 640, frameHeight: 360, framesPerSecond: 24.4 },
  { type: "remote-inbound-rtp", kind: "video", fractionLost: told },
  { type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: trip, localCandidateId: "here", remoteCandidateId: "there" },
  { id: "here", type: "local-candidate", candidateType: relay ? "relay" : "host", protocol: "udp", relayProtocol: relay ? "tls" : undefined },
  { id: "there", type: "remote-candidate", candidateType: "srflx" },
  { id: "vp9", type: "codec", mimeType: "video/VP9" },
  { id: "opus", type: "codec", mimeType: "audio/opus" },
]; // biome-ignore format: one row a line

const awake = { mine: false, theirs: false };
/** Two seconds in which this happened. @param {Parameters<typeof stats>[0]} change */
const after = (change) =>
  measure(stats({ packets: 100, bytes: 250_000, ...change }), 3_000, measure(stats(), 1_000, null));
/** @param {Parameters<typeof stats>[0]} change @param {{mine: boolean, theirs: boolean}} [paused] */
const seen = (change, paused = awake) => gradeOf(after(change), paused);

test("nothing lost, nothing late", () => assert.deepEqual(seen({}), { grade: "good", side: "both" }));
test("what we receive is missing: theirs", () => {
  assert.deepEqual(seen({ lost: 5 }), { grade: "weak", side: "theirs" });
  assert.deepEqual(seen({ lost: 30 }), { grade: "bad", side: "theirs" });
  assert.deepEqual(seen({ jitter: 0.08 }), { grade: "weak", side: "theirs" });
});
test("what we send does not arrive: mine", () => {
  assert.deepEqual(seen({ told: 0.05 }), { grade: "weak", side: "mine" });
  assert.deepEqual(seen({ told: 0.2 }), { grade: "bad", side: "mine" });
  assert.deepEqual(seen({ limited: "bandwidth", lines: 180 }), { grade: "weak", side: "mine" });
});
test("a long way is nobody's, and so is loss both ways", () => {
  assert.deepEqual(seen({ trip: 0.5 }), { grade: "weak", side: "both" });
  assert.deepEqual(seen({ told: 0.2, lost: 30 }), { grade: "bad", side: "both" });
});
test("few lines that the computer wants are no connection's fault", () => {
  assert.equal(seen({ limited: "cpu", lines: 180 }).grade, "good");
});
test("a picture that was paused for want of bandwidth is bad, and its sender's", () => {
  assert.deepEqual(seen({}, { mine: true, theirs: false }), { grade: "bad", side: "mine" });
  assert.deepEqual(seen({}, { mine: false, theirs: true }), { grade: "bad", side: "theirs" });
});
test("counters that begin anew with a new connection are no loss and no data", () => {
  const fresh = measure(stats({ packets: 3 }), 5_000, after({ lost: 50 }));
  assert.deepEqual(
    [fresh.received.kbps, fresh.received.loss, gradeOf(fresh, awake).grade],
    [0, null, "good"],
  );
});

test("a hiccup changes nothing, and relief has to last", () => {
  const [bad, good] = [seen({ lost: 30 }), seen({})];
  let verdict = settle(noVerdict, bad);
  assert.equal(verdict.grade, "good");
  verdict = settle(settle(settle(verdict, good), bad), bad);
  assert.equal(verdict.grade, "bad");
  for (let look = 0; look < 3; look += 1) verdict = settle(verdict, good);
  assert.equal(verdict.grade, "bad");
  assert.equal(settle(verdict, good).grade, "good");
});

test("in words: whose it is, and the numbers", () => {
  assert.equal(verdictWords({ grade: "bad", side: "mine" }, "Bob"), "Your connection is bad");
  assert.equal(verdictWords({ grade: "weak", side: "theirs" }, "Bob"), "Bob’s connection is weak");
  assert.deepEqual(qualityLines(after({ lost: 5, relay: true })), {
    "quality-received": "640 × 360, 24/s · 1.0 Mbit/s",
    "quality-sent": "1280 × 720, 30/s, VP9, hardware · 2.0 Mbit/s",
    "quality-sound": "– / opus",
    "quality-loss": "4.8 % / 0.0 %",
    "quality-trip": "50 ms",
    "quality-path": "Through a relay (TLS)",
  });
});
