"""The ways to a Redis: over TLS, through a Sentinel, and none for a while."""

from __future__ import annotations

import asyncio
import http.cookiejar
import re
import signal
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from tests.servers import PASSWORD, Redis, Sentinel, Site, TlsRedis, wait_until
from tests.wire.pages import Cast, Page, answered
from tests.wire.test_processes import until_they_can_talk

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def over_tls() -> Iterator[tuple[Site, Site]]:
    with TlsRedis() as redis, Site.pair(redis) as sites:
        yield sites


async def test_a_call_between_processes_over_tls(over_tls: tuple[Site, Site]) -> None:
    cast = Cast(over_tls[0])
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page(over_tls[1])
    await a.get("presence", people={bob.username: "online"})
    await carries_a_signal(await answered(a, bob, b), a, b)
    await cast.leave()


async def test_a_certificate_of_nobody_known_is_not_believed() -> None:
    with TlsRedis() as redis, Site(REDIS_URL=redis.url) as site:
        with pytest.raises(urllib.error.HTTPError) as refused:
            await asyncio.to_thread(urllib.request.urlopen, f"{site.url}/readyz")
        assert refused.value.code == 503
        assert "CERTIFICATE_VERIFY_FAILED" in site.log


async def test_calls_go_on_when_the_sentinel_makes_another_master() -> None:
    with (
        Redis() as first,
        Redis(first) as second,
        Sentinel(first) as sentinel,
        Site.pair(sentinel) as sites,
    ):
        cast = Cast(sites[0])
        alice, bob = cast.contacts("alice", "bob")
        a, b = await alice.page(), await bob.page(sites[1])
        call = await answered(a, bob, b)
        await carries_a_signal(call, a, b)
        await a.say("hang_up", call=call)
        await b.get("call_state", call=call, state="ended")
        await asyncio.to_thread(first.stop, signal.SIGKILL)
        await asyncio.to_thread(wait_until, lambda: sentinel.master_port() == second.port, 20, "a new master")
        await until_they_can_talk(a, bob, b)
        await cast.leave()


async def test_people_sign_in_while_redis_is_away() -> None:
    with Redis() as redis, Site(REDIS_URL=redis.url, LOGIN_RATE="2/m/ip") as site:
        site.make_user("alice")
        redis.stop()
        assert await asyncio.to_thread(sign_in, site, PASSWORD) == 200
        assert site.log.count("each process counts rate limits for itself") == 1
        # It counts all the same.
        assert await asyncio.to_thread(sign_in, site, "wrong") == 200
        assert await asyncio.to_thread(sign_in, site, "wrong") == 429


async def carries_a_signal(call: str, a: Page, b: Page) -> None:
    await a.say("webrtc_ice_candidate", call=call, epoch=1, candidates=[{"candidate": "x"}])
    await b.get("webrtc_ice_candidate", call=call)


def sign_in(site: Site, password: str) -> int:
    """The status that the form answers with."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    address = f"{site.url}/accounts/login/"
    page = browser.open(address).read().decode()
    token = TOKEN.search(page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": "alice", "password": password}
    try:
        with browser.open(address, urllib.parse.urlencode(form).encode()) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
