"""One site for all wire tests, new people for each; the site's log must stay free of errors."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.servers import Site
from tests.wire.pages import Cast

COMPLAINT = re.compile(r"^.*(?:Traceback|ERROR|CRITICAL).*(?:\n.*){0,30}", re.MULTILINE)

# Uvicorn logs each client that sends broken text, with a traceback.
UVICORNS_OWN = re.compile(r"^.*ERROR.*Invalid UTF-8 sequence.*\n(?:.*\n)*?.*UnicodeDecodeError.*$", re.M)


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    with Site(
        STUN_URLS="stun:stun.example.org", TURN_URLS="turn:turn.example.org", TURN_SECRET="x" * 32
    ) as site:
        yield site
        assert_no_complaint(site)


@pytest.fixture
async def cast(site: Site) -> AsyncIterator[Cast]:
    cast = Cast(site)
    before = len(site.log)
    yield cast
    await cast.leave()
    assert_no_complaint(site, before)


def assert_no_complaint(site: Site, before: int = 0) -> None:
    complaint = COMPLAINT.search(UVICORNS_OWN.sub("", site.log[before:]))
    assert complaint is None, complaint[0]
