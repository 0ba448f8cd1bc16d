"""The background is blurred on its way to the other one, who sees the person before it as sharp as ever.

The camera shows astronaut.jpg: a person before things (Eileen Collins, by NASA, in the public domain).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, Route, expect

from tests.e2e import media
from tests.e2e.browsers import launch, launch_firefox
from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.polling import wait_until
from tests.e2e.test_changing_devices import negotiations, open_panel

ASTRONAUT = Path(__file__).with_name("astronaut.jpg")
# Left, top, width and height in the picture as parts of it; in 16:9 some of its top and bottom is cut off.
FACE = [0.36, 0.2, 0.18, 0.25]
MODEL = [0.7, 0.25, 0.2, 0.35]  # of a space shuttle, behind her
# How much neighbouring pixels differ, on average.
DETAIL = """([label, [left, top, width, height]]) => {
  const video = [...document.querySelectorAll("video")].find((one) => one.ariaLabel === label);
  if (!video || video.readyState < 2 || !video.checkVisibility()) return null;
  const canvas = new OffscreenCanvas(120, 90);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const [wide, high] = [video.videoWidth, video.videoHeight];
  context.drawImage(video, left * wide, top * high, width * wide, height * high, 0, 0, 120, 90);
  const { data } = context.getImageData(0, 0, 120, 90);
  let sum = 0;
  for (let at = 8; at < data.length; at += 4) sum += Math.abs(data[at + 1] - data[at - 7]);
  return sum / (120 * 90);
}"""
# A blurred thing has less than so much of the detail it had; a sharp one more than so much.
BLURRED, SHARP = 0.5, 0.7
SECONDS = 30  # the model starts, and two cores do all of it, and the encoding too


@pytest.fixture(scope="module")
def portrayed(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with her before its camera."""
    camera = tmp_path_factory.mktemp("camera") / "astronaut.mjpeg"
    camera.write_bytes(ASTRONAUT.read_bytes())
    browser = launch(playwright, flags=(f"--use-file-for-fake-video-capture={camera}",))
    yield browser
    browser.close()


class View:
    """What one sees of the other, compared with what was seen at first."""

    def __init__(self, viewer: Person, label: str) -> None:
        self.viewer, self.label = viewer, label
        wait_until(lambda: self._detail(FACE) > 5 and self._detail(MODEL) > 5, SECONDS, "a sharp picture")
        self.face, self.model = self._detail(FACE), self._detail(MODEL)

    def shows(self, face: bool, model: bool, seconds: float = SECONDS) -> None:
        """Whether face and model are sharp."""
        wait_until(lambda: self._is(face, model), seconds, f"face sharp: {face}, model sharp: {model}")

    def _is(self, face: bool, model: bool) -> bool:
        return self._fits(self._detail(FACE) / self.face, face) and self._fits(
            self._detail(MODEL) / self.model, model
        )

    @staticmethod
    def _fits(part: float, sharp: bool) -> bool:
        return part > SHARP if sharp else 0 < part < BLURRED

    def _detail(self, where: list[float]) -> float:
        return float(self.viewer.page.evaluate(DETAIL, [self.label, where]) or 0)


def met(cast: Cast, portrayed: Browser) -> tuple[Person, Person, View]:
    """Alice, whose room is seen, in a call with Bob."""
    alice, bob = together(cast, portrayed)
    return alice, bob, View(bob, "Video from Alice")


def together(cast: Cast, browser: Browser, **options: Any) -> tuple[Person, Person]:
    """In a call. Without a service worker, which would have every file at hand."""
    alice = cast.signed_in("Alice", browser=browser, service_workers="block", **options)
    bob = cast.signed_in("Bob")
    cast.befriend(alice, bob)
    for person in (alice, bob):
        person.go_online()
    talking(alice, bob)
    return alice, bob


def talking(alice: Person, bob: Person) -> None:
    alice.call(bob)
    bob.accept(alice)
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)


def blur(person: Person, on: bool = True) -> None:
    open_panel(person).get_by_label("Blur background").set_checked(on)
    person.press("Close sound and camera")


def test_the_background_is_blurred_in_the_middle_of_a_call(cast: Cast, portrayed: Browser) -> None:
    alice, bob, view = met(cast, portrayed)
    before = negotiations(alice), negotiations(bob)
    blur(alice)
    view.shows(face=True, model=False)
    blur(alice, on=False)
    view.shows(face=True, model=True)
    assert (negotiations(alice), negotiations(bob)) == before
    alice.hang_up()
    alice.has_released_everything()


@pytest.mark.long
def test_until_the_model_is_there_all_is_blurred(cast: Cast, portrayed: Browser) -> None:
    alice, _, view = met(cast, portrayed)
    held: list[Route] = []
    alice.page.route("**/selfie_segmentation*", lambda route: held.append(route))
    blur(alice)
    view.shows(face=False, model=False)
    wait_until(lambda: alice.page.title() and held, SECONDS, "the model is asked for")
    view.shows(face=False, model=False)
    held[0].continue_()
    view.shows(face=True, model=False)


@pytest.mark.long
@pytest.mark.parametrize("missing", ["worker", "litert_wasm", "selfie_segmentation"])
def test_without_what_blurs_there_is_no_picture(cast: Cast, portrayed: Browser, missing: str) -> None:
    cast.expected += ["ERR_FAILED", "Failed to load"]
    alice, bob, view = met(cast, portrayed)
    alice.page.route(f"**/{missing}*", lambda route: route.abort())
    blur(alice)
    expect(alice.page.get_by_role("heading", name="Your background could not be blurred")).to_be_visible()
    expect(alice.button("Turn camera on")).to_be_visible()
    bob.says("camera is off")
    alice.page.unroute_all()
    alice.press("Turn camera on")
    view.shows(face=True, model=False)


@pytest.mark.long
def test_it_is_remembered_and_goes_through_everything(cast: Cast, portrayed: Browser) -> None:
    """Chosen before the call; the page loaded again; the camera off for long, and on again."""
    alice, bob, view = met(cast, portrayed)
    alice.hang_up()
    alice.press(f"Account of {alice.name}")
    alice.press("Sound and camera")
    alice.page.get_by_label("Blur background").check()
    wait_until(
        lambda: alice.page.evaluate(DETAIL, ["How others see you", MODEL]), SECONDS, "she sees herself"
    )
    alice.press("Close sound and camera")
    alice.has_released_everything()
    alice.page.reload()
    talking(alice, bob)
    view.shows(face=True, model=False)
    alice.page.reload()
    alice.is_connected_to(bob)
    view.shows(face=True, model=False)
    alice.press("Turn camera off")
    bob.says("camera is off")
    wait_until(lambda: not alice.page.evaluate(LIVE), SECONDS, "her camera's light is out")
    alice.press("Turn camera on")
    view.shows(face=True, model=False)
    alice.hang_up()
    alice.has_released_everything()


# Pictures of a camera that somebody still takes.
LIVE = """() => witness.tracks.filter(({ track, stopped }) =>
  track.kind === "video" && stopped === null && track.readyState === "live").length"""


@pytest.mark.long
def test_firefox_blurs_too(cast: Cast, playwright: Playwright) -> None:
    """Its pictures pass through a canvas of the page. Its fake camera is one colour that changes."""
    firefox = launch_firefox(playwright)
    try:
        alice, bob = together(cast, firefox, permissions=[])
        blur(alice)
        wait_until(lambda: alice.page.evaluate(STANDS_IN), SECONDS, "the blurred picture is sent")
        media.assert_changes(bob.page, "Video from Alice", SECONDS)
        alice.hang_up()
        alice.has_released_everything()
    finally:
        firefox.close()


# Whether what is sent stands in for a camera (static/js/blur/stand-in.js).
STANDS_IN = """() => witness.peers.at(-1).getSenders().some(({ track }) =>
  track?.kind === "video" && Object.hasOwn(track, "getSettings"))"""
