"""The people of one test, and whatever their browsers and the site complained about meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations, count
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, WebError

from tests.e2e.browsers import WITNESS
from tests.e2e.people import SECONDS, Person
from tests.servers import Site

COMPLAINT = re.compile(r"^.*(?:Traceback|ERROR|CRITICAL).*(?:\n.*){0,30}", re.MULTILINE)
_numbers = count(1)


class Cast:
    """Makes the people of one test, and notes whatever their browsers complain about."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.people: list[Person] = []
        self.troubles: list[str] = []
        self.expected: list[str] = []  # words in complaints that belong to the test
        self.browsers: dict[str, Browser] = {}  # for people who have one of their own, by name
        self._logs: dict[Site, int] = {}

    def __call__(self, *names: str) -> list[Person]:
        """Signed in, contacts of each other, each with the live page open and online."""
        people = [self.signed_in(name) for name in names]
        self.befriend(*people)
        for person in people:
            person.go_online()
        return people

    def befriend(self, *people: Person) -> None:
        """Make all of them contacts of each other, in the database: open pages are not told."""
        for one, other in combinations(people, 2):
            self.site.make_contacts(one.username, other.username)

    def signed_in(self, name: str, **where: Any) -> Person:
        """With an account and a session, no page open yet."""
        person = self.stranger(name, **where)
        person.site.make_user(person.username, person.name)
        person.wear_session()
        return person

    def asked(self, name: str, by: str) -> tuple[Person, Person]:
        """Two who are no contacts, each on their page; the second has asked the first to be one."""
        person, asking = self.signed_in(name), self.signed_in(by)
        for one in (person, asking):
            one.go_online()
        asking.ask(person.username)
        return person, asking

    def stranger(
        self, name: str, *, site: Site | None = None, browser: Browser | None = None, **options: Any
    ) -> Person:
        """Without an account. What they would sign up with is a new username; `options` are the
        browser context's."""
        site = site or self.site
        self._logs.setdefault(site, len(site.log))
        username = f"{name.lower()}{next(_numbers)}"
        context = self._context(browser or self.browsers.get(name, self.browser), options)
        self.people.append(Person(name, username, site, context))
        return self.people[-1]

    def sign_in_again(self, person: Person, **options: Any) -> Person:
        """The same person in another browser, signed in, no page open yet."""
        context = self._context(self.browser, options)
        self.people.append(Person(person.name, person.username, person.site, context))
        self.people[-1].wear_session()
        return self.people[-1]

    def calls_of(self, person: Person) -> list[dict[str, Any]]:
        """As the database has them, newest first."""
        calls: list[dict[str, Any]] = person.site.backstage("calls_of", username=person.username)
        return calls

    def _context(self, browser: Browser, options: dict[str, Any]) -> BrowserContext:
        context = browser.new_context(
            **({"permissions": ["camera", "microphone", "notifications"]} | options)
        )
        context.set_default_timeout(SECONDS * 1000)
        context.add_init_script(path=WITNESS)
        context.on("console", self._note_console)
        context.on("weberror", self._note_error)
        return context

    def leave(self) -> None:
        """Close every browser context, the pages' last complaints noted."""
        for context in {id(person.context): person.context for person in self.people}.values():
            for page in context.pages:
                self.troubles += page.evaluate("window.witness?.violations ?? []")
            context.close()
        for site, already in self._logs.items():
            self.troubles += COMPLAINT.findall(site.log[already:])

    def _note_console(self, message: ConsoleMessage) -> None:
        if any(word in message.text for word in self.expected):
            return
        if message.type == "error" or "Content Security Policy" in message.text:
            self.troubles.append(f"console: {message.text} ({message.location})")

    def _note_error(self, error: WebError) -> None:
        self.troubles.append(f"page error: {error.error}")


@contextmanager
def cast_of(browser: Browser, site: Site) -> Iterator[Cast]:
    """A Cast; at the end it fails when a browser or the server complained."""
    cast = Cast(browser, site)
    try:
        yield cast
    finally:
        cast.leave()
    assert not cast.troubles, "\n".join(cast.troubles)
