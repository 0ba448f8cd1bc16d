"""From voice to video and back within a call, each their own."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import SECONDS
from tests.e2e.polling import wait_until

CAMERAS_OPEN = """() => window.witness.tracks.filter(({ track }) =>
  track.kind === "video" && track.readyState === "live").length"""
OFFERS = "() => window.witness.messages.filter(({ channel }) => channel === 'webrtc_offer').length"


@pytest.mark.long
@pytest.mark.parametrize("who", ["caller", "callee"])
def test_voice_to_video_and_back(cast: Cast, who: str) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob, "voice")
    bob.accept(alice, "voice")
    alice.is_connected_to(bob)
    bob.hears(alice)
    seen, viewer = (alice, bob) if who == "caller" else (bob, alice)
    seen.press("Turn camera on")
    viewer.sees_and_hears(seen)
    assert not any(capture["video"] for capture in viewer.captures())
    seen.press("Turn camera off")
    viewer.sees_nothing_of(seen)
    expect(viewer.page.locator("#face")).to_be_visible()
    viewer.hears(seen)
    wait_until(lambda: seen.page.evaluate(CAMERAS_OPEN) == 0, SECONDS, "the camera is let go of")
    seen.press("Turn camera on")
    viewer.sees(seen)
    assert alice.page.evaluate(OFFERS) + bob.page.evaluate(OFFERS) == 1  # it took no other negotiation
