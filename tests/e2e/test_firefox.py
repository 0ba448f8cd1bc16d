"""Calls between Firefox and Chromium, each way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.e2e import media
from tests.e2e.browsers import launch_firefox
from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.test_whole_call import both_say_it_ended


@pytest.fixture(scope="module")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    browser = launch_firefox(playwright)
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
