"""The newcomer's first call: the echo bot, a client of the public protocol, gives picture and sound back."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import media
from tests.e2e.cast import COMPLAINT, Cast, cast_of
from tests.e2e.evidence import CAST
from tests.e2e.people import SECONDS, Person
from tests.e2e.polling import wait_until
from tests.e2e.test_chat import open_chat, reads, write
from tests.e2e.test_view import choose
from tests.processes import PROJECT, Process
from tests.servers import Site

# The other side agreed to receive a picture that only we send.
TAKEN = """() => window.witness.peers.some((peer) => peer.connectionState === "connected" &&
  peer.getTransceivers().some(({ currentDirection, receiver }) =>
    currentDirection === "sendonly" && receiver.track.kind === "video"))"""


class EchoBot:
    """`manage.py echo_bot` as an operator starts it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.start()

    def start(self) -> None:
        command = [sys.executable, str(PROJECT / "manage.py"), "echo_bot", "--url", self.site.url]
        self.process = Process(command, self.site.folder / "echo.log", env=self.site.environment)
        self.process.wait_for(lambda: "Signed in" in self.process.log, "the echo bot is signed in")

    def stop(self) -> None:
        self.process.stop()


@pytest.fixture(scope="module")
def echo_site() -> Iterator[Site]:
    with Site(ECHO_USERNAME="echo", ECHO_PASSWORD="gives it all back") as site:
        site.manage("echo_account")
        yield site


@pytest.fixture(scope="module")
def bot(echo_site: Site) -> Iterator[EchoBot]:
    bot = EchoBot(echo_site)
    yield bot
    bot.stop()
    assert not COMPLAINT.search(bot.process.log), bot.process.log


@pytest.fixture
def newcomers(request: pytest.FixtureRequest, chromium: Browser, echo_site: Site) -> Iterator[Cast]:
    with cast_of(chromium, echo_site) as cast:
        request.node.stash[CAST] = cast
        yield cast


def echo_of(person: Person) -> Person:
    """The bot, as something to call: it has no browser."""
    echo = object.__new__(Person)
    echo.name, echo.username = "Echo test", "echo"
    return echo


def talk_to_echo(newcomer: Person) -> Person:
    echo = echo_of(newcomer)
    expect(newcomer.row(echo)).to_contain_text("Online")
    newcomer.call(echo)
    newcomer.is_connected_to(echo)
    newcomer.sees_and_hears(echo)
    return echo


def test_a_newcomer_finds_the_echo_and_sees_and_hears_themselves(newcomers: Cast, bot: EchoBot) -> None:
    nora = newcomers.stranger("nora")
    nora.sign_up()
    echo = talk_to_echo(nora)
    choose(nora, "Safety code")
    expect(nora.page.get_by_text("takes no part in this, so this call cannot be checked.")).to_be_visible()
    nora.press("Close safety code")
    open_chat(nora)
    write(nora, "Is anybody there?")
    reads(nora, "Is anybody there?", "Is anybody there?")
    nora.press("Turn camera off")
    nora.sees_nothing_of(echo)
    nora.hears(echo)
    nora.page.reload()
    nora.is_connected_to(echo)
    nora.hears(echo)
    open_chat(nora)
    write(nora, "And now?")
    reads(nora, *2 * ["Is anybody there?"], *2 * ["And now?"])
    nora.hang_up()
    nora.says("ended")


@pytest.mark.long
def test_the_bot_accepts_requests_and_comes_back_after_a_restart(newcomers: Cast, bot: EchoBot) -> None:
    otto = newcomers.signed_in("Otto")
    otto.go_online()
    otto.ask("echo")
    echo = talk_to_echo(otto)
    bot.stop()
    otto.says("reconnecting")
    bot.start()
    otto.is_connected_to(echo)
    media.assert_hears(otto.page)
    otto.hang_up()
    otto.says("ended")


@pytest.mark.long
def test_the_echo_is_shown_a_screen_and_goes_on_giving_back_camera_and_microphone(
    newcomers: Cast, bot: EchoBot
) -> None:
    [nora] = newcomers("Nora")
    newcomers.site.make_contacts(nora.username, "echo")
    nora.page.reload()
    echo = talk_to_echo(nora)
    for _ in range(2):
        nora.press("Share screen")
        wait_until(lambda: nora.page.evaluate(TAKEN), SECONDS, "the bot takes the screen")
        nora.sees_and_hears(echo)
        nora.press("Stop sharing")
        wait_until(lambda: not nora.page.evaluate(TAKEN), SECONDS, "the screen is over")
        nora.sees_and_hears(echo)
    nora.hang_up()
    nora.says("ended")
