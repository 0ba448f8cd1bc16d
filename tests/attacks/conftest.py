"""New people for each attack. The site is set up as in production, but for https and for the limits: those
of one's own tests set their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.servers import Site
from tests.wire.pages import Cast

PRODUCTION = {"DEBUG": "0", "HTTPS": "0", "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "localhost,127.0.0.1"}


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    with Site(None, **PRODUCTION) as site:
        yield site


@pytest.fixture
async def cast(site: Site) -> AsyncIterator[Cast]:
    cast = Cast(site)
    before = len(site.log)
    yield cast
    await cast.leave()
    # What is refused is logged; a server error is a hole, whatever the attack.
    assert "Internal Server Error" not in site.log[before:]
    assert "could not be handled" not in site.log[before:]
