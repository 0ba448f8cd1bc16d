"""Browsers that give no picture or no sound: the call goes on with what there is, and the page says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.browsers import launch
from tests.e2e.cast import Cast
from tests.e2e.people import Person


@pytest.fixture(scope="module")
def refusing(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose person refuses camera and microphone."""
    browser = launch(playwright, permission="deny")
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def cameraless(playwright: Playwright) -> Iterator[Browser]:
    """A browser with a microphone only."""
    browser = launch(playwright, devices="device-count=0")
    yield browser
    browser.close()


# Chromium always has a fake microphone, so this is what it says on a machine with none.
NO_DEVICES = """navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("Requested device not found", "NotFoundError");
};
navigator.mediaDevices.enumerateDevices = async () => [];"""


def meet(cast: Cast, browser: Browser) -> tuple[Person, Person]:
    """Alice, in that browser, and Bob."""
    [bob] = cast("Bob")
    alice = cast.signed_in("Alice", browser=browser, permissions=[])
    cast.befriend(alice, bob)
    bob.page.reload()
    alice.go_online()
    return alice, bob


@pytest.mark.parametrize("role", ["caller", "callee"])
def test_permission_refused(cast: Cast, refusing: Browser, role: str) -> None:
    alice, bob = meet(cast, refusing)
    caller, callee = (alice, bob) if role == "caller" else (bob, alice)
    caller.call(callee)
    callee.accept(caller)
    alice.is_connected_to(bob)
    alice.sees_and_hears(bob)
    expect(alice.page.get_by_text("Camera and microphone are blocked")).to_be_visible()
    expect(alice.page.get_by_text("site settings")).to_be_visible()
    bob.hang_up()
    alice.says("ended")


@pytest.mark.parametrize("role", ["caller", "callee"])
def test_no_camera(cast: Cast, cameraless: Browser, role: str) -> None:
    alice, bob = meet(cast, cameraless)
    caller, callee = (alice, bob) if role == "caller" else (bob, alice)
    caller.call(callee)
    callee.accept(caller)
    alice.is_connected_to(bob)
    alice.sees_and_hears(bob)
    bob.hears(alice)
    expect(alice.page.get_by_text("No camera found")).to_be_visible()
    alice.hang_up()
    bob.says("ended")


def test_neither_camera_nor_microphone(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.context.add_init_script(NO_DEVICES)
    alice.page.reload()
    alice.call(bob)
    bob.accept(alice)
    alice.is_connected_to(bob)
    alice.sees_and_hears(bob)
    expect(alice.page.get_by_text("No camera or microphone found")).to_be_visible()


@pytest.mark.long
def test_media_that_does_not_get_through(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.wall_in()
    alice.page.reload()
    alice.call(bob)
    bob.accept(alice)
    alice.says("connecting")
    for person in (alice, bob):
        person.says("could not connect", seconds=40)
        person.has_released_everything()
    expect(alice.page.get_by_text("firewall")).to_be_visible()
    expect(alice.button("Call again")).to_be_visible()
