"""A client of the protocol, as anybody might write one: one page's socket."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from tests.servers import Site

SECONDS = 15  # for what should take milliseconds, on a machine that is busy with other tests
SUBPROTOCOL = "videocall.v1"
_numbers = itertools.count(1)

Message = dict[str, Any]


class Page:
    """Answers the server's pings unless `pongs` is off. `seen` is every message but those, in order."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.pongs = True
        self.seen: list[Message] = []
        self._read = 0  # how many of the seen ones `get` has gone past
        self.welcome: Message = {}

    @property
    def identity(self) -> dict[str, str]:
        """What the page says hello with to come back."""
        return {"device": self.welcome["device"], "resume": self.welcome["resume"]}

    async def say(self, channel: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"channel": channel, **fields}))

    async def greet(self, **identity: str) -> Self:
        await self.say("hello", **identity)
        self.welcome = await self.get("welcome")
        return self

    async def get(self, channel: str, within: float = SECONDS, **fields: Any) -> Message:
        """The next message of this channel with these fields; those before it are passed over."""
        async with asyncio.timeout(within):
            while True:
                while self._read < len(self.seen):
                    message = self.seen[self._read]
                    self._read += 1
                    if message["channel"] == channel and fields.items() <= message.items():
                        return message
                await self._receive()

    async def closed(self, within: float = SECONDS) -> int:
        """The code with which the server closes this socket."""
        try:
            async with asyncio.timeout(within):
                while True:
                    await self._receive()
        except ConnectionClosed:
            return self.socket.close_code or 1006

    async def heard_nothing_of(self, *channels: str) -> bool:
        """Whether none of these came, before now and until the server has answered a ping."""
        await self.say("ping")
        await self.get("pong")
        return not [message for message in self.seen if message["channel"] in channels]

    async def _receive(self) -> None:
        message = json.loads(await self.socket.recv())
        if message["channel"] != "ping":
            self.seen.append(message)
        elif self.pongs:
            await self.say(**message | {"channel": "pong"})


class Person:
    """Somebody with an account and a session on a site, who may open pages."""

    def __init__(self, site: Site, username: str) -> None:
        self.site = site
        self.username = username
        self.cookies = site.sign_in(username)
        self._pages = AsyncExitStack()

    async def page(self, site: Site | None = None, resume: Mapping[str, str] | None = None) -> Page:
        """A greeted page, at another process if given; a former page that comes back, with `resume`."""
        page = await self._pages.enter_async_context(socket(site or self.site, self.cookies))
        return await page.greet(**resume or {})

    async def close_pages(self) -> None:
        await self._pages.aclose()


@asynccontextmanager
async def socket(
    site: Site,
    cookies: Mapping[str, str],
    origin: str | None = "",
    subprotocol: str | None = SUBPROTOCOL,
    path: str = "",
    headers: Mapping[str, str] | None = None,
) -> AsyncIterator[Page]:
    """A socket that has not said hello yet. The origin is the site's own unless given."""
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    async with connect(
        site.socket_url + path,
        origin=Origin(site.url if origin == "" else origin) if origin is not None else None,
        subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
        additional_headers={**cookie, **(headers or {})},
        ping_interval=None,
        close_timeout=1,
        **site.socket_options,
    ) as connection:
        yield Page(connection)


class Cast:
    """Makes new people on a site, and closes their pages."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.people: list[Person] = []

    def person(self, name: str) -> Person:
        username = f"{name}{next(_numbers)}"
        self.site.make_user(username, name.capitalize())
        self.people.append(Person(self.site, username))
        return self.people[-1]

    def contacts(self, *names: str) -> list[Person]:
        """People who all list each other."""
        people = [self.person(name) for name in names]
        for one, other in itertools.combinations(people, 2):
            self.site.make_contacts(one.username, other.username)
        return people

    async def leave(self) -> None:
        for person in self.people:
            await person.close_pages()


async def ringing(caller: Page, callee: Person, callee_page: Page) -> str:
    """The id of a call that rings."""
    await caller.say("start_call", to=callee.username, media="video")
    return str((await callee_page.get("start_call"))["call"])


async def answered(caller: Page, callee: Person, callee_page: Page) -> str:
    """The id of a call that the callee's page accepted, known to both pages."""
    call = await ringing(caller, callee, callee_page)
    await callee_page.say("accept_call", call=call, media="video")
    await caller.get("call_state", call=call, state="connecting")
    await callee_page.get("call_state", call=call, state="connecting")
    return call
