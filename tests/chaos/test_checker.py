"""The checker finds nothing in a good history, and each kind of broken promise in one made to have it."""

from __future__ import annotations

from typing import Any

from tests.chaos.checker import violations
from tests.chaos.history import Event

CALL = "c1"
ALICE, BOB, BOBS_TABLET, MALLORY = "alice.1", "bob.1", "bob.2", "mallory.1"


class Story:
    """Writes a history, a second after the other unless told."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.t = 0.0
        contacts = {"alice": ["bob"], "bob": ["alice"], "mallory": []}
        self.add("facts", seed=0, ring_seconds=45, contacts=contacts)
        for page in (ALICE, BOB, BOBS_TABLET, MALLORY):
            self.got(page, "welcome", device=f"device of {page}", calls=[])

    def add(self, what: str, after: float = 1, **fields: Any) -> None:
        self.t += after
        self.events.append({"t": self.t, "what": what, **fields})

    def got(self, page: str, channel: str, after: Any = 0.1, **fields: Any) -> None:
        self.add("got", after, who=page.split(".")[0], page=page, channel=channel, **fields)

    def rung(self, page: str) -> None:
        self.got(page, "start_call", call=CALL, **{"from": {"username": "alice"}})

    def signal(self, page: str, channel: str = "webrtc_offer", sender: str = "alice", epoch: int = 1) -> None:
        self.got(page, channel, call=CALL, epoch=epoch, **{"from": sender})

    def sent(self, page: str, channel: str, **fields: Any) -> None:
        self.add("sent", who=page.split(".")[0], page=page, channel=channel, call=CALL, **fields)

    def state(self, page: str, version: int, state: str, seat: str = "here", **more: Any) -> None:
        self.got(page, "call_state", **self.snapshot(page, version, state, seat, **more))

    def snapshot(self, page: str, version: int, state: str, seat: str = "here", **more: Any) -> Event:
        other, role = ("bob", "caller") if page == ALICE else ("alice", "callee")
        call = {"call": CALL, "version": version, "state": state, "role": role, "seat": seat, "epoch": 1}
        return call | {"peer": {"username": other}, "reason": None, "ended_by": None} | more

    def link(self, page: str, up: bool, after: float = 0.1) -> None:
        self.add("link", after, who=page.split(".")[0], page=page, call=CALL, epoch=1, up=up)

    # ---- scenes ----------------------------------------------------------------------------------

    def rings(self) -> Story:
        self.add("sent", who="alice", page=ALICE, channel="start_call", ref="one")
        self.state(ALICE, 1, "ringing")
        for page in (BOB, BOBS_TABLET):
            self.rung(page)
        return self

    def is_accepted(self) -> Story:
        self.rings()
        self.sent(BOB, "accept_call")
        self.state(ALICE, 2, "connecting")
        self.state(BOB, 2, "connecting")
        self.state(BOBS_TABLET, 2, "connecting", "elsewhere")
        return self

    def is_talked_in(self) -> Story:
        self.is_accepted()
        for page, version in ((ALICE, 3), (BOB, 4)):
            self.link(page, up=True)
            self.state(page, version, "active")
        return self

    def ends(self, reason: str, version: int = 5, by: str | None = None, after: float = 0.1) -> Story:
        self.t += after
        for page in (ALICE, BOB):
            mine = "me" if page.startswith(by or "?") else "peer"
            self.state(page, version, "ended", reason=reason, ended_by=mine if by else None)
        return self

    def is_hung_up(self) -> Story:
        self.sent(ALICE, "hang_up")
        return self.ends("completed", by="alice")

    def blames(self, rule: str) -> None:
        found = list(violations(self.events))
        assert found, "nothing was found"
        assert any(f" {rule}:" in sentence for sentence in found), found

    def is_good(self) -> None:
        assert list(violations(self.events)) == []


# ---- what is as it should be -----------------------------------------------------------------------


def test_a_whole_call() -> None:
    story = Story().is_talked_in()
    story.signal(ALICE, "webrtc_offer", "bob", 1)
    story.is_hung_up()
    story.add("left_behind", counts={"live calls": 0, "seats": 0})
    story.is_good()


def test_a_call_that_rings_out() -> None:
    Story().rings().ends("missed", version=2, after=45).is_good()


def test_a_call_lost_after_two_minutes_without_a_page() -> None:
    story = Story().is_talked_in()
    story.add("lost", who="bob", page=BOB, code=1006)
    story.ends("lost", after=121).is_good()


def test_a_call_lost_as_media_stayed_away() -> None:
    story = Story().is_talked_in()
    story.link(ALICE, up=False)
    story.link(BOB, up=False)
    story.ends("lost", after=46).is_good()


def test_a_ring_that_ends_as_its_caller_vanished() -> None:
    story = Story().rings()
    story.add("left", who="alice", page=ALICE)
    story.ends("cancelled", version=2, by="alice", after=11).is_good()


def test_a_rejoin_moves_the_seat_with_a_new_epoch() -> None:
    story = Story().is_talked_in()
    story.state(BOBS_TABLET, 5, "reconnecting", epoch=2)
    story.state(BOB, 5, "reconnecting", "elsewhere", epoch=2)
    story.is_good()


# ---- what must not be ------------------------------------------------------------------------------


def test_two_devices_accept() -> None:
    story = Story().is_accepted()
    story.state(BOBS_TABLET, 2, "connecting", "here")
    story.blames("OneSeat")


def test_a_second_accept_later() -> None:
    story = Story().is_accepted()
    story.state(BOBS_TABLET, 3, "connecting", "here")
    story.blames("OneSeat")


def test_a_version_that_goes_back() -> None:
    story = Story().is_talked_in()
    story.state(BOB, 3, "active")
    story.blames("OneStory")


def test_one_version_told_in_two_ways() -> None:
    story = Story().is_accepted()
    story.state(ALICE, 3, "active")
    story.state(BOB, 3, "ended", reason="failed")
    story.blames("OneStory")


def test_a_state_that_cannot_follow() -> None:
    story = Story().is_talked_in()
    story.state(ALICE, 6, "ringing")
    story.blames("OneStory")


def test_a_state_that_could_not_come_before_what_another_page_was_told() -> None:
    story = Story().is_talked_in()
    story.state(ALICE, 9, "active")
    story.state(BOB, 8, "connecting")
    story.blames("OneStory")


def test_an_ended_call_that_lives_again() -> None:
    story = Story().is_talked_in().is_hung_up()
    story.state(BOB, 6, "active")
    story.blames("OneStory")


def test_an_end_that_changes_its_reason() -> None:
    story = Story().is_talked_in().is_hung_up()
    story.state(BOB, 5, "ended", reason="lost")
    story.blames("OneStory")


def test_an_end_told_twice_with_a_new_version() -> None:
    story = Story().is_talked_in().is_hung_up()
    story.state(BOB, 6, "ended", reason="completed", ended_by="peer")
    story.blames("OneStory")


def test_an_epoch_that_goes_back() -> None:
    story = Story().is_accepted()
    story.state(ALICE, 3, "connecting", epoch=2)
    story.state(ALICE, 4, "connecting", epoch=1)
    story.blames("OneStory")


def test_a_signal_to_a_third_device() -> None:
    story = Story().is_talked_in()
    story.signal(BOBS_TABLET, "webrtc_offer", "alice", 1)
    story.blames("Signals")


def test_a_signal_before_acceptance() -> None:
    story = Story().rings()
    story.signal(ALICE, "webrtc_ice_candidate", "bob", 1)
    story.blames("Signals")


def test_a_signal_before_the_news_of_the_acceptance() -> None:
    story = Story().rings()
    story.signal(BOB, "webrtc_answer", "alice", 1)
    story.blames("Signals")


def test_a_signal_after_the_end() -> None:
    story = Story().is_talked_in().is_hung_up()
    story.signal(BOB, "webrtc_offer", "alice", 1)
    story.blames("Signals")


def test_a_signal_of_another_epoch() -> None:
    story = Story().is_talked_in()
    story.signal(BOB, "webrtc_offer", "alice", 2)
    story.blames("Signals")


def test_a_signal_in_somebody_elses_name() -> None:
    story = Story().is_talked_in()
    story.signal(BOB, "webrtc_offer", "mallory", 1)
    story.blames("Signals")


def test_a_ring_after_the_end() -> None:
    story = Story().is_talked_in().is_hung_up()
    story.rung(BOB)
    story.blames("Rings")


def test_a_ring_that_crossed_the_end_and_is_never_taken_back() -> None:
    story = Story().is_talked_in().is_hung_up()
    story.rung(BOBS_TABLET)
    story.add("quiet", after=13)
    story.blames("Rings")


def test_a_ring_that_crossed_the_end_and_is_taken_back() -> None:
    story = Story().is_talked_in().is_hung_up()
    story.rung(BOBS_TABLET)
    story.state(BOBS_TABLET, 5, "ended", "elsewhere", reason="completed", ended_by="peer")
    story.add("quiet", after=13)
    story.is_good()


def test_a_page_that_comes_later_is_told_of_an_ended_call() -> None:
    story = Story().is_talked_in().is_hung_up()
    story.add("lost", who="bob", page=BOBS_TABLET, code=1006)
    calls = [story.snapshot(BOBS_TABLET, 4, "active", "elsewhere")]
    story.got(BOBS_TABLET, "welcome", device="x", calls=calls)
    story.blames("Rings")


def test_an_established_call_ended_as_failed_missed_or_lost() -> None:
    for reason in ("failed", "missed", "lost", "session_ended", "removed_by_admin"):
        Story().is_talked_in().ends(reason, after=60).blames("Ends")


def test_a_call_ended_as_hung_up_though_nobody_did() -> None:
    Story().is_talked_in().ends("completed", by="alice").blames("Ends")
    Story().is_talked_in().ends("completed").blames("Ends")


def test_an_established_call_lost_although_its_page_was_back_in_time() -> None:
    story = Story().is_talked_in()
    story.add("lost", who="bob", page=BOB, code=1006)
    story.got(BOB, "welcome", 100, device="x", calls=[story.snapshot(BOB, 4, "active")])
    story.ends("lost", after=25).blames("Ends")


def test_a_call_failed_before_its_time() -> None:
    Story().is_accepted().ends("failed", version=3, after=5).blames("Ends")


def test_a_call_failed_although_media_flowed() -> None:
    story = Story().is_accepted()
    for page in (ALICE, BOB):
        story.link(page, up=True)
    story.ends("failed", version=3, after=30).blames("Ends")


def test_a_ring_missed_before_its_time() -> None:
    Story().rings().ends("missed", version=2, after=10).blames("Ends")


def test_a_ring_cancelled_although_the_caller_was_there() -> None:
    Story().rings().ends("cancelled", version=2, by="alice", after=20).blames("Ends")


def test_a_ring_declined_by_nobody() -> None:
    Story().rings().ends("declined", version=2, by="bob").blames("Ends")


def test_somebody_unrelated_hears_of_a_call() -> None:
    story = Story().is_talked_in()
    story.state(MALLORY, 4, "active", "none")
    story.blames("Strangers")


def test_somebody_unrelated_is_rung() -> None:
    story = Story().rings()
    story.rung(MALLORY)
    story.blames("Strangers")


def test_somebody_unrelated_gets_a_signal() -> None:
    story = Story().is_talked_in()
    story.signal(MALLORY, "webrtc_offer", "alice", 1)
    story.blames("Strangers")


def test_somebody_unrelated_is_told_of_anothers_presence() -> None:
    story = Story()
    story.got(MALLORY, "presence", people={"alice": "online"})
    story.blames("Strangers")


def test_one_attempt_that_places_two_calls() -> None:
    story = Story().is_talked_in().is_hung_up()
    story.state(ALICE, 1, "ringing", call="another")
    story.blames("Attempts")


def test_refusals_of_what_was_right() -> None:
    story = Story()
    story.got(ALICE, "error", code="bad_message", about="start_call")
    story.blames("Refusals")
    story = Story()
    story.add("lost", who="alice", page=ALICE, code=4401)
    story.blames("Refusals")


def test_what_is_left_behind() -> None:
    story = Story()
    story.add("left_behind", counts={"live calls": 1})
    story.blames("Leftovers")


def test_what_did_not_come_right_after_the_faults() -> None:
    story = Story()
    story.add("unsettled", reason="2 pages are not online")
    story.blames("Leftovers")
