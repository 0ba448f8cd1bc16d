"""Placing a call."""

from __future__ import annotations

import pytest

from accounts.models import User
from calls.models import Call, Participant
from calls.services import Refused
from calls.states import Reason, State
from calls.tests.cast import Page, befriend, pass_time, the_call
from calls.tests.conftest import OpenPage


def test_it_rings_on_every_page_of_the_callee(
    alices: Page, bobs: Page, bob: User, open_page: OpenPage
) -> None:
    second = open_page(bob)
    call = alices.place("bob")
    for page in (bobs, second):
        [ring] = page.rings()
        assert (ring.call, ring.from_.username, ring.media) == (call, "alice", "video")
        assert 44_000 < ring.ms_left <= 45_000


def test_the_caller_learns_that_it_rings(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    assert alices.hears_ringing()
    state = alices.last
    assert (state.state, state.role, state.seat, state.reached) == ("ringing", "caller", "here", True)
    assert (state.peer.username, state.version, state.epoch) == ("bob", 1, 1)


def test_names_are_found_in_any_case(alices: Page, bobs: Page) -> None:
    alices.place("BoB", "voice")
    assert bobs.rings()[0].media == "voice"


def test_another_page_of_the_caller_sees_the_call_elsewhere(
    alices: Page, bobs: Page, alice: User, open_page: OpenPage
) -> None:
    second = open_page(alice)
    alices.place("bob")
    assert second.last.seat == "elsewhere"
    assert not second.hears_ringing()


def test_it_rings_for_somebody_offline_and_on_the_page_they_open_meanwhile(
    alices: Page, bob: User, open_page: OpenPage
) -> None:
    call = alices.place("bob")
    heard = alices.hears_ringing()
    assert (alices.last.reached, heard) == (False, False)
    bobs = open_page(bob)
    [shown] = bobs.welcome.calls
    assert (shown.call, shown.state, shown.role, shown.seat) == (call, "ringing", "callee", "none")
    assert shown.reached
    assert alices.last.reached
    assert alices.last.version == 2
    assert alices.hears_ringing()


@pytest.mark.parametrize("name", ["alice", "charlie", "nobody", "", "no such name", "b" * 64])
def test_only_contacts_ring_and_nothing_tells_who_exists(alices: Page, charlie: User, name: str) -> None:
    with pytest.raises(Refused) as refused:
        alices.place(name)
    assert refused.value.code == "not_contact"
    assert not Call.objects.exists()


@pytest.mark.parametrize("name", ["charlie", "nobody"])
def test_somebody_seated_learns_no_more_of_who_exists(
    alices: Page, bobs: Page, charlie: User, name: str
) -> None:
    alices.place("bob")
    with pytest.raises(Refused) as refused:
        alices.place(name)
    assert refused.value.code == "not_contact"


def test_a_doubled_request_is_told_of_the_first_call(alices: Page, bobs: Page) -> None:
    first = alices.place("bob")
    assert alices.place("bob") == first
    assert len(bobs.rings()) == 1
    assert the_call().version == 1


def test_one_seat_a_person(alices: Page, bobs: Page, alice: User, charlie: User, open_page: OpenPage) -> None:
    befriend(alice, charlie)
    alices.place("bob")
    for page, name in ((alices, "charlie"), (open_page(alice), "bob"), (open_page(alice), "charlie")):
        with pytest.raises(Refused) as refused:
            page.place(name)
        assert refused.value.code == "in_call"


def test_a_seat_in_a_call_whose_time_has_come_is_free(alices: Page, bobs: Page) -> None:
    first = alices.place("bob")
    pass_time(46)
    second = alices.place("bob")
    assert second != first
    assert Call.objects.get(pk=first).reason == Reason.MISSED


def test_a_busy_callee_is_not_disturbed_and_has_missed_a_call(
    alices: Page, bobs: Page, bob: User, charlie: User, open_page: OpenPage
) -> None:
    befriend(bob, charlie)
    bobs.accept(alices.place("bob"))
    charlies = open_page(charlie)
    call = charlies.place("bob")
    assert (charlies.last.state, charlies.last.reason, charlies.last.seat) == ("ended", "busy", "here")
    assert not any(ring.call == call for ring in bobs.rings())
    row = Participant.objects.get(call_id=call, user=bob)
    assert not row.seen
    assert not Participant.objects.get(call_id=call, user=charlie).seated


def test_a_doubled_request_to_somebody_busy_makes_one_call(
    alices: Page, bobs: Page, bob: User, charlie: User, open_page: OpenPage
) -> None:
    befriend(bob, charlie)
    bobs.accept(alices.place("bob"))
    charlies = open_page(charlie)
    assert charlies.place("bob") == charlies.place("bob")
    pass_time(3)
    charlies.place("bob")
    assert Call.objects.filter(reason=Reason.BUSY).count() == 2


def test_being_rung_is_not_being_busy(
    alices: Page, bobs: Page, bob: User, charlie: User, open_page: OpenPage
) -> None:
    befriend(bob, charlie)
    alices.place("bob")
    open_page(charlie).place("bob")
    assert [ring.from_.username for ring in bobs.rings()] == ["alice", "charlie"]


def test_two_who_call_each_other_are_connected_at_once(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    assert bobs.place("alice", "voice") == call
    assert the_call().state == State.CONNECTING
    assert (bobs.last.role, bobs.last.seat) == ("callee", "here")
    assert not alices.last.peer.video
    assert bobs.place("alice") == call


def test_a_page_without_a_socket_cannot_place(alices: Page, bobs: Page) -> None:
    alices.drop()
    with pytest.raises(Refused) as refused:
        alices.place("bob")
    assert refused.value.code == "not_connected"


@pytest.mark.parametrize("end", ["decline", "hang_up"])
def test_the_same_attempt_never_places_twice(alices: Page, bobs: Page, end: str) -> None:
    call = alices.place("bob", ref="first")
    getattr(bobs, end)(call)
    assert alices.place("bob", ref="first") == call
    assert (alices.last.state, alices.last.reason) == ("ended", "declined")
    assert len(bobs.rings()) == 1
    assert the_call().version == 2


def test_the_same_attempt_while_it_rings_is_told_so(alices: Page, bobs: Page) -> None:
    assert alices.place("bob", ref="first") == alices.place("bob", ref="first")
    assert (alices.last.state, Call.objects.count()) == ("ringing", 1)


def test_a_new_attempt_is_a_new_call(alices: Page, bobs: Page) -> None:
    bobs.decline(alices.place("bob", ref="first"))
    alices.place("bob", ref="second")
    assert len(bobs.rings()) == 2


def test_two_people_may_name_their_attempts_alike(alices: Page, bobs: Page) -> None:
    alices.hang_up(alices.place("bob", ref="first"))
    assert bobs.place("alice", ref="first")
    assert Call.objects.count() == 2


def test_an_attempt_that_found_the_callee_busy_is_told_so_again(
    alices: Page, bobs: Page, charlie: User, alice: User, bob: User, open_page: OpenPage
) -> None:
    befriend(bob, charlie)
    bobs.place("charlie")
    call = alices.place("bob", ref="first")
    pass_time(10)
    assert alices.place("bob", ref="first") == call
    assert alices.last.reason == "busy"
    assert alices.place("bob", ref="second") != call


def test_an_attempt_that_became_an_answer_is_not_made_again(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    assert bobs.place("alice", ref="first") == call
    alices.hang_up(call)
    assert bobs.place("alice", ref="first") == call
    assert Call.objects.count() == 1


def test_the_time_of_an_attempt_may_have_come_unnoticed(alices: Page, bobs: Page) -> None:
    alices.place("bob", ref="first")
    pass_time(46)
    alices.place("bob", ref="first")
    assert (alices.last.state, alices.last.reason) == ("ended", "missed")
