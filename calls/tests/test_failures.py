"""Why calls failed, in words and in numbers, and how the operator sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from calls.explanations import finding, in_words
from calls.failures import overview
from calls.models import CallReport, Device, Participant
from calls.tests.cast import Page, pass_time
from calls.tests.test_admin import body
from calls.tests.test_reports import report


def said(outcome: str = "ice_failed", **fields: Any) -> CallReport:
    return CallReport(outcome=outcome, **fields)


@pytest.mark.parametrize(
    ("row", "key", "words"),
    [
        (
            said(relay_offered=False, gathered="host"),
            "no_relay",
            "no relay was offered. See the TURN settings",
        ),
        (
            said(relay_offered=True, gathered="host", errors="401 701"),
            "relay_refused",
            "refused its password",
        ),
        (said(relay_offered=True, gathered="host", errors="486"), "relay_full", "no room left"),
        (said(relay_offered=True, gathered="host", errors="701"), "relay_unreachable", "did not answer"),
        (said(relay_offered=True, gathered="host relay"), "relay_useless", "not even with the relay"),
        (said("no_candidates"), "no_candidates", "had no address to offer"),
        (said("no_signals"), "no_signals", "heard nothing from the other side"),
        (said("dtls_failed"), "dtls_failed", "no secure session"),
        (said("lost", loss=31.0), "lost", "was connected, and lost it"),
        (said("connecting"), "connecting", "still looking for a way"),
    ],
)
def test_each_failure_has_a_cause_and_something_to_do(row: CallReport, key: str, words: str) -> None:
    found = finding(row)
    assert found is not None
    assert found.key == key
    assert found.todo
    assert words in in_words(row, "Bob")
    assert in_words(row, "Bob").startswith("Bob's browser ")


def test_a_good_call_in_words() -> None:
    row = said("connected", local="host", remote="prflx", transport="udp", setup_ms=420, loss=0.25)
    row.round_trip_ms, row.jitter_ms = 38, 4
    assert finding(row) is None
    assert in_words(row, "Bob") == (
        "Bob's browser connected directly (udp) after 0.4 s. 0.25 % of the packets lost, round trip 38 ms, "
        "jitter 4 ms."
    )


def test_a_relayed_call_and_a_camera_in_words() -> None:
    mine = said("connected", local="relay", relay="tls", problem="denied", restarts=2)
    assert "connected through the relay (tls). Camera and microphone were not allowed." in in_words(mine, "A")
    assert "2 ICE restarts." in in_words(mine, "A")
    assert "through the other side's relay" in in_words(said("connected", local="host", remote="relay"), "A")


def failed_call(alices: Page, bobs: Page, mine: dict[str, Any], other: dict[str, Any] | None = None) -> str:
    """Answered, never connected."""
    call = alices.place("bob")
    bobs.accept(call)
    report(alices, call, **mine)
    if other:
        report(bobs, call, **other)
    pass_time(21)
    alices.hang_up(call)
    assert alices.last.reason == "failed"
    return call


NO_RELAY = {"outcome": "ice_failed", "relay_offered": False, "gathered": ["host"]}


def good_call(alices: Page, bobs: Page, **fields: Any) -> str:
    call = alices.place("bob")
    bobs.accept(call)
    for page in (alices, bobs):
        page.report(call)
        report(page, call, local="host", remote="host", setup_ms=300, **fields)
    alices.hang_up(call)
    return call


def test_each_failed_call_counts_once_under_what_says_most(alices: Page, bobs: Page) -> None:
    failed_call(alices, bobs, {"outcome": "no_signals"}, NO_RELAY)
    failed_call(alices, bobs, NO_RELAY)
    failed_call(alices, bobs, {"outcome": "dtls_failed"})
    call = alices.place("bob")
    bobs.accept(call)
    pass_time(21)
    alices.hang_up(call)
    good_call(alices, bobs, problem="denied")
    seen = overview(7)
    assert [(cause.finding.key, cause.calls) for cause in seen.causes] == [
        ("no_relay", 2),
        ("dtls_failed", 1),
    ]
    assert seen.unexplained == 1
    assert dict(seen.reasons) == {"failed": 4, "completed": 1}
    assert (seen.connected, seen.relayed, seen.lossy) == (2, 0, 0)
    assert seen.problems == [("denied", 2)]


def test_an_epoch_that_healed_is_no_cause(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.drop()
    bobs.open()
    bobs.rejoin(call)
    report(alices, call, outcome="ice_failed")
    report(alices, call, epoch=2)
    pass_time(60)
    alices.hang_up(call)
    assert overview(7).causes == []


def test_only_the_last_days_count(alices: Page, bobs: Page) -> None:
    failed_call(alices, bobs, NO_RELAY)
    pass_time(8 * 24 * 3600)
    assert overview(7).reasons == []
    assert [cause.calls for cause in overview(30).causes] == [1]


def test_the_calls_page_says_it_for_each_side(operator: Client, alices: Page, bobs: Page) -> None:
    Device.objects.filter(pk=bobs.device).update(user_agent="Mozilla/5.0 (X11; Linux) Firefox/153.0")
    call = failed_call(alices, bobs, {"outcome": "no_signals"}, NO_RELAY)
    html = body(operator.get(f"/admin/calls/call/{call}/change/"))
    assert "bob&#x27;s browser found no way through: no relay was offered." in html
    assert "alice&#x27;s browser heard nothing" in html
    assert "Firefox 153 on Linux" in html


def test_a_deleted_persons_side_is_still_told(operator: Client, alices: Page, bobs: Page) -> None:
    call = failed_call(alices, bobs, {"outcome": "no_signals"}, NO_RELAY)
    Participant.objects.filter(user=bobs.user).update(user=None)
    assert "deleted&#x27;s browser" in body(operator.get(f"/admin/calls/call/{call}/change/"))


def test_calls_are_filtered_by_what_became_of_their_media(
    operator: Client,
    alices: Page,
    bobs: Page,
) -> None:
    failed_call(alices, bobs, NO_RELAY)
    good_call(alices, bobs, loss=7.5)
    relayed = alices.place("bob")
    bobs.accept(relayed)
    report(alices, relayed, local="relay", remote="host", relay="udp")

    def count(choice: str) -> int:
        return int(operator.get("/admin/calls/call/", {"media_was": choice}).context["cl"].result_count)

    assert [count(choice) for choice in ("failed", "relayed", "lossy", "nonsense")] == [1, 1, 1, 3]


def test_the_overview(operator: Client, alices: Page, bobs: Page) -> None:
    html = body(operator.get("/admin/calls/call/why/"))
    assert html.count("No calls.") == 2
    failed_call(alices, bobs, NO_RELAY)
    html = body(operator.get("/admin/calls/call/why/"))
    assert html.count("found no way through: no relay was offered") == 2
    assert 'href="/admin/calls/call/why/"' in body(operator.get("/admin/calls/call/"))
    assert " style=" not in html


def test_the_overview_is_for_those_who_may_see_calls(client: Client, alice: User) -> None:
    looker = User.objects.create_user("looker", is_staff=True)
    client.force_login(looker)
    assert client.get("/admin/calls/call/why/").status_code == 403
    looker.user_permissions.add(Permission.objects.get(codename="view_call"))
    assert client.get("/admin/calls/call/why/").status_code == 200


def test_pages_are_listed_by_browser_and_system(operator: Client, alices: Page) -> None:
    text = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"
    Device.objects.update(user_agent=text)
    for address in ("", f"{alices.device}/change/"):
        html = body(operator.get(f"/admin/calls/device/{address}"))
        assert "Chrome 156" in html
        assert "Windows" in html
        assert "AppleWebKit" not in html
