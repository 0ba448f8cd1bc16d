"""Two browsers on a site as docs/deployment.md has it on Debian: https, nginx, two processes of its units."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from tests.e2e.browsers import launch
from tests.e2e.cast import Cast, cast_of
from tests.e2e.test_whole_call import both_say_it_ended, talk
from tests.installed import Installed
from tests.proxy import NAME
from tests.servers import Postgres, Redis

pytestmark = [pytest.mark.long, pytest.mark.timeout(400)]


@pytest.fixture
def cast(playwright: Playwright) -> Iterator[Cast]:
    with Redis() as redis, Postgres() as postgres, Installed(redis, postgres) as site:
        where = f"MAP {NAME}:443 127.0.0.1:{site.nginx.port}"
        browser = launch(playwright, flags=(f"--host-resolver-rules={where}", "--ignore-certificate-errors"))
        with cast_of(browser, site) as cast:
            yield cast
        browser.close()


def test_a_call_goes_on_while_each_process_is_restarted(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    assert isinstance(cast.site, Installed)
    assert cast.site.restart_one_by_one().count("is ready.") == 2
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.sees_and_hears(other)
    bob.hang_up()
    both_say_it_ended(alice, bob)
    assert [call["reason"] for call in cast.calls_of(alice)] == ["completed"]
