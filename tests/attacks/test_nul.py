"""NUL, which PostgreSQL keeps in no text and SQLite does: wherever somebody may write it. Nothing fails, and
nobody's log fills up (tests/attacks/conftest.py looks)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.attacks.conftest import PRODUCTION
from tests.attacks.visitor import Visitor
from tests.servers import PASSWORD, Postgres, Site
from tests.wire.pages import Cast

NUL = "a\0b"
QUOTED = r'"a\000b"'  # RFC 2109's cookies, which Django's parser reads too
PART = re.compile(r"<[a-z_]+:?\w+>|\(\?P<\w+>[^)]*\)")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with (
        Postgres() as postgres,
        Site(None, **PRODUCTION, DATABASE_URL=postgres.new_database()) as site,
    ):
        yield site


async def test_in_cookies(cast: Cast) -> None:
    for cookies in ({"session": QUOTED}, {"csrftoken": QUOTED}, {"language": QUOTED}, {"messages": QUOTED}):
        assert Visitor(cast.site, cookies).get("/accounts/login/").status == 200
        assert Visitor(cast.site, cast.person("alice").cookies | cookies).get("/").status in (200, 302)


async def test_in_addresses(cast: Cast) -> None:
    alice = Visitor(cast.site, cast.person("alice").cookies)
    for pattern in cast.site.backstage("addresses"):
        path = "/" + PART.sub("a%00b", pattern).replace("^", "").replace("$", "").replace("\\", "")
        for address in (path, f"{path}?next=%00&q=%00&add=%00&p=%00"):
            assert alice.get(address).status in {200, 302, 400, 401, 403, 404, 405}, address


async def test_in_forms(cast: Cast) -> None:
    alice = cast.person("alice")
    anybody = Visitor(cast.site)
    for path, fields in {
        "/accounts/login/": {"login": NUL, "password": PASSWORD},
        "/accounts/signup/": {
            "username": NUL,
            "email": f"{NUL}@example.org",
            "password1": NUL,
            "password2": NUL,
        },
        "/accounts/password/reset/": {"email": f"{NUL}@example.org"},
    }.items():
        assert anybody.post(path, fields).status == 200, path
    visitor = Visitor(cast.site, alice.cookies)
    for path, fields in {
        "/accounts/profile/": {"display_name": NUL},
        "/accounts/email/": {"action_add": "", "email": f"{NUL}@example.org"},
        "/accounts/privacy/": {"requests": NUL},
        "/accounts/language/": {"language": NUL, "next": NUL},
        "/accounts/delete/": {"password": NUL, "username": NUL},
    }.items():
        assert visitor.post(path, fields, "/accounts/profile/").status in {200, 302, 400}, path
    for asked in (NUL, f"{alice.username}\0"):
        assert visitor.post_json("/contacts/ask/", username=asked).status in {400, 404, 409}
    assert visitor.get("/accounts/profile/").status == 200


async def test_in_messages(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    page = await alice.page()
    for message in (
        {"channel": "start_call", "to": NUL, "media": "video"},
        {"channel": "start_call", "to": bob.username, "media": "video", "ref": NUL},
        {"channel": "accept_call", "call": NUL, "media": "video"},
        {"channel": "rejoin_call", "call": NUL},
        {"channel": "hang_up", "call": NUL},
        {"channel": "decline_call", "call": NUL},
        {"channel": "media_status", "call": NUL, "state": "connected", "audio": True, "video": True},
        {"channel": "webrtc_ice_candidate", "call": NUL, "epoch": 1, "candidates": [{}]},
    ):
        await page.say(**message)
        assert (await page.get("error"))["code"] != "server_error", message
    await page.say("ping", nonce="still-here")
    await page.get("pong", nonce="still-here")
