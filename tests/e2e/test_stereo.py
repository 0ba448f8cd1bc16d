"""Music is heard in two channels, a voice in one."""

from __future__ import annotations

import math
import wave
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.e2e.browsers import launch
from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.polling import wait_until

RATE, LOW, HIGH = 48_000, 440, 1_320
# Loudest frequency of the left and of the right channel, in hertz; 0 is silence.
PITCHES = """() => {
  window.pitches ??= (() => {
    const context = new AudioContext();
    const splitter = context.createChannelSplitter(2);
    context.createMediaStreamSource(document.getElementById("voice").srcObject).connect(splitter);
    return [0, 1].map((channel) => {
      const analyser = new AnalyserNode(context, { fftSize: 4096 });
      splitter.connect(analyser, channel);
      return analyser;
    });
  })();
  return window.pitches.map((analyser) => {
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const loudest = Math.max(...levels);
    return loudest < -70 ? 0
      : Math.round(levels.indexOf(loudest) * analyser.context.sampleRate / analyser.fftSize);
  });
}"""


@pytest.fixture(scope="module")
def musical(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with another tone before each side of its microphone."""
    sound = tmp_path_factory.mktemp("sound") / "two.wav"
    with wave.open(str(sound), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(b"".join(_sample(at) for at in range(RATE)))
    browser = launch(playwright, flags=(f"--use-file-for-fake-audio-capture={sound}",))
    yield browser
    browser.close()


def _sample(at: int) -> bytes:
    tones = (int(9_000 * math.sin(2 * math.pi * pitch * at / RATE)) for pitch in (LOW, HIGH))
    return b"".join(tone.to_bytes(2, "little", signed=True) for tone in tones)


def with_music(person: Person) -> None:
    person.press(f"Account of {person.name}")
    person.press("Sound and camera")
    person.page.get_by_label("Music").check()
    person.press("Close sound and camera")


def hears(person: Person, left: int, right: int) -> None:
    def so() -> bool:
        heard = person.page.evaluate(PITCHES)
        return all(abs(one - wanted) < 30 for one, wanted in zip(heard, (left, right), strict=True))

    wait_until(so, 20, f"{left} Hz at the left, {right} Hz at the right")


@pytest.mark.long
@pytest.mark.parametrize("musician", ["caller", "callee"])
def test_music_has_two_channels(cast: Cast, musical: Browser, musician: str) -> None:
    cast.browsers["Alice"] = musical
    alice, bob = cast("Alice", "Bob")
    with_music(alice)
    one, other = (alice, bob) if musician == "caller" else (bob, alice)
    one.call(other, "voice")
    other.accept(one, "voice")
    bob.is_connected_to(alice)
    hears(bob, LOW, HIGH)
    alice.hears(bob)
    assert bob.page.evaluate(WISHES) == [False, True]
    assert alice.page.evaluate(WISHES) == [True, False]


@pytest.mark.long
def test_a_voice_has_one(cast: Cast, musical: Browser) -> None:
    cast.browsers["Alice"] = musical
    alice, bob = cast("Alice", "Bob")
    alice.call(bob, "voice")
    bob.accept(alice, "voice")
    bob.hears(alice)
    assert bob.page.evaluate(WISHES) == alice.page.evaluate(WISHES) == [False, False]
    left, right = bob.page.evaluate(PITCHES)
    assert right in (0, left)  # one channel is played on both sides, or on the first of two


# Whether this page's side of the other's description wants two channels, and whether its own does.
WISHES = """() => {
  const peer = witness.peers.findLast((one) => one.connectionState === "connected");
  return [peer.remoteDescription, peer.localDescription].map(({ sdp }) => /[ ;]stereo=1/.test(sdp));
}"""
