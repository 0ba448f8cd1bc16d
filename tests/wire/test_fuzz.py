"""Generated frames: each gets one error, the right one; no socket closes, nothing fails at the server."""

from __future__ import annotations

from random import Random

import pytest

from tests.wire.frames import generate
from tests.wire.pages import Cast, answered

# Frames until the allocator has the room it keeps: 7 % more than at first, then flat (0.8 % in 70,000 more).
# Something that is kept of each frame shows as a line that goes on.
WARM = 30_000


@pytest.mark.parametrize(
    "count", [300, pytest.param(100_000, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
async def test_generated_frames_get_the_right_error(cast: Cast, count: int) -> None:
    """And cost the server no memory."""
    alice, bob, charlie = cast.contacts("alice", "bob", "charlie")
    a, b, c = await alice.page(), await bob.page(), await charlie.page()
    call = await answered(a, bob, b)
    for page in (a, b):  # a call that does not become one would end by itself
        await page.say("media_status", call=call, state="connected", audio=True, video=True)
    random = Random(count)
    before = 0
    for number in range(count):
        if number == WARM:
            before = cast.site.memory
        if number % 10_000 == 0:  # the others are there, and answer the server's pings
            assert await a.heard_nothing_of("error")
            assert await b.heard_nothing_of("error")
        frame = generate(random, call)
        await c.socket.send(frame.data)
        error = await c.get("error")
        assert error["code"] in frame.codes, (error, frame.data[:200])
    assert not before or cast.site.memory < 1.05 * before
    assert await c.heard_nothing_of("start_call", "call_state", "webrtc_offer")
    assert await a.heard_nothing_of("webrtc_offer", "webrtc_answer", "error")
    assert not [message for message in a.seen + b.seen if message.get("state") == "ended"]


async def test_text_that_is_not_utf_8_ends_only_its_socket(cast: Cast) -> None:
    """RFC 6455 has the server in front of the application do that, with 1007 or (daphne) without a word."""
    alice = cast.person("alice")
    page, other = await alice.page(), await alice.page()
    await page.socket.send(b"\xff\xfe", text=True)
    assert await page.closed() in {1006, 1007}
    await other.say("ping")
    await other.get("pong")
