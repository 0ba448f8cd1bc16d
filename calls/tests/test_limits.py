"""Token buckets, and whose handshakes share one."""

from __future__ import annotations

from typing import Any

import pytest

from calls import limits
from calls.limits import ADDRESS_BURST_SECONDS, ADDRESSES, Bucket, Handshakes, TooFast

RATE = 2


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Clock:
    settings.SOCKET_HANDSHAKES_PER_SECOND = RATE
    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    return clock


def taken(handshakes: Handshakes, address: str) -> int:
    """How many tokens this address still gets at once."""
    for count in range(10_000):
        try:
            handshakes.take(address)
        except TooFast:
            return count
    raise AssertionError("There is no limit.")


def test_a_bucket_says_when_it_has_a_token_again(clock: Clock) -> None:
    bucket = Bucket(RATE, burst=1)
    for _ in range(RATE):
        bucket.take()
    with pytest.raises(TooFast) as fast:
        bucket.take()
    assert fast.value.retry_after == pytest.approx(1 / RATE)
    clock.now += fast.value.retry_after
    bucket.take()


def test_an_address_gets_a_burst_and_then_its_rate(clock: Clock) -> None:
    handshakes = Handshakes()
    assert taken(handshakes, "192.0.2.1") == RATE * ADDRESS_BURST_SECONDS
    clock.now += 3
    assert taken(handshakes, "192.0.2.1") == 3 * RATE
    clock.now += 10 * ADDRESS_BURST_SECONDS
    assert taken(handshakes, "192.0.2.1") == RATE * ADDRESS_BURST_SECONDS


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "", True),  # a UNIX socket has none
    ],
)
def test_whose_bucket_it_is(one: str, other: str, shared: bool) -> None:
    handshakes = Handshakes()
    taken(handshakes, one)
    assert taken(handshakes, other) == (0 if shared else RATE * ADDRESS_BURST_SECONDS)


def test_the_one_silent_longest_is_forgotten() -> None:
    handshakes = Handshakes()
    first, second = "198.51.100.1", "198.51.100.2"
    taken(handshakes, first)
    taken(handshakes, second)
    for number in range(ADDRESSES - 2):
        handshakes.take(f"10.0.{number // 256}.{number % 256}")
    assert taken(handshakes, first) == 0  # and is the newest now
    handshakes.take("203.0.113.1")
    assert taken(handshakes, first) == 0
    assert taken(handshakes, second) > 0


def test_no_limit(settings: Any) -> None:
    settings.SOCKET_HANDSHAKES_PER_SECOND = 0
    handshakes = Handshakes()
    for _ in range(10_000):
        handshakes.take("192.0.2.1")
