"""A recording of a call: allowed by the other one, of both pictures and both voices, in a file that plays."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import SECONDS, Person
from tests.e2e.polling import wait_until
from tests.e2e.scenes_in_call import connect
from tests.e2e.test_together import choose
from tests.e2e.test_whole_call import talk
from tests.processes import program

SECONDS_RECORDED = 10
OPEN = "contexts.filter((one) => one.state !== 'closed').length"
UNABLE = "This browser cannot record"
# The fake microphone beeps: half of a call's sound is silence.
AUDIBLE = -50  # dB, at the loudest moment


def record(person: Person, other: Person) -> None:
    """Asked, allowed, and seen by both."""
    choose(person, "Record the call")
    other.press("Allow recording")
    expect(person.page.get_by_text("You are recording this call")).to_be_visible()
    expect(other.page.get_by_text(f"{person.name} is recording this call")).to_be_visible()


def not_recorded(*people: Person) -> None:
    for person in people:
        expect(person.page.locator("#own-recording, #their-recording")).to_have_count(0)


def output(command: list[str]) -> str:
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return run.stdout


def streams_of(recorded: Path) -> dict[str, float]:
    """Seconds of the file's picture and sound, counted from its packets: it was streamed, and names none."""
    command = [program("ffprobe", "ffmpeg"), "-v", "error", "-of", "json", "-show_entries"]
    probed = subprocess.run(
        [*command, "stream=codec_type,index:packet=stream_index,pts_time", str(recorded)],
        check=True,
        capture_output=True,
    )
    found = json.loads(probed.stdout)
    kinds = {stream["index"]: stream["codec_type"] for stream in found["streams"]}
    lengths = dict.fromkeys(kinds.values(), 0.0)
    for packet in found["packets"]:
        kind = kinds[packet["stream_index"]]
        lengths[kind] = max(lengths[kind], float(packet.get("pts_time", 0)))
    return lengths


def loudest(recorded: Path) -> float:
    """Of the file's sound, in dB."""
    command = [program("ffmpeg", "ffmpeg"), "-hide_banner", "-i", str(recorded)]
    listened = output([*command, "-af", "volumedetect", "-vn", "-f", "null", "-"])
    match = re.search(r"max_volume: (-?[\d.]+) dB", listened)
    assert match, listened
    return float(match[1])


def pass_seconds(seconds: float) -> None:
    """What is recorded has to last."""
    until = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > until, seconds + 1, "the time has passed")


@pytest.mark.long
def test_a_recording_has_both_pictures_and_both_voices(cast: Cast) -> None:
    """Alice is muted for all of it: what sounds in her file came from Bob."""
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Mute microphone")
    bob.says("microphone is off")
    record(alice, bob)
    pass_seconds(SECONDS_RECORDED / 2)
    bob.page.reload()  # a new connection, and a page that has to remember what it allowed
    bob.is_connected_to(alice)
    expect(bob.page.get_by_text("Alice is recording this call")).to_be_visible()
    expect(alice.page.get_by_text("You are recording this call")).to_be_visible()
    pass_seconds(SECONDS_RECORDED / 2)
    with alice.page.expect_download() as download:
        bob.press("Stop the recording by Alice")
    expect(alice.page.get_by_text("Bob ended the recording.")).to_be_visible()
    not_recorded(alice, bob)
    assert re.fullmatch(r"Call with Bob [-\d]+ [\d.]+\.(webm|mp4)", download.value.suggested_filename)
    lengths = streams_of(download.value.path())
    assert set(lengths) == {"audio", "video"}
    for seconds in lengths.values():
        assert SECONDS_RECORDED - 1 < seconds < SECONDS_RECORDED + 30
    assert abs(lengths["audio"] - lengths["video"]) < 1.5
    assert loudest(download.value.path()) > AUDIBLE
    alice.hang_up()


@pytest.mark.long
def test_hanging_up_finishes_the_file_of_a_voice_call(cast: Cast) -> None:
    """Bob is muted: what sounds came from Alice herself."""
    alice, bob = cast("Alice", "Bob")
    connect(alice, bob, "voice")
    bob.press("Mute microphone")
    choose(alice, "Record the call")
    bob.press("Do not allow it")
    expect(alice.page.get_by_text("Bob did not allow a recording.")).to_be_visible()
    not_recorded(alice, bob)
    record(bob, alice)  # and the other way round at the same time would be as well
    pass_seconds(4)
    with bob.page.expect_download() as download:
        alice.hang_up()
    assert set(streams_of(download.value.path())) == {"audio"}
    assert loudest(download.value.path()) > AUDIBLE


@pytest.mark.long
def test_a_browser_that_records_nothing_after_all_keeps_nothing_open(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.page.add_init_script(
        """globalThis.contexts = [];
        globalThis.AudioContext = class extends AudioContext {
          constructor(...options) { super(...options); contexts.push(this); }
        };
        MediaRecorder.prototype.start = () => { throw new DOMException("no", "NotSupportedError"); };"""
    )
    alice.go_online()
    talk(alice, bob)
    before = alice.page.evaluate(OPEN)
    choose(alice, "Record the call")
    bob.press("Allow recording")
    expect(alice.page.get_by_text(UNABLE)).to_be_visible()
    not_recorded(alice, bob)
    wait_until(lambda: alice.page.evaluate(OPEN) <= before, SECONDS, "what it listened with is closed")
    alice.sees_and_hears(bob)


@pytest.mark.long
def test_whoever_records_silence_is_told(cast: Cast) -> None:
    """As Firefox does where there is no loudspeaker at all."""
    alice, bob = cast("Alice", "Bob")
    alice.page.add_init_script(
        """globalThis.AudioContext = class extends AudioContext {
          get state() { return "suspended"; }
          resume() { return new Promise(() => {}); }
        };"""
    )
    alice.go_online()
    talk(alice, bob)
    record(alice, bob)
    expect(alice.page.get_by_text("No sound gets into this recording")).to_be_visible()
    alice.hang_up()


@pytest.mark.long
def test_a_recording_outlives_the_page_that_made_it(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    record(alice, bob)
    pass_seconds(6)  # what came after the last key frame is lost with the page
    alice.page.reload()
    alice.is_connected_to(bob)
    expect(alice.page.get_by_role("heading", name="A recording was cut off")).to_be_visible()
    not_recorded(alice, bob)
    with alice.page.expect_download() as download:
        alice.press("Save it")
    assert streams_of(download.value.path())["video"] > 2
    assert download.value.path().stat().st_size > 10_000
    alice.hang_up()
