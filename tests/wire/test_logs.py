"""A whole call over the wire, and then every line of the log is looked through."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import ClassVar

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from tests.processes import Process
from tests.servers import APPLICATION, PASSWORD, Site
from tests.wire.pages import SUBPROTOCOL, Cast, Page, Person, answered

CLIENT = "192.0.2.55"  # as the proxy tells it
SDP = "v=0\r\no=- 46117 2 IN IP4 198.51.100.9\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n"
CANDIDATE = "candidate:1 1 udp 2122260223 203.0.113.4 54321 typ host"
OF_THE_CALL = [
    "192.0.2.55",
    "198.51.100.9",
    "203.0.113.4",
    "a=ice-pwd",
    "v=0",
    "candidate:",
    "typ host",
    "sdp",
]


# But for where the server itself listens.
ADDRESS = re.compile(r"\b(?!127\.|0\.0\.0\.0)\d{1,3}(\.\d{1,3}){3}\b")


class QuietSite(Site):
    """Under daphne as deploy/ starts it, without its access log."""

    server: ClassVar[list[str]] = ["daphne", "--verbosity", "0", "--websocket_timeout", "-1"]

    def start(self) -> None:
        self._prepare_data()
        arguments = [sys.executable, "-m", *self.server, "--port", str(self.port), APPLICATION]
        self.process = Process(arguments, self.folder / "log", env=self.environment)
        self.process.wait_for(lambda: self._listens() and self._serves(), f"the site serves at {self.url}")


class UvicornSite(QuietSite):
    """The same under uvicorn, its log as talkative as it is by itself."""

    server: ClassVar[list[str]] = ["uvicorn", "--no-proxy-headers", "--ws", "videocall.frames:Frames"]


@pytest.fixture(scope="module", params=[QuietSite, UvicornSite], ids=["daphne", "uvicorn"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    settings = {"LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG", "TRUSTED_PROXIES": "127.0.0.1"}
    with request.param(**settings) as site:
        yield site


def events(site: Site) -> list[dict[str, str]]:
    """Every line, all of which are JSON objects; what the server said before it had our settings left out."""
    lines = site.log.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("{"))
    assert first <= 1, lines[:first]
    return [json.loads(line) for line in lines[first:]]


async def behind_a_proxy(site: Site, person: Person) -> Page:
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    socket = await connect(
        site.socket_url,
        origin=Origin(site.url),
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        additional_headers={"Cookie": cookies, "X-Forwarded-For": CLIENT},
    )
    return await Page(socket).greet()


def ask(site: Site, path: str, **headers: str) -> None:
    request = urllib.request.Request(site.url + path, headers={"X-Forwarded-For": CLIENT, **headers})
    try:
        urllib.request.urlopen(request).close()
    except urllib.error.HTTPError as error:
        error.close()


async def whole_call(site: Site, cast: Cast) -> list[str]:
    """A call with all that pages say, some of it wrong; returns what must not be told of its people."""
    alice, bob = cast.contacts("alice", "bob")
    a, b = await behind_a_proxy(site, alice), await behind_a_proxy(site, bob)
    call = await answered(a, bob, b)
    await a.say("get_ice_servers")
    await b.say("webrtc_offer", call=call, epoch=1, offer={"type": "offer", "sdp": SDP})
    await a.get("webrtc_offer")
    await a.say("webrtc_answer", call=call, epoch=1, answer={"type": "answer", "sdp": SDP})
    await a.say("webrtc_ice_candidate", call=call, epoch=1, candidates=[{"candidate": CANDIDATE}])
    await b.get("webrtc_ice_candidate")
    await a.say("webrtc_offer", call=call, epoch=9, offer={"type": "offer", "sdp": SDP})
    await a.say("webrtc_offer", call=call, epoch=1, offer=SDP)
    await a.say("media_status", call=call, state=CANDIDATE, audio=True, video=True)
    for _ in range(3):
        await a.get("error")
    await a.say("hang_up", call=call)
    await b.get("call_state", call=call, state="ended")
    tokens = [page.identity[name] for page in (a, b) for name in ("resume", "device")]
    for page in (a, b):
        await page.socket.close()
    return [*tokens, *alice.cookies.values(), *bob.cookies.values(), PASSWORD]


async def test_the_log_of_a_whole_call_tells_nothing_of_it(site: Site, cast: Cast) -> None:
    secrets = await whole_call(site, cast)
    await asyncio.to_thread(ask, site, "/no/such/page?token=tell-nobody")
    said = events(site)
    assert any("/no/such/page" in event["message"] for event in said)
    everything = "\n".join(json.dumps(event) for event in said)
    for secret in [*OF_THE_CALL, *secrets, "tell-nobody"]:
        assert secret not in everything
    assert not ADDRESS.search(everything)


def test_an_error_tells_no_address_either(site: Site) -> None:
    ask(site, "/", Host="203.0.113.4")
    [event] = [event for event in events(site) if "Invalid HTTP_HOST" in event["message"]]
    assert "DisallowedHost" in event["error"]
    assert not ADDRESS.search(json.dumps(event))


async def test_every_line_is_one_event_and_names_its_request(site: Site, cast: Cast) -> None:
    await asyncio.to_thread(ask, site, "/no/such/page")
    said = events(site)
    assert all({"time", "level", "logger", "message"} <= set(event) for event in said)
    missing = [event for event in said if "/no/such/page" in event["message"]]
    assert all(re.fullmatch("[0-9a-f]{8}", event["request"]) for event in missing)


def test_the_servers_own_lines_go_the_same_way(site: Site) -> None:
    assert {event["logger"].partition(".")[0] for event in events(site)} & {"daphne", "uvicorn"}
