"""What the operator learns of real calls between real browsers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.browsers import launch_firefox
from tests.e2e.cast import Cast
from tests.e2e.looks import assert_accessible_and_whole
from tests.e2e.people import SECONDS, Person
from tests.e2e.polling import wait_until
from tests.e2e.scenes_in_call import failed
from tests.e2e.test_whole_call import talk


def report_of(cast: Cast, person: Person, outcome: str) -> dict[str, Any]:
    """The person's one report, once it says so."""

    def look() -> Any:
        rows = cast.site.backstage("reports_of", username=person.username)
        return rows[0] if [row["outcome"] for row in rows] == [outcome] else None

    row: dict[str, Any] = wait_until(look, SECONDS, f"{person.name}'s report says {outcome}")
    return row


def test_a_call_leaves_a_direct_row_with_plausible_numbers_for_both(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    for person in (alice, bob):
        report_of(cast, person, "connected")  # while it goes on
    alice.hang_up()
    bob.says("ended")
    for person in (alice, bob):
        row = report_of(cast, person, "connected")
        assert row["local"] in ("host", "prflx")
        assert row["remote"] in ("host", "prflx")
        assert (row["transport"], row["relay"], row["relay_offered"]) == ("udp", "", False)
        assert 0 < row["setup_ms"] < 10_000
        assert 0 <= row["round_trip_ms"] < 1000
        assert 0 <= row["loss"] < 20
        assert 0 <= row["jitter_ms"] < 1000
        assert "host" in row["gathered"].split()
        assert "host" in row["heard"].split()
        assert row["browser"].startswith("Chrome ")
        assert row["system"] == "Linux"
        assert (row["epoch"], row["restarts"], row["problem"]) == (1, 0, "")


def test_a_call_that_found_no_way_says_why(cast: Cast) -> None:
    failed(cast)
    alice, bob = cast.people
    details = alice.page.get_by_role("group", name="Technical details")
    expect(details).to_contain_text("Media: no ICE candidates of this browser (connection 1)")
    expect(details).to_contain_text("Relay (TURN) offered by the server: no")
    expect(details).to_contain_text(f"Call: {cast.calls_of(alice)[0]['id']}")
    alice.context.grant_permissions(["clipboard-read", "clipboard-write"])
    alice.press("Copy details")
    expect(alice.button("Copied")).to_be_visible()
    assert alice.page.evaluate("navigator.clipboard.readText()") == details.text_content()
    row = report_of(cast, alice, "no_candidates")
    assert (row["relay_offered"], row["gathered"]) == (False, "")
    assert report_of(cast, bob, "no_signals")["gathered"] != ""
    assert_accessible_and_whole(alice.page)


@pytest.mark.long
def test_firefox_reports_as_much(cast: Cast, playwright: Playwright) -> None:
    """Its statistics have no transport to tell."""
    with launch_firefox(playwright) as firefox:
        fiona, carl = cast.signed_in("Fiona", browser=firefox, permissions=[]), cast.signed_in("Carl")
        cast.befriend(fiona, carl)
        for person in (fiona, carl):
            person.go_online()
        carl.call(fiona)
        fiona.accept(carl)
        fiona.is_connected_to(carl)
        row = report_of(cast, fiona, "connected")
        cast.leave()
    assert row["browser"].startswith("Firefox ")
    assert {row["local"], row["remote"]} <= {"host", "prflx"}
    assert row["local"]
    assert row["transport"] == "udp"
    assert row["round_trip_ms"] is not None
    assert row["loss"] is not None
    assert "host" in row["gathered"].split()
