"""Two people at home, the site and the TURN server in public, and a call whose way is watched."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Self

from playwright.sync_api import Playwright, expect

from tests.certificates import Authority
from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.polling import wait_until
from tests.network.browsers import launch, trusting
from tests.network.home import Nat
from tests.network.lab import Lab
from tests.network.servers import Proxy, PublicSite, public_coturn

ARRIVALS = Path(__file__).with_name("arrivals.js")
# A picture that comes so much later than the one before is the end of an interruption.
GAP_MS = 500
RECENT_MS = 1_000
FLOWS = 8  # pictures in that time, for the stream to count as back
STAYS = 1.5  # seconds; a better way than the first takes over within half a second
WELCOMES = "witness.messages.filter(({ channel }) => channel === 'welcome').length"
# An interruption shows by then.
SETTLES_MS = 3_000


class Way(NamedTuple):
    """How one end sends: `kind` is host, srflx, prflx or relay, `over` udp, tcp or tls (to its relay)."""

    kind: str
    over: str
    version: int


class Stage:
    """One laboratory for many calls; Alice calls from home a, Bob is at home b."""

    alice: Person
    bob: Person

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self._playwright, self._folder = playwright, folder
        self._things = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as things:
            self._set_up(things)
            self._things = things.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._things.close()

    def _set_up(self, things: ExitStack) -> None:
        authority = Authority(self._folder)
        self.lab = things.enter_context(Lab())
        self.site = things.enter_context(PublicSite(self.lab.site))
        self.proxy = things.enter_context(Proxy(self.lab.site, authority))
        self.coturn = things.enter_context(public_coturn(self.lab.turn, authority))
        home = trusting(authority, self._folder)
        browsers = {name: launch(self._playwright, one.computer, home) for name, one in self._homes.items()}
        for browser in browsers.values():
            things.callback(browser.close)
        self.cast = Cast(browsers["Alice"], self.site)
        self.cast.browsers = browsers
        things.callback(self.cast.leave)
        self.alice, self.bob = (self._person(name) for name in browsers)
        self.cast.befriend(self.alice, self.bob)
        self.open_pages()

    @property
    def _homes(self) -> dict[str, Any]:
        return {"Alice": self.lab.a, "Bob": self.lab.b}

    def _person(self, name: str) -> Person:
        person = self.cast.signed_in(name)
        person.context.add_init_script(path=ARRIVALS)
        return person

    @property
    def people(self) -> tuple[Person, Person]:
        return self.alice, self.bob

    def open_pages(self) -> None:
        """Both with a page just opened."""
        for person in self.people:
            person.go_online()

    def calm(self) -> None:
        """Nobody in a call, and the network as at the start; new pages after another address."""
        self.hang_up()
        if self.lab.calm():
            self.open_pages()

    def start_over(self) -> None:
        """After a failure: nobody in a call, whatever the pages think."""
        self.lab.calm()
        for person in self.people:
            self.site.backstage("end_calls", username=person.username)
        self.open_pages()

    def welcomes(self) -> list[int]:
        """How often each page was welcomed by now. Presence would not do: it outlives a killed server."""
        return [person.page.evaluate(WELCOMES) for person in self.people]

    def both_return(self, welcomes: list[int]) -> None:
        """Both pages have a socket again, one more than in `welcomes`."""
        wait_until(lambda: all(map(int.__gt__, self.welcomes(), welcomes)), 30, "both pages are back")

    def restart_coturn(self) -> None:
        self.coturn.stop(signal.SIGKILL)
        self.coturn.start()

    # ---- a call ----------------------------------------------------------------------------------

    def connect(self) -> float:
        """A new call; seconds from Bob's acceptance to the later of the first pictures."""
        self.forget_pictures()
        self.alice.call(self.bob)
        self.bob.accept(self.alice)
        accepted = self.bob.page.evaluate("performance.timeOrigin + witness.clicks.at(-1)")
        firsts = [self._first_after(person, accepted) for person in self.people]
        return (max(firsts) - accepted) / 1000

    def talk(self, relayed: bool = False) -> None:
        """A call in which both have seen and heard each other."""
        if relayed:
            for home in (self.lab.a, self.lab.b):
                home.router(Nat.SYMMETRIC)
        self.connect()
        self.survived()

    def forget_pictures(self) -> None:
        for person in self.people:
            person.page.evaluate("arrivals.shown.length = 0")

    def ways(self) -> tuple[Way, Way]:
        """Alice's and Bob's, once they stay: a relay nearby may be the first to answer, and the first picture
        comes through it."""
        found, since = self._ways(), time.monotonic()

        def stay() -> bool:
            nonlocal found, since
            if (now := self._ways()) != found:
                found, since = now, time.monotonic()
            return time.monotonic() - since > STAYS

        wait_until(stay, 15, "the ways stay")
        return found

    def _ways(self) -> tuple[Way, Way]:
        return self._way(self.alice), self._way(self.bob)

    def _way(self, person: Person) -> Way:
        """A way to the other's relay is relayed too."""
        local, remote = self._path(person)
        return Way(**local)._replace(kind="relay") if remote["kind"] == "relay" else Way(**local)

    def _path(self, person: Person) -> list[Any]:
        path: list[Any] = wait_until(
            lambda: person.page.evaluate("arrivals.path()"), 10, f"{person.name}'s way is chosen"
        )
        return path

    def back(self, since: float, seconds: float = 45) -> float:
        """Seconds from `since` (time.time()) until both see each other again; 0 where nobody stopped."""
        ends = [self._gap_end(person, since * 1000, seconds) for person in self.people]
        return max(0, *(end / 1000 - since for end in ends))

    def survived(self) -> None:
        """It is still the call, and both see and hear each other."""
        for one, other in (self.people, self.people[::-1]):
            one.is_connected_to(other)
            one.sees_and_hears(other)
        assert self.cast.calls_of(self.alice)[0]["state"] == "active"

    def hang_up(self) -> None:
        """Alice ends the call, if there is one."""
        if self.alice.button("Hang up").is_visible():
            self.alice.hang_up()
        for person in self.people:
            expect(person.button("Hang up")).to_be_hidden()

    def _first_after(self, person: Person, moment: float, seconds: float = 30) -> float:
        first = f"arrivals.shown.find((at) => at > {moment})"
        return float(
            wait_until(lambda: person.page.evaluate(first), seconds, f"{person.name} sees a picture")
        )

    def _gap_end(self, person: Person, moment: float, seconds: float) -> float:
        """When the last interruption since then was over; the moment itself where there was none. It takes
        some pictures in a row to tell: those under way are still shown after the network has gone."""
        recent = f"arrivals.shown.filter((at) => at > Date.now() - {RECENT_MS}).length >= {FLOWS}"
        settled = f"{recent} && Date.now() - {moment} > {SETTLES_MS}"
        wait_until(lambda: person.page.evaluate(settled), seconds, f"{person.name} sees pictures again")
        shown = [moment, *person.page.evaluate(f"arrivals.shown.filter((at) => at > {moment})")]
        ends = [late for early, late in pairwise(shown) if late - early > GAP_MS]
        return float(ends[-1]) if ends else moment
