"""Camera and microphone are let go the moment a call is over."""

from __future__ import annotations

import pytest

from tests.e2e.cast import Cast
from tests.e2e.test_whole_call import talk

LIMIT = 200  # ms


@pytest.mark.parametrize("who", ["caller", "callee"])
def test_hang_up_stops_every_track_within_200_ms_on_both_sides(cast: Cast, who: str) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    one, other = (alice, bob) if who == "caller" else (bob, alice)
    assert one.open_tracks() == other.open_tracks() == 2
    one.hang_up()
    one.has_released_everything()
    other.has_released_everything()
    assert one.released_after("click") < LIMIT
    assert other.released_after("ended") < LIMIT
