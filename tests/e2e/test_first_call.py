"""What the README promises: `make run`, two people sign up, become contacts, and talk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.cast import Cast, cast_of
from tests.e2e.test_whole_call import both_say_it_ended, talk
from tests.processes import Process
from tests.servers import Site

# Four programs one after the other, the static files among them, on a machine busy with other tests.
MAKE_SECONDS = 120


class MadeSite(Site):
    """Started as a stranger starts it: `make run`, on a data folder that is not there yet."""

    def start(self) -> None:
        make = shutil.which("make")
        assert make, "make is not installed. On Debian and Ubuntu: sudo apt install make"
        wanted = self.environment | {"PORT": str(self.port)}
        self.process = Process([make, "run"], self.folder / "log", env=wanted, start_new_session=True)
        self.process.wait_for(
            lambda: self._listens() and self._serves(), f"make run serves {self.url}", MAKE_SECONDS
        )


@pytest.fixture(scope="module")
def made_site() -> Iterator[MadeSite]:
    with MadeSite() as site:
        yield site


@pytest.fixture
def strangers(chromium: Browser, made_site: MadeSite) -> Iterator[Cast]:
    with cast_of(chromium, made_site) as cast:
        yield cast


def test_from_make_run_to_the_first_call(strangers: Cast) -> None:
    alice, bob = strangers.stranger("alice"), strangers.stranger("bob")
    for person in (alice, bob):
        person.sign_up()
    alice.ask(bob.username)
    bob.press(f"Accept request from {alice.name}")
    expect(alice.row(bob)).to_contain_text("Online")
    talk(alice, bob)
    bob.hang_up()
    both_say_it_ended(alice, bob)


def test_make_run_tells_the_address_and_how_to_make_an_administrator(made_site: MadeSite) -> None:
    assert f"http://localhost:{made_site.port}/" in made_site.log
    assert "make admin" in made_site.log


def test_sign_in_and_out_again(strangers: Cast) -> None:
    alice = strangers.stranger("alice")
    alice.sign_up()
    alice.sign_out()
    alice.sign_in()
    expect(alice.button(f"Account of {alice.name}")).to_be_visible()
