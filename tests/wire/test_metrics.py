"""/metrics of a server under daphne: what its sockets do is counted."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.servers import Site, wait_until
from tests.wire.pages import Cast, answered

TOKEN = "a token for a test and nothing else"
OFFER = {"type": "offer", "sdp": "v=0"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Its own: its numbers are this module's alone."""
    with Site(METRICS_TOKEN=TOKEN) as site:
        yield site


def readings(site: Site) -> dict[tuple[str, ...], float]:
    """Every sample by its name and its labels' values, without the process's."""
    request = urllib.request.Request(f"{site.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request) as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    return {
        (sample.name, *(value for name, value in sample.labels.items() if name != "process")): sample.value
        for family in families
        for sample in family.samples
    }


async def test_a_whole_call_is_counted(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    await b.say("webrtc_offer", call=call, epoch=1, offer=OFFER)
    await a.get("webrtc_offer")
    await a.say("webrtc_offer", call=call, epoch=7, offer=OFFER)
    await a.get("error", code="wrong_epoch")
    now = await asyncio.to_thread(readings, cast.site)
    assert now["videocall_sockets_open",] == now["videocall_sockets_accepted_total",] == 2
    assert now["videocall_messages_total", "webrtc_offer"] == 2
    assert now["videocall_messages_total", "start_call"] == 1
    assert now["videocall_messages_refused_total", "wrong_epoch"] == 1
    assert now["videocall_lease_age_seconds",] < 25
    assert now["videocall_outbox_highest",] < 3  # pages that read keep nothing waiting
    assert now["videocall_redis_trouble",] == 0
    await a.say("hang_up", call=call)
    await b.get("call_state", call=call, state="ended")
    await a.socket.close(1001)

    def closed() -> bool:
        after = readings(cast.site)
        return (after["videocall_sockets_open",], after.get(("videocall_sockets_closed_total", "1001"))) == (
            1,
            1,
        )

    await asyncio.to_thread(wait_until, closed, 10, "one of the sockets is counted as closed")
