"""Pages' reports over the wire: taken without a word, kept beside the call, and no hold-up of it."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.servers import wait_until
from tests.wire.pages import Cast, answered
from tests.wire.test_golden import TO_SERVER

EXAMPLES = next(golden.examples for golden in TO_SERVER if golden.channel == "call_report")


async def kept(cast: Cast, username: str, count: int) -> list[dict[str, Any]]:
    """This person's reports once there are so many."""

    def look() -> Any:
        rows = cast.site.backstage("reports_of", username=username)
        return rows if len(rows) >= count else None

    rows: list[dict[str, Any]] = await asyncio.to_thread(wait_until, look, 10, f"{count} reports")
    return rows


async def test_reports_are_kept_and_nothing_answers_them(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    for page in (a, b):
        await page.say(**EXAMPLES[0] | {"call": call})
    assert await a.heard_nothing_of("error")
    [row] = await kept(cast, alice.username, 1)
    assert (row["outcome"], row["local"], row["remote"], row["setup_ms"]) == (
        "connected",
        "host",
        "srflx",
        412,
    )
    await a.say("hang_up", call=call)
    await b.get("call_state", call=call, state="ended")
    await b.say("call_report", call=call, epoch=1, outcome="lost")
    wait = asyncio.to_thread(
        wait_until,
        lambda: [r["outcome"] for r in cast.site.backstage("reports_of", username=bob.username)] == ["lost"],
        10,
        "the later report",
    )
    await wait


async def test_a_report_of_anothers_call_is_let_go(cast: Cast) -> None:
    alice, bob, charlie = cast.contacts("alice", "bob", "charlie")
    a, b, c = await alice.page(), await bob.page(), await charlie.page()
    call = await answered(a, bob, b)
    await c.say("call_report", call=call, epoch=1, outcome="connected")
    assert await c.heard_nothing_of("error")
    await a.say("call_report", call=call, epoch=1, outcome="connected")
    await kept(cast, alice.username, 1)
    assert cast.site.backstage("reports_of", username=charlie.username) == []
