"""Descriptions that are not passed on, on a running server (calls/sdp.py)."""

from __future__ import annotations

import pytest

from tests.wire.pages import Cast, answered

ONE, OTHER = (":".join([byte] * 32) for byte in ("0A", "0B"))
GOOD = f"v=0\r\ns=-\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=fingerprint:sha-256 {ONE}\r\n"
BAD = {
    "two certificates": f"{GOOD}a=fingerprint:sha-256 {OTHER}\r\n",
    "no certificate": GOOD.replace("a=fingerprint", "a=finger"),
    "a key": f"{GOOD}a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n",
    "no encryption": GOOD.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
}


@pytest.mark.parametrize("why", BAD)
async def test_what_is_not_encrypted_by_one_certificate_goes_no_further(cast: Cast, why: str) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    await b.say("webrtc_offer", call=call, epoch=1, offer={"type": "offer", "sdp": BAD[why]})
    error = await b.get("error")
    assert (error["code"], error["about"]) == ("bad_message", "webrtc_offer")
    await a.say("webrtc_answer", call=call, epoch=1, answer={"type": "answer", "sdp": BAD[why]})
    assert (await a.get("error"))["about"] == "webrtc_answer"

    # The sockets stay, and the first that arrives is the good one, as it was sent.
    offer = {"type": "offer", "sdp": GOOD, "number": 1}
    await b.say("webrtc_offer", call=call, epoch=1, offer=offer)
    assert (await a.get("webrtc_offer"))["offer"] == offer
