"""What a Sentry server is told of an error: taken by one on this machine, and looked through."""

from __future__ import annotations

import gzip
import importlib.util
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli
import pytest

from tests.servers import PASSWORD, Site, wait_until
from tests.test_settings import refused
from tests.wire.pages import Cast
from videocall.sentry import scrubbed

SDP = "v=0\r\no=- 1 2 IN IP4 198.51.100.9\r\n"


class Taker(ThreadingHTTPServer):
    """Stands for a Sentry server: keeps the events it gets."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.bodies: list[str] = []
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    @property
    def dsn(self) -> str:
        return f"http://aKey@127.0.0.1:{self.server_port}/1"

    def events(self) -> list[dict[str, Any]]:
        """An envelope is lines of JSON; an event has an id, as has the envelope's own header."""
        lines = [json.loads(line) for body in self.bodies for line in body.splitlines() if line]
        return [line for line in lines if "event_id" in line and "level" in line]


UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}


class _Answer(BaseHTTPRequestHandler):
    server: Taker

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = UNPACK[self.headers.get("Content-Encoding", "identity")]
        self.server.bodies.append(unpack(body).decode())
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def taker() -> Iterator[Taker]:
    with Taker() as taker:
        yield taker
        taker.shutdown()


async def test_an_error_arrives_and_says_nothing_of_who_and_what(taker: Taker) -> None:
    with Site(SENTRY_DSN=taker.dsn) as site:
        cast = Cast(site)
        alice, bob = cast.contacts("alice", "bob")
        a, b = await alice.page(), await bob.page()
        site.backstage("lose_the_calls")
        await a.say("start_call", to=bob.username, media="video")
        assert (await a.get("error"))["code"] == "server_error"
        wait_until(lambda: _failed(taker), 10, "the error has arrived")
        secrets = [a.identity["resume"], a.identity["device"], b.identity["device"], *alice.cookies.values()]
        await cast.leave()
    [event] = _failed(taker)
    assert event["logentry"]["message"] == "A message could not be handled."
    assert event["exception"]["values"][-1]["type"] == "OperationalError"
    frames = event["exception"]["values"][-1]["stacktrace"]["frames"]
    assert any(frame["function"] == "handle" for frame in frames)
    everything = "\n".join(taker.bodies)
    for secret in [*secrets, alice.username, bob.username, PASSWORD, "127.0.0.1", '"vars"', '"request": {']:
        assert secret not in everything
    assert not {"request", "user", "breadcrumbs", "extra", "contexts", "modules", "server_name"} & set(event)


def _failed(taker: Taker) -> list[dict[str, Any]]:
    words = "A message could not be handled."
    return [event for event in taker.events() if event.get("logentry", {}).get("message") == words]


def test_what_an_error_quotes_is_left_out() -> None:
    frame = {"function": "f", "lineno": 3, "vars": {"message": SDP}}
    error = {"type": "ValueError", "value": f"bad {SDP}", "stacktrace": {"frames": [frame]}}
    event: Any = {
        "event_id": "1",
        "level": "error",
        "logentry": {"message": "At 192.0.2.7: token=abcdef", "params": [SDP]},
        "exception": {"values": [error]},
        "request": {"data": SDP, "cookies": "x"},
        "user": {"ip_address": "192.0.2.7"},
        "breadcrumbs": {"values": [SDP]},
        "extra": {"request": SDP},
        "tags": {"who": "alice"},
    }
    left: Any = scrubbed(event, {})
    assert set(left) == {"event_id", "level", "logentry", "exception"}
    assert left["logentry"] == {"message": "At (address): token=(secret)"}
    [kept] = left["exception"]["values"]
    assert kept["value"] == "bad (description)"
    assert kept["stacktrace"]["frames"] == [{"function": "f", "lineno": 3}]


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    said = refused(DEBUG="1", SENTRY_DSN="https://key@sentry.example.org/1")
    assert said.startswith("SENTRY_DSN: the package sentry-sdk is missing")
    assert "requirements-sentry.txt" in said


def test_the_key_is_never_repeated() -> None:
    assert "hunter2" not in refused(DEBUG="1", SENTRY_DSN="https://hunter2@sentry.example.org/")
