"""Calls between Firefox and Chromium, each way."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from tests.e2e import media
from tests.e2e.browsers import launch_firefox
from tests.e2e.cast import Cast
from tests.e2e.people import SECONDS, Person
from tests.e2e.polling import wait_until
from tests.e2e.test_recording import AUDIBLE, loudest, pass_seconds, record, streams_of
from tests.e2e.test_whole_call import both_say_it_ended
from tests.processes import Process, program

# No download is told of over WebDriver BiDi.
KEEP_WHAT_IS_SAVED = """() => {
  globalThis.saved = [];
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => (saved.push(blob), make.call(URL, blob));
}"""
SAVED = """() => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.split(",")[1]);
  reader.readAsDataURL(saved.at(-1));
})"""


@pytest.fixture(scope="module")
def loudspeaker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One that nobody hears. Without any, Firefox lets no AudioContext run, and records silence."""
    folder = tmp_path_factory.mktemp("sound")
    line = folder / "line"
    modules = [f"module-native-protocol-unix socket={line} auth-anonymous=1", "module-null-sink"]
    quiet = ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
    command = [program("pulseaudio", "pulseaudio"), *quiet, *(f"--load={module}" for module in modules)]
    process = Process(command, folder / "log", env={**os.environ, "XDG_RUNTIME_DIR": str(folder)})
    process.wait_for(line.exists, "sound has somewhere to go")
    yield f"unix:{line}"
    process.stop()


@pytest.fixture(scope="module")
def firefox(playwright: Playwright, loudspeaker: str) -> Iterator[Browser]:
    browser = launch_firefox(playwright, loudspeaker)
    yield browser
    browser.close()


def in_firefox(cast: Cast, firefox: Browser, name: str) -> Person:
    """Signed in and with a session; Firefox asks nobody, so it has no permissions to grant."""
    return cast.signed_in(name, browser=firefox, permissions=[])


def both_see_and_hear(fox: Person, chrome: Person) -> None:
    for one, other in ((fox, chrome), (chrome, fox)):
        one.is_connected_to(other)
        one.hears(other)
    fox.sees(chrome)
    media.assert_decodes(chrome.page)
    media.assert_changes(chrome.page, f"Video from {fox.name}")


@pytest.mark.parametrize("caller", ["Firefox", "Chromium"])
def test_video_call(cast: Cast, firefox: Browser, caller: str) -> None:
    fiona, carl = in_firefox(cast, firefox, "Fiona"), cast.signed_in("Carl")
    cast.befriend(fiona, carl)
    for person in (fiona, carl):
        person.go_online()
    one, other = (fiona, carl) if caller == "Firefox" else (carl, fiona)
    one.call(other)
    other.accept(one)
    both_see_and_hear(fiona, carl)
    one.press("Mute microphone")
    other.says("microphone is off")
    fiona.hang_up()
    both_say_it_ended(fiona, carl)
    fiona.has_released_everything()


@pytest.mark.long
def test_a_recording_made_in_firefox_plays(cast: Cast, firefox: Browser, tmp_path: Path) -> None:
    fiona, carl = in_firefox(cast, firefox, "Fiona"), cast.signed_in("Carl")
    cast.befriend(fiona, carl)
    for person in (fiona, carl):
        person.go_online()
    fiona.call(carl)
    carl.accept(fiona)
    both_see_and_hear(fiona, carl)
    fiona.page.evaluate(KEEP_WHAT_IS_SAVED)
    fiona.press("Mute microphone")  # what sounds is Carl
    record(fiona, carl)
    pass_seconds(5)
    fiona.hang_up()
    wait_until(lambda: fiona.page.evaluate("saved.length"), SECONDS, "the recording is saved")
    file = tmp_path / "recording"
    file.write_bytes(base64.b64decode(fiona.page.evaluate(SAVED)))
    lengths = streams_of(file)
    assert set(lengths) == {"audio", "video"}
    assert min(lengths.values()) > 3
    assert loudest(file) > AUDIBLE
