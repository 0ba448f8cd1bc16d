"""Accepting, declining, cancelling, hanging up, and what the media make of an answered call."""

from __future__ import annotations

import uuid

import pytest

from accounts.models import User
from calls.models import Call, Participant
from calls.services import Refused
from calls.states import Reason, State
from calls.tests.cast import Page, befriend, pass_time, the_call
from calls.tests.conftest import OpenPage


def test_accepting_seats_the_callee_and_opens_the_routes(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    assert not alices.route
    bobs.accept(call)
    assert (alices.last.state, bobs.last.state) == ("connecting", "connecting")
    assert (bobs.last.seat, bobs.last.role) == ("here", "callee")
    assert 19_000 < bobs.last.ms_left <= 20_000
    assert (alices.route.device, bobs.route.device) == (bobs.device, alices.device)
    assert alices.route.worker == bobs.worker


def test_accepting_with_voice_shows_no_camera(alices: Page, bobs: Page) -> None:
    bobs.accept(alices.place("bob"), "voice")
    assert (alices.last.peer.audio, alices.last.peer.video) == (True, False)
    assert bobs.last.peer.video


def test_answered_elsewhere(alices: Page, bobs: Page, bob: User, open_page: OpenPage) -> None:
    second = open_page(bob)
    call = alices.place("bob")
    bobs.accept(call)
    assert (second.last.state, second.last.seat, second.route) == ("connecting", "elsewhere", None)
    second.accept(call)
    assert (second.last.seat, second.last.version) == ("elsewhere", 2)
    assert the_call().callee.device_id == bobs.device


def test_declining_stops_the_ring_everywhere(
    alices: Page, bobs: Page, bob: User, open_page: OpenPage
) -> None:
    second = open_page(bob)
    bobs.decline(alices.place("bob"))
    assert (alices.last.state, alices.last.reason, alices.last.ended_by) == ("ended", "declined", "peer")
    assert (second.last.state, second.last.seat, second.last.ended_by) == ("ended", "none", "me")


def test_cancelling_is_a_missed_call_for_the_callee(alices: Page, bobs: Page) -> None:
    alices.hang_up(alices.place("bob"))
    assert bobs.last.reason == "cancelled"
    assert not the_call().callee.seen
    assert the_call().caller.seen


def test_hanging_up_while_it_rings_is_declining_for_the_callee(alices: Page, bobs: Page) -> None:
    bobs.hang_up(alices.place("bob"))
    assert alices.last.reason == "declined"


def test_hanging_up_before_media_flowed_is_a_failed_call_that_was_ended(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    alices.hang_up(call)
    assert (bobs.last.reason, bobs.last.ended_by, bobs.last.elapsed_ms) == ("failed", "peer", None)
    assert bobs.route is None
    assert not Participant.objects.filter(seated=True).exists()


def test_a_completed_call_has_a_length(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    pass_time(60)
    alices.report(call)
    assert 60_000 <= alices.last.elapsed_ms < 70_000
    bobs.hang_up(call)
    assert (alices.last.reason, alices.last.ended_by, bobs.last.ended_by) == ("completed", "peer", "me")
    assert 60_000 <= alices.last.elapsed_ms < 70_000


def test_any_page_of_a_person_may_hang_up(alices: Page, bobs: Page, bob: User, open_page: OpenPage) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    open_page(bob).hang_up(call)
    assert alices.last.state == "ended"


def test_media_make_the_call_active_and_reconnecting(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    assert (alices.last.state, alices.last.ms_left) == ("active", None)
    alices.report(call)
    alices.report(call, "disconnected")
    bobs.report(call, "failed")
    assert (alices.last.state, bobs.last.state) == ("reconnecting", "reconnecting")
    assert 44_000 < alices.last.ms_left <= 45_000
    alices.report(call)
    assert alices.last.state == "reconnecting"
    bobs.report(call)
    assert (alices.last.state, alices.last.epoch) == ("active", 1)


def test_mute_and_camera_are_shown_to_the_other(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call, audio=False, video=True)
    assert (alices.last.peer.audio, alices.last.peer.video) == (False, True)


def test_saying_the_same_again_is_no_event(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    version = the_call().version
    bobs.report(call)
    assert the_call().version == version


def test_only_the_seated_page_reports(alices: Page, bobs: Page, bob: User, open_page: OpenPage) -> None:
    second = open_page(bob)
    call = alices.place("bob")
    for page in (bobs, second):
        with pytest.raises(Refused) as refused:
            page.report(call)
        assert refused.value.code == "not_in_call"
    bobs.accept(call)
    with pytest.raises(Refused):
        second.report(call)
    assert the_call().state == State.CONNECTING


def test_the_caller_cannot_answer_their_own_call(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    alices.accept(call)
    alices.decline(call)
    assert the_call().state == State.RINGING
    assert the_call().version == 1


def test_no_second_seat_for_who_accepts_in_a_call(
    alices: Page, bobs: Page, bob: User, charlie: User, open_page: OpenPage
) -> None:
    befriend(bob, charlie)
    first = alices.place("bob")
    second = open_page(charlie).place("bob")
    bobs.accept(first)
    with pytest.raises(Refused) as refused:
        bobs.accept(second)
    assert refused.value.code == "in_call"
    bobs.hang_up(first)
    bobs.accept(second)
    assert bobs.last.state == "connecting"


@pytest.mark.parametrize("action", ["accept", "decline", "hang_up", "rejoin", "report"])
def test_others_calls_do_not_exist(
    alices: Page, bobs: Page, charlie: User, open_page: OpenPage, action: str
) -> None:
    charlies = open_page(charlie)
    theirs = alices.place("bob")
    for call in (theirs, str(uuid.uuid4()), "1", "", "'; --", "\x00", "٣" * 32):
        with pytest.raises(Refused) as refused:
            getattr(charlies, action)(call)
        assert refused.value.code == "call_not_found"
    assert the_call().version == 1
    assert not charlies.heard


@pytest.mark.parametrize("action", ["accept", "decline", "hang_up", "rejoin", "report"])
def test_after_the_end_every_request_is_told_how_it_ended(alices: Page, bobs: Page, action: str) -> None:
    call = alices.place("bob")
    alices.hang_up(call)
    bobs.heard.clear()
    getattr(bobs, action)(call)
    assert [(state.state, state.reason) for state in bobs.states()] == [("ended", "cancelled")]
    assert Call.objects.get().reason == Reason.CANCELLED
