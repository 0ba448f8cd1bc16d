"""Time runs out, and sockets stay away."""

from __future__ import annotations

import pytest

from calls import presence
from calls.deadlines import expire_due
from calls.models import Call, Participant
from calls.services import Refused
from calls.states import Reason, State
from calls.tests.cast import WORKER, Page, pass_time, the_call


def test_an_unanswered_call_is_missed(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    pass_time(44)
    assert expire_due() == 0
    pass_time(2)
    assert expire_due() == 1
    assert (alices.last.reason, bobs.last.reason, alices.last.ended_by) == ("missed", "missed", None)
    assert not the_call().callee.seen
    assert expire_due() == 0


def test_the_ring_time_is_a_setting(alices: Page, bobs: Page, settings: pytest.FixtureRequest) -> None:
    settings.RING_SECONDS = 5  # type: ignore[attr-defined]
    alices.place("bob")
    pass_time(6)
    assert expire_due() == 1


@pytest.mark.parametrize("action", ["accept", "decline", "hang_up"])
def test_the_deadline_holds_though_nobody_noticed_it(alices: Page, bobs: Page, action: str) -> None:
    call = alices.place("bob")
    pass_time(45.1)
    getattr(bobs, action)(call)
    assert the_call().reason == Reason.MISSED
    assert bobs.last.reason == "missed"


def test_an_accepted_call_that_never_connects_has_failed(alices: Page, bobs: Page) -> None:
    bobs.accept(alices.place("bob"))
    pass_time(21)
    expire_due()
    assert (the_call().reason, the_call().ended_by) == (Reason.FAILED, None)


def test_a_call_that_does_not_come_back_is_lost(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    bobs.report(call, "disconnected")
    pass_time(46)
    expire_due()
    assert alices.last.reason == "lost"


def test_no_call_lasts_longer_than_twelve_hours(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    pass_time(12 * 3600 + 1)
    expire_due()
    assert the_call().reason == Reason.COMPLETED


def test_nor_does_one_that_somebody_rejoins_again_and_again(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    pass_time(12 * 3600 - 10)
    bobs.report(call, "failed")
    bobs.rejoin(call)
    pass_time(11)
    assert expire_due() == 1
    assert the_call().reason == Reason.LOST


def test_a_caller_who_is_gone_for_ten_seconds_has_cancelled(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    alices.drop()
    pass_time(9)
    assert expire_due() == 0
    pass_time(2)
    expire_due()
    assert (bobs.last.reason, bobs.last.ended_by) == ("cancelled", "peer")


def test_a_caller_who_is_back_in_time_goes_on_ringing(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    alices.drop()
    pass_time(9)
    greeting = alices.open()
    [shown] = greeting.welcome.calls
    assert (shown.call, shown.state, shown.seat) == (call, "ringing", "here")
    pass_time(11)
    assert expire_due() == 0


def test_a_call_is_answered_while_the_caller_is_away_for_a_moment(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    alices.drop()
    bobs.accept(call)
    pass_time(11)
    assert expire_due() == 0
    alices.open()
    assert the_call().state == State.CONNECTING


def test_a_socket_may_be_away_for_two_minutes_while_media_flow(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    alices.report(call)
    alices.drop()
    pass_time(119)
    assert expire_due() == 0
    pass_time(2)
    expire_due()
    assert (the_call().reason, bobs.last.state) == (Reason.LOST, "ended")


def test_a_socket_may_be_away_for_45_seconds_while_media_are_gone(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    alices.report(call, "failed")
    alices.drop()
    pass_time(46)
    expire_due()
    assert the_call().reason == Reason.LOST


def test_an_ended_call_has_neither_seat_nor_deadline_nor_absence(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    alices.drop()
    bobs.hang_up(str(the_call().pk))
    assert the_call().deadline is None
    assert not Participant.objects.filter(seated=True).exists()
    assert not Participant.objects.filter(absent_until__isnull=False).exists()


def test_after_a_server_start_absences_begin_anew(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    alices.report(call)
    alices.drop()
    pass_time(600, workers_live=False)
    presence.start_worker("worker-2", alone=True)
    assert expire_due() == 0
    pass_time(119)
    assert expire_due() == 0
    for page in (alices, bobs):
        page.worker = "worker-2"
        page.open()
    pass_time(600)
    assert expire_due() == 0
    assert the_call().state == State.ACTIVE


def test_after_a_server_start_a_connection_has_as_long_as_its_pages_take_to_return(
    alices: Page, bobs: Page
) -> None:
    """Whether it was made or mended meanwhile, nobody could say."""
    call = alices.place("bob")
    bobs.accept(call)
    for state, usual in ((State.CONNECTING, 20), (State.RECONNECTING, 45)):
        assert the_call().state == state
        version = the_call().version
        pass_time(300, workers_live=False)
        presence.start_worker("worker-2", alone=True)
        assert expire_due() == 0
        assert the_call().version == version + 1
        for page in (alices, bobs):
            pass_time(25)
            assert expire_due() == 0
            page.worker = "worker-2"
            page.open()
        assert bobs.welcome.calls[0].ms_left == usual * 1000
        pass_time(usual - 1)
        assert expire_due() == 0
        for page in (alices, bobs):
            page.report(call)
        bobs.report(call, "disconnected")


def test_after_a_server_start_it_ends_where_nobody_returns(alices: Page, bobs: Page) -> None:
    bobs.accept(alices.place("bob"))
    pass_time(300, workers_live=False)
    presence.start_worker("worker-2", alone=True)
    pass_time(119)
    assert expire_due() == 0
    pass_time(2)
    assert expire_due() == 1
    assert the_call().reason == Reason.FAILED


def test_after_a_server_start_a_ring_is_over_when_its_time_was(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    pass_time(46, workers_live=False)
    presence.start_worker("worker-2", alone=True)
    expire_due()
    assert the_call().reason == Reason.MISSED


def test_a_second_server_process_changes_nothing_for_the_first_ones_pages(alices: Page, bobs: Page) -> None:
    bobs.accept(alices.place("bob"))
    presence.start_worker("worker-2", alone=False)
    assert not Participant.objects.filter(absent_until__isnull=False).exists()
    assert presence.renew_lease(WORKER)


def test_if_everybody_vanishes_the_call_is_over_in_150_seconds(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    alices.report(call)
    seconds = 0
    while Call.objects.get().state != State.ENDED:
        pass_time(1, workers_live=False)
        seconds += 1
        presence.sweep()
        expire_due()
    assert 120 < seconds <= 150
    with pytest.raises(Refused):
        alices.place("bob")


def test_a_silent_death_counts_from_the_last_word(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    alices.report(call)
    pass_time(45)
    for page in (alices, bobs):
        page.drop(silent_for=45)
    pass_time(74)
    assert expire_due() == 0
    pass_time(2)
    expire_due()
    assert the_call().reason == Reason.LOST


def test_a_caller_whose_line_was_silent_still_has_ten_seconds(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    pass_time(20)
    alices.drop(silent_for=20)
    pass_time(9)
    assert expire_due() == 0
