"""Whether picture and sound really arrive: decoded frames, moving pixels, audio energy.

The checks wait until they hold and raise TimeoutError with what they saw when they do not. They need
witness.js in the page, which remembers the peer connections. tests/e2e/test_media.py shows each of
them pass on a live stream and fail on a frozen, a black and a silent one.
"""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page

from tests.e2e.polling import wait_until

SECONDS = 15  # a whole call's video coding on two slow cores
FRAMES = 5
CHANGED_PIXELS = 12  # of 64 by 48, each by more than 24 of 255
SPREAD = 40  # between the darkest and the brightest pixel: not one flat colour
# A beep of Chromium's fake microphone adds some 0.01; comfort noise stays far below this.
ENERGY = 1e-4

INBOUND = """async (kind) => {
  const open = window.witness.peers.filter((peer) => peer.connectionState !== "closed");
  const reports = await Promise.all(open.map((peer) => peer.getStats()));
  const rows = reports.flatMap((report) => [...report.values()]);
  return rows
    .filter((row) => row.type === "inbound-rtp" && row.kind === kind)
    .map(({ framesDecoded, totalAudioEnergy, packetsReceived, bytesReceived }) =>
      ({ framesDecoded, totalAudioEnergy, packetsReceived, bytesReceived }));
}"""

PICTURE = """(label) => {
  const video = [...document.querySelectorAll("video")].find((one) => one.ariaLabel === label);
  if (!video || video.readyState < 2 || !video.videoWidth || !video.checkVisibility()) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [64, 48];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, 64, 48);
  const { data } = context.getImageData(0, 0, 64, 48);
  return Array.from({ length: 64 * 48 }, (_, i) =>
    Math.round(0.3 * data[4 * i] + 0.6 * data[4 * i + 1] + 0.1 * data[4 * i + 2]));
}"""

# Red, green and blue of the picture as a whole.
COLOURS = """(label) => {
  const video = [...document.querySelectorAll("video")].find((one) => one.ariaLabel === label);
  if (!video || video.readyState < 2 || !video.videoWidth || !video.checkVisibility()) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [1, 1];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""
DISTINCT = 4

# An element of the page that would let the remote sound out: playing, not muted, a live audio track.
SPEAKERS = """() => [...document.querySelectorAll("audio, video")].filter((one) =>
  !one.paused && !one.muted && one.volume > 0 &&
  one.srcObject?.getAudioTracks().some((track) => track.readyState === "live" && !track.muted)).length"""

Picture = list[int]


def total(page: Page, kind: str, field: str) -> float:
    """A counter of getStats, summed over what the page receives now."""
    rows: list[dict[str, Any]] = page.evaluate(INBOUND, kind)
    return float(sum(row.get(field) or 0 for row in rows))


def assert_sees(page: Page, label: str, seconds: float = SECONDS) -> None:
    """The `<video>` with this accessible name shows a moving picture, freshly decoded."""
    assert_decodes(page, seconds)
    assert_moves(page, label, seconds)


def assert_decodes(page: Page, seconds: float = SECONDS) -> None:
    """Video frames are being decoded: more of them than when we began to look."""
    before = total(page, "video", "framesDecoded")
    wait_until(
        lambda: _grown(total(page, "video", "framesDecoded"), before) >= FRAMES,
        seconds,
        f"{FRAMES} more decoded frames than {before:.0f}",
    )


def assert_moves(page: Page, label: str, seconds: float = SECONDS) -> None:
    """The pixels of this `<video>` change, and are not all of one colour."""
    seen: list[Picture] = []

    def moved() -> bool:
        picture = page.evaluate(PICTURE, label)
        if picture:
            seen[1:] = [picture] if seen else []
            seen[:1] = seen[:1] or [picture]
        return len(seen) == 2 and _differ(*seen) >= CHANGED_PIXELS and max(seen[1]) - min(seen[1]) >= SPREAD

    try:
        wait_until(moved, seconds, "")
    except TimeoutError:
        raise TimeoutError(f"Not within {seconds} s: {label!r} moves; {_describe(seen)}") from None


def assert_changes(page: Page, label: str, seconds: float = SECONDS) -> None:
    """The picture changes, though it may be of one colour (Firefox's fake camera)."""
    seen: set[tuple[int, ...]] = set()

    def changed() -> bool:
        picture = page.evaluate(COLOURS, label)
        if picture:
            seen.add(tuple(picture))
        return len(seen) >= DISTINCT

    wait_until(changed, seconds, f"{DISTINCT} different pictures in {label!r}")


def assert_still(page: Page, label: str, seconds: float = 2, within: float = SECONDS) -> None:
    """For a while no pixel of this `<video>` changes, or it is not there to be seen."""
    seen: list[Picture] = []

    def still() -> bool:
        picture = page.evaluate(PICTURE, label)
        if picture is None:
            return True
        seen.append(picture)
        now = time.monotonic()
        if _differ(seen[0], picture) >= CHANGED_PIXELS or not moments:
            seen[:] = [picture]
            moments[:] = [now]
        return now - moments[0] > seconds

    moments: list[float] = []
    wait_until(still, within, f"{label!r} is still for {seconds} s")


def assert_hears(page: Page, seconds: float = SECONDS) -> None:
    """Sound with energy arrives, and an element that is neither muted nor paused plays it."""
    before = total(page, "audio", "totalAudioEnergy")
    wait_until(
        lambda: _grown(total(page, "audio", "totalAudioEnergy"), before) > ENERGY,
        seconds,
        f"more audio energy than {before}",
    )
    wait_until(lambda: page.evaluate(SPEAKERS), seconds, "an unmuted element plays the sound")


def assert_hears_nothing(page: Page, seconds: float = 2.5) -> None:
    """No energy in `seconds` (the fake microphone beeps every second), though packets go on."""
    wait_until(lambda: page.evaluate(INBOUND, "audio"), SECONDS, "an audio stream")
    # What was on its way when the microphone was muted still sounds.
    wait_until(lambda: _energy_in(page, 0.5) < ENERGY, SECONDS, "silence")
    energy = _energy_in(page, seconds)
    assert energy < ENERGY, f"audio energy {energy} in {seconds} s"


def _energy_in(page: Page, seconds: float) -> float:
    before, until = total(page, "audio", "totalAudioEnergy"), time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > until, seconds + 1, "the time has passed")
    return total(page, "audio", "totalAudioEnergy") - before


def _grown(now: float, before: float) -> float:
    """The growth of a counter; one that began anew (a new peer connection) counts from nothing."""
    return now - before if now >= before else now


def _differ(one: Picture, other: Picture) -> int:
    return sum(abs(a - b) > 24 for a, b in zip(one, other, strict=True))


def _describe(seen: list[Picture]) -> str:
    if not seen:
        return "there is no such visible video with a picture"
    return f"brightness {min(seen[-1])} to {max(seen[-1])}, {_differ(seen[0], seen[-1])} pixels changed"
