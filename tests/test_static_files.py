"""Static files as the browser gets them from the server: hashed, compressed, kept for good."""

from __future__ import annotations

import gzip
import hashlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIHandler
from django.templatetags.static import static

from tools.vendor import VENDOR
from tools.vendor import files as vendored
from videocall.staticfiles import served


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def stylesheet() -> str:
    """The address of a hashed file, as a page names it."""
    return static("css/base.css")


async def fetch(path: str, of: ASGIHandler | None = None, **headers: str) -> Answer:
    """What the ASGI application answers."""
    given = {"Host": "localhost"} | {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.lower().encode(), value.encode()) for name, value in given.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": raw}
    application = ApplicationCommunicator(of or get_asgi_application(), scope)
    await application.send_input({"type": "http.request", "body": b""})
    start = await application.receive_output(timeout=30)
    body, more = b"", True
    while more:
        part = await application.receive_output(timeout=30)
        body, more = body + part["body"], part.get("more_body", False)
    names = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], names, body)


async def test_hashed_files_are_kept_for_good(stylesheet: str) -> None:
    answer = await fetch(stylesheet)
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Content-Type"] == 'text/css; charset="utf-8"'


async def test_plain_names_are_not(stylesheet: str) -> None:
    answer = await fetch("/static/css/base.css")
    assert "immutable" not in answer.headers["Cache-Control"]


async def test_files_come_compressed_to_those_who_can_read_it(stylesheet: str) -> None:
    plain, packed = await fetch(stylesheet), await fetch(stylesheet, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body
    assert int(plain.headers["Content-Length"]) == len(plain.body) > len(packed.body)


async def test_an_unchanged_file_is_not_sent_again(stylesheet: str) -> None:
    first = await fetch(stylesheet)
    again = await fetch(stylesheet, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert "Content-Type" not in again.headers


async def test_a_part_of_a_file_can_be_had(stylesheet: str) -> None:
    part = await fetch(stylesheet, Range="bytes=0-9")
    assert (part.status, part.body) == (206, (await fetch(stylesheet)).body[:10])


async def test_scripts_and_styles_of_other_sites_cannot_read_them(stylesheet: str) -> None:
    answer = await fetch(stylesheet)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_icon_that_browsers_ask_for_unbidden() -> None:
    answer = await fetch("/favicon.ico")
    assert (answer.status, answer.headers["Location"]) == (302, static("img/favicon.svg"))
    assert (await fetch(answer.headers["Location"])).headers["Content-Type"] == "image/svg+xml"


async def test_serving_one_is_not_worth_a_warning(stylesheet: str) -> None:
    """Django warns under ASGI of files streamed synchronously, as WhiteNoise's own middleware does."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (await fetch(stylesheet)).status == 200


@pytest.fixture
def late_file(stylesheet: str) -> Iterator[str]:
    """The address of a file that the next version brings, collected while this process serves."""
    address = stylesheet.replace("base.", "later.")
    yield address
    collected(address).unlink(missing_ok=True)


def collected(address: str) -> Path:
    return Path(settings.STATIC_ROOT, address.removeprefix("/static/"))


async def test_a_file_collected_later_is_served(late_file: str) -> None:
    application = get_asgi_application()
    assert (await fetch(late_file, of=application)).status == 404
    collected(late_file).write_text("body { color: red }")
    assert (await fetch(late_file, of=application)).body == b"body { color: red }"


@pytest.mark.parametrize(
    "address",
    ["/static/../db.sqlite3", "/static//etc/passwd", "/static/css", "/static/a\0b", "/static/" + "a" * 300],
)
async def test_nothing_else_of_the_disk_is(address: str) -> None:
    assert (await fetch(f"/static/{address}")).status == 404


def test_a_style_sheet_selects_the_same_without_its_comments() -> None:
    source = b"@layer parts {\n  /* why */\n  .field :is(input, select) {\n    color: red;\n  }\n}\n"
    expected = b"@layer parts {\n.field :is(input, select) {\ncolor: red;\n}\n}\n"
    assert served("css/field.css", source) == expected


async def test_only_the_worker_that_blurs_may_run_webassembly() -> None:
    """Its own policy comes with its script; the pages' stays as strict as it was."""
    for address in (static("js/blur/worker.js"), "/static/js/blur/worker.js"):
        policy = (await fetch(address)).headers["Content-Security-Policy"]
        assert policy == "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
    assert "Content-Security-Policy" not in (await fetch(static("js/blur/room.js"))).headers
    assert "wasm" not in (await fetch("/accounts/login/")).headers["Content-Security-Policy"]


def test_what_others_made_is_what_was_vendored_and_is_served_as_it_is() -> None:
    sums = dict(line.split()[::-1] for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    assert sums == {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendored()
    }
    for name in sums:
        source = (VENDOR / name).read_bytes()
        assert served(f"vendor/{name}", source) == source
    for folder in ("litert", "selfie"):
        assert "Apache License" in (VENDOR / folder / "LICENSE").read_text()
