"""What the log may say, and in which form."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from videocall import logs
from videocall.logs import redacted, request_id

SDP = "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\na=candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host\r\n"
Lines = Callable[[], list[str]]


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Iterator[Lines]:
    """What was logged since, in the form of the parameter."""
    stream = io.StringIO()
    configuration = logs.configuration(request.param, "DEBUG")
    configuration["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(configuration)
    yield lambda: stream.getvalue().splitlines()
    logging.config.dictConfig(settings.LOGGING)


json_lines = pytest.mark.parametrize("written", ["json"], indirect=True)
text_lines = pytest.mark.parametrize("written", ["text"], indirect=True)


@json_lines
def test_one_object_an_event(written: Lines) -> None:
    logging.getLogger("calls.worker").warning("Redis answers %s.", "again")
    [line] = map(json.loads, written())
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "WARNING", "logger": "calls.worker", "message": "Redis answers again."}


@json_lines
def test_a_traceback_stays_in_its_line(written: Lines) -> None:
    try:
        raise RuntimeError(f"It failed on {SDP}")
    except RuntimeError:
        logging.getLogger("calls").exception("A message could not be handled.")
    [line] = map(json.loads, written())
    assert line["error"].startswith("Traceback (most recent call last):")
    assert "RuntimeError: It failed on (description)" in line["error"]


@json_lines
def test_what_hangs_on_a_record_is_left_out(written: Lines) -> None:
    logging.getLogger("django.request").error(
        "Not found", extra={"request": "GET /?token=1", "status_code": 404}
    )
    [line] = map(json.loads, written())
    assert set(line) == {"time", "level", "logger", "message"}


@pytest.mark.parametrize("written", ["json", "text"], indirect=True)
def test_the_id_of_the_request(written: Lines) -> None:
    token = request_id.set("5f0c1a2b")
    logging.getLogger("calls").info("Something happened.")
    request_id.reset(token)
    logging.getLogger("calls").info("Something else.")
    first, second = written()
    assert "5f0c1a2b" in first
    assert "5f0c1a2b" not in second


@text_lines
def test_lines_for_people(written: Lines) -> None:
    logging.getLogger("calls").info("Something happened.")
    assert written()[0].endswith(" INFO calls: Something happened.")


@text_lines
def test_libraries_do_not_chatter_when_we_look_for_faults(written: Lines) -> None:
    for name in ("uvicorn.error", "websockets.server", "django.db.backends", "daphne.ws_protocol"):
        logging.getLogger(name).debug("a frame")
    logging.getLogger("uvicorn.access").info("an address")
    assert written() == []
    logging.getLogger("calls").debug("ours")
    assert len(written()) == 1


@pytest.mark.parametrize(
    "text",
    [
        SDP,
        json.dumps({"offer": {"sdp": SDP}}),
        "candidate:842163049 1 udp 1677729535 192.0.2.9 41885 typ srflx raddr 10.0.0.1 rport 2",
        'Key (session)=(x) already; Cookie: __Host-session=abcdefghij; "resume": "h7Yk0cX3"',
        "Authorization: Bearer abcdef",
        "token=abcdefghij",
        "from 192.0.2.7.",
        '192.0.2.7:4711 - "WebSocket /ws/"',
        "[2001:db8::7]:4711, 2001:DB8:0:0:0:0:0:7, ::ffff:192.0.2.7",
        "h7Yk0cX3nZ3o5VtqQm0u3rYb0V1b7mF4d1Jm2s8eXqk",
    ],
)
def test_nothing_of_a_person_or_a_call_is_left(text: str) -> None:
    left = redacted(f"It failed: {text}")
    for secret in ("192.0", "10.0.0.1", "2001:", "41885", "abcdef", "h7Yk0", "typ ", "o=-"):
        assert secret not in left


@pytest.mark.parametrize(
    "text",
    [
        "Starting at 10:20:30, version 5.2.19, Uvicorn running on http://127.0.0.1:8000, [::1], 0.0.0.0",
        "calls.worker.Worker._beat failed; it is tried again every 1 s.",
        "Call 6f1c2a52-1d0b-4c8e-9d0b-0a9f5d2f7c11 has ended.",
        "The session could not be kept. A token was refused.",
    ],
)
def test_ordinary_lines_stay_as_they_are(text: str) -> None:
    assert redacted(text) == text


def test_the_default_is_lines_in_development_and_json_in_production() -> None:
    from tests.test_settings import PRODUCTION, loaded

    def form(values: dict[str, Any]) -> str:
        return str(values["LOGGING"]["handlers"]["console"]["formatter"])

    assert form(loaded(DEBUG="1")) == "text"
    assert form(loaded(**PRODUCTION)) == "json"
    assert form(loaded(**PRODUCTION, LOG_FORMAT="text")) == "text"
