import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, hearsStereo, redFirst, sendsStereo, withResilientOpus } from "../../static/js/opus.js";

const lines = (/** @type {string[]} */ ...all) => [...all, ""].join("\r\n");

test("asks for error correction and for silence where there is silence, beside what is said already", () => {
  const asked = withResilientOpus(
    lines("a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:9 G722/8000"),
  );
  assert.equal(
    asked,
    lines(
      "a=rtpmap:111 opus/48000/2",
      "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1",
      "a=rtpmap:9 G722/8000",
    ),
  );
});

test("Opus without parameters gets a line for them, right behind its name", () => {
  const asked = withResilientOpus(lines("a=rtpmap:9 G722/8000", "a=rtpmap:96 OPUS/48000/2", "a=ptime:20"));
  assert.equal(
    asked,
    lines(
      "a=rtpmap:9 G722/8000",
      "a=rtpmap:96 OPUS/48000/2",
      "a=fmtp:96 useinbandfec=1;usedtx=1",
      "a=ptime:20",
    ),
  );
});

test("what another wished is replaced, not doubled, and asking twice is asking once", () => {
  const asked = withResilientOpus(
    lines("a=rtpmap:111 opus/48000/2", "a=fmtp:111 usedtx=0; minptime=10;useinbandfec=0"),
  );
  assert.equal(asked, lines("a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1"));
  assert.equal(withResilientOpus(asked), asked);
});

test("every payload type of Opus is asked, redundant audio's parameters are left alone", () => {
  const sdp = lines(
    "a=rtpmap:63 red/48000/2",
    "a=fmtp:63 111/111",
    "a=rtpmap:111 opus/48000/2",
    "a=rtpmap:112 opus/48000/2",
  );
  assert.equal(withResilientOpus(sdp).match(/usedtx=1/g)?.length, 2);
  assert.match(withResilientOpus(sdp), /a=fmtp:63 111\/111\r\n/);
});

test("a description without Opus stays as it is", () => {
  const sdp = lines("v=0", "m=video 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 VP8/90000");
  assert.equal(withResilientOpus(sdp), sdp);
});

const codecs = ["audio/opus", "audio/red", "audio/G722"].map((mimeType) => ({ mimeType }));

test("redundant audio comes first where there is any", () => {
  assert.deepEqual(
    redFirst(codecs)?.map(({ mimeType }) => mimeType),
    ["audio/red", "audio/opus", "audio/G722"],
  );
  assert.equal(redFirst(codecs.filter(({ mimeType }) => mimeType !== "audio/red")), null);
});

const plain = lines("a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1");

test("a voice is one channel: two are neither said nor asked for", () => {
  const asked = withResilientOpus(plain);
  assert.equal(sendsStereo(asked), false);
  assert.equal(hearsStereo(asked), false);
});

test("who sends music says so, and asks nobody else for two channels", () => {
  const asked = withResilientOpus(plain, true);
  assert.equal(sendsStereo(asked), true);
  assert.equal(hearsStereo(asked), false);
  assert.match(asked, /usedtx=1;sprop-stereo=1/);
});

/** @param {string} theirs @param {string} state */
async function described(theirs, state) {
  /** @type {any[]} */
  const set = [];
  await describe(
    /** @type {any} */ ({
      signalingState: state,
      remoteDescription: theirs && { sdp: theirs },
      createOffer: async () => ({ type: "offer", sdp: plain }),
      createAnswer: async () => ({ type: "answer", sdp: plain }),
      setLocalDescription: async (/** @type {any} */ description) => set.push(description),
    }),
  );
  return set;
}

test("to music one answers that both channels are heard, with room for them and no pauses", async () => {
  const [{ type, sdp }] = await described(withResilientOpus(plain, true), "have-remote-offer");
  assert.equal(type, "answer");
  const answer = withResilientOpus(sdp);
  assert.equal(hearsStereo(answer), true);
  assert.match(answer, /maxaveragebitrate=128000/);
  assert.doesNotMatch(answer, /usedtx/);
});

test("after music was heard of, an offer asks for both channels; otherwise it is the browser's own", async () => {
  const [{ type, sdp }] = await described(withResilientOpus(plain, true), "stable");
  assert.equal(type, "offer");
  assert.equal(hearsStereo(sdp), true);
  assert.deepEqual(await described(withResilientOpus(plain), "stable"), [undefined]);
  assert.deepEqual(await described("", "stable"), [undefined]);
});
