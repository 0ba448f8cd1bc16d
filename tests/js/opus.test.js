import assert from "node:assert/strict";
import { test } from "node:test";
import { redFirst, withResilientOpus } from "../../static/js/opus.js";

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
    lines("a=rtpmap:111 opus/48000/2", "a=fmtp:111 usedtx=0; stereo=1;useinbandfec=0"),
  );
  assert.equal(asked, lines("a=rtpmap:111 opus/48000/2", "a=fmtp:111 stereo=1;useinbandfec=1;usedtx=1"));
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
