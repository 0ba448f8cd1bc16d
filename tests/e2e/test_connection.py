"""*Check my connection*, and the administration's *Connection check*: with a real coturn, well and ill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Playwright, expect

from tests.certificates import Authority
from tests.e2e.browsers import launch
from tests.e2e.cast import Cast, cast_of
from tests.e2e.people import Person
from tests.processes import free_port
from tests.servers import Site
from tests.turn import Coturn

ADDRESS = "127.0.0.1"
PATH = "/connection/"
LONG = 40_000  # browsers wait ten seconds for a server that does not answer


@pytest.fixture(scope="module")
def coturn() -> Iterator[Coturn]:
    with Coturn(allow=[ADDRESS]) as coturn:
        yield coturn


@pytest.fixture(scope="module")
def relayed_site(coturn: Coturn) -> Iterator[Site]:
    with Site(None, **coturn.settings) as site:
        yield site


@pytest.fixture(scope="module")
def ill_site(coturn: Coturn) -> Iterator[Site]:
    """Its secret is not coturn's, and a second relay is not there."""
    urls = f"{coturn.urls[1]}, turn:{ADDRESS}:{free_port()}?transport=tcp"
    settings = {"TURN_URLS": urls, "STUN_URLS": "", "TURN_SECRET": "a secret that nobody else has"}
    with Site(None, **settings) as site:
        yield site


@pytest.fixture
def cast(chromium: Browser, relayed_site: Site) -> Iterator[Cast]:
    with cast_of(chromium, relayed_site) as cast:
        yield cast


@pytest.fixture
def ill_cast(chromium: Browser, ill_site: Site) -> Iterator[Cast]:
    with cast_of(chromium, ill_site) as cast:
        yield cast


def step(person: Person, title: str) -> Locator:
    """The line about one thing, by its heading."""
    heading = person.page.get_by_role("heading", name=title)
    return person.page.get_by_role("listitem").filter(has=heading)


def finds(person: Person, title: str, mark: str, words: str = "") -> None:
    expect(step(person, title).get_by_role("heading")).to_contain_text(mark, timeout=LONG)
    expect(step(person, title)).to_contain_text(words)


def test_everything_works(cast: Cast) -> None:
    alice = cast.signed_in("Alice")
    alice.go_online(PATH)
    assert alice.captures() == [], "nothing is opened before the press"
    alice.press("Start the check")
    finds(alice, "Server", "Works", "calls can ring here")
    finds(alice, "Camera", "Works")
    finds(alice, "Microphone", "Works", "hears you")
    finds(alice, "Direct connection", "Works", "straight to the other person")
    finds(alice, "Relay", "Works", "your calls go through the relay")
    alice.press("Play a tone")
    expect(step(alice, "Speaker")).to_contain_text("Did you?")
    alice.press("Yes, I hear it")
    finds(alice, "Speaker", "Works")
    expect(alice.button("Play a tone")).to_be_focused()
    expect(alice.page.get_by_role("status")).to_have_text("Everything a call needs works here.")
    alice.press("Stop the check")
    alice.has_released_everything()
    expect(alice.button("Check again")).to_be_focused()
    finds(alice, "Relay", "Works")


def test_what_was_opened_is_given_back_when_the_page_goes(cast: Cast) -> None:
    alice = cast.signed_in("Alice")
    alice.go_online(PATH)
    alice.press("Start the check")
    expect(alice.page.get_by_label("Your camera")).to_be_visible()
    alice.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    alice.has_released_everything()


def test_by_keyboard_alone(cast: Cast) -> None:
    alice = cast.signed_in("Alice")
    alice.go_online(PATH)
    alice.press_by_keyboard(alice.button("Start the check"))
    expect(alice.button("Stop the check")).to_be_focused()
    alice.press_by_keyboard(alice.button("Play a tone"))
    alice.press_by_keyboard(alice.button("No"))
    finds(alice, "Speaker", "Problem", "Turn the volume up")


def test_it_rings_there_too(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    bob.go_online(PATH)
    bob.press("Start the check")
    alice.call(bob)
    bob.decline(alice)
    alice.says("declined")


@pytest.mark.long
def test_a_relay_with_another_password(ill_cast: Cast) -> None:
    alice = ill_cast.signed_in("Alice")
    alice.go_online(PATH)
    alice.press("Start the check")
    finds(alice, "Relay", "Problem", "did not accept this site\N{RIGHT SINGLE QUOTATION MARK}s password")
    finds(alice, "Direct connection", "Works in part", "same network")
    expect(alice.page.get_by_role("status")).to_contain_text("will probably not connect", timeout=LONG)


@pytest.mark.long
def test_checked_too_often(chromium: Browser) -> None:
    with (
        Site(None, CONNECTION_CHECK_RATE="1/h/user", TURN_URLS="") as strict,
        cast_of(chromium, strict) as cast,
    ):
        alice = cast.signed_in("Alice")
        alice.go_online(PATH)
        alice.press("Start the check")
        finds(alice, "Relay", "Works in part", "This site has no relay")
        alice.press("Stop the check")
        with alice.page.expect_response("**/servers/") as answer:
            alice.press("Check again")
        assert answer.value.status == 429
        finds(alice, "Relay", "Problem", "You checked often")
        cast.troubles.clear()  # the browser notes the 429 as an error


@pytest.mark.long
def test_without_a_camera(playwright: Playwright, relayed_site: Site) -> None:
    with launch(playwright, devices="device-count=0") as bare, cast_of(bare, relayed_site) as cast:
        alice = cast.signed_in("Alice")
        alice.go_online(PATH)
        alice.press("Start the check")
        finds(alice, "Camera", "Problem", "No camera found")
        finds(alice, "Microphone", "Works")
        finds(alice, "Relay", "Works")


def operator(cast: Cast) -> Person:
    operator = cast.stranger("Charlie")
    cast.site.make_user(operator.username, operator.name, admin=True)
    operator.wear_session()
    operator.open("/admin/")
    operator.page.get_by_role("link", name="Connection check").click()
    expect(operator.page.get_by_role("heading", name="Connection check")).to_be_visible()
    return operator


def test_the_operators_check(cast: Cast, coturn: Coturn) -> None:
    charlie = operator(cast)
    assert charlie.captures() == []
    charlie.press("Run the check")
    finds(charlie, "This page", "Works", "secure page")
    finds(charlie, "WebSocket", "Works")
    finds(charlie, "Addresses", "Works", "2 on relays (relay)")
    finds(charlie, coturn.stun_url, "Works")
    for url, over in zip(coturn.urls, ("udp", "tcp"), strict=True):
        finds(charlie, url, "Works", f"ms, over {over}.")
    finds(charlie, "Camera", "Works")
    finds(charlie, "Microphone", "Works")
    charlie.has_released_everything()
    expect(charlie.page.get_by_role("status")).to_have_text("Done: calls get through from where you are.")
    ours = "#content-main"  # around it is Django's own page
    assert Axe().run(charlie.page, context=ours).response["violations"] == []


@pytest.mark.long
def test_the_operators_check_of_ill_relays(ill_cast: Cast, ill_site: Site) -> None:
    charlie = operator(ill_cast)
    charlie.press("Run the check")
    refusing, closed = ill_site.settings["TURN_URLS"].split(", ")
    finds(charlie, refusing, "Problem", "401: the password was refused")
    finds(charlie, closed, "Problem", "701: no answer")
    expect(charlie.page.get_by_role("status")).to_have_text(
        "Done: 2 of these keep calls from getting through.", timeout=LONG
    )


@pytest.mark.long
def test_the_operators_check_over_tls(playwright: Playwright, tmp_path: Path) -> None:
    """A certificate that the browser does not know: the relay is not reached."""
    with (
        Coturn(Authority(tmp_path), allow=[ADDRESS]) as coturn,
        Site(None, **coturn.settings) as site,
        launch(playwright) as browser,
        cast_of(browser, site) as cast,
    ):
        charlie = operator(cast)
        charlie.press("Run the check")
        finds(charlie, coturn.tls_url, "Problem", "701: no answer")
        finds(charlie, coturn.urls[0], "Works", "over udp")
