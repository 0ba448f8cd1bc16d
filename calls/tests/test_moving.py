"""The call goes from one device of a person to another, without a gap."""

from __future__ import annotations

import pytest

from accounts.models import User
from calls.deadlines import expire_due
from calls.services import Refused
from calls.states import Reason, State
from calls.tests.cast import Page, pass_time, the_call
from calls.tests.conftest import OpenPage


@pytest.fixture
def call(alices: Page, bobs: Page) -> str:
    """An active call, media both ways."""
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    alices.report(call)
    return call


@pytest.fixture
def phone(alice: User, call: str, open_page: OpenPage) -> Page:
    """Another device of Alice's, opened while she talks."""
    return open_page(alice)


def test_another_device_is_told_where_the_call_is(alices: Page, call: str, phone: Page) -> None:
    alices.report(call, audio=False)
    there = phone.last.there
    assert (there.online, there.audio, there.video) == (True, False, True)
    assert (phone.last.peer.moving, alices.last.seat) == (False, "here")


def test_a_move_takes_the_seat_at_once_and_begins_a_new_epoch(
    alices: Page, bobs: Page, call: str, phone: Page
) -> None:
    phone.move(call)
    assert (phone.last.seat, phone.last.state, phone.last.epoch) == ("here", "reconnecting", 2)
    assert (alices.last.seat, alices.last.state) == ("elsewhere", "reconnecting")
    assert bobs.last.peer.moving
    assert (bobs.route.device, bobs.route.epoch) == (phone.device, 2)
    assert phone.route.device == bobs.device
    assert alices.route is None


def test_the_call_is_active_again_only_when_the_new_device_is_connected(
    alices: Page, bobs: Page, call: str, phone: Page
) -> None:
    phone.move(call)
    bobs.report(call, epoch=2)
    assert alices.last.state == "reconnecting"
    phone.report(call, epoch=2)
    assert {page.last.state for page in (alices, bobs, phone)} == {"active"}
    assert not bobs.last.peer.moving


def test_the_new_device_alone_connected_is_enough(alices: Page, bobs: Page, call: str, phone: Page) -> None:
    phone.move(call)
    phone.report(call, epoch=2)
    assert alices.last.state == "active"


def test_a_device_that_never_connects_gives_the_call_back(
    alices: Page, bobs: Page, call: str, phone: Page
) -> None:
    phone.move(call)
    pass_time(15)
    alices.move(call)
    assert (alices.last.seat, alices.last.epoch, phone.last.seat) == ("here", 3, "elsewhere")
    alices.report(call, epoch=3)
    assert the_call().state == State.ACTIVE


def test_a_move_that_nobody_ends_is_lost_in_the_time_of_reconnecting(
    alices: Page, call: str, phone: Page
) -> None:
    phone.move(call)
    pass_time(46)
    expire_due()
    assert {page.last.reason for page in (alices, phone)} == {"lost"}


def test_of_two_devices_the_later_one_has_the_call(
    alice: User, alices: Page, bobs: Page, call: str, phone: Page, open_page: OpenPage
) -> None:
    tablet = open_page(alice)
    phone.move(call)
    tablet.move(call)
    assert (tablet.last.seat, tablet.last.epoch) == ("here", 3)
    assert (phone.last.seat, alices.last.seat) == ("elsewhere", "elsewhere")
    with pytest.raises(Refused):
        phone.report(call, epoch=2)
    assert the_call().state == State.RECONNECTING
    tablet.report(call, epoch=3)
    assert alices.last.state == "active"


def test_a_doubled_move_changes_nothing(call: str, phone: Page) -> None:
    phone.move(call)
    version = the_call().version
    phone.move(call)
    assert (the_call().version, the_call().epoch) == (version, 2)


@pytest.mark.parametrize("who", ["alices", "bobs", "phone"])
def test_anybody_hangs_up_while_it_moves(
    request: pytest.FixtureRequest, alices: Page, bobs: Page, call: str, phone: Page, who: str
) -> None:
    phone.move(call)
    request.getfixturevalue(who).hang_up(call)
    assert {page.last.reason for page in (alices, bobs, phone)} == {"completed"}


def test_a_move_after_the_end_is_told_of_the_end(alices: Page, call: str, phone: Page) -> None:
    alices.hang_up(call)
    phone.move(call)
    assert (phone.last.state, phone.last.reason) == ("ended", "completed")
    assert the_call().reason == Reason.COMPLETED


def test_moving_a_call_that_is_reconnecting(alices: Page, bobs: Page, call: str, phone: Page) -> None:
    alices.report(call, "failed")
    phone.move(call)
    bobs.report(call, "disconnected", epoch=1)  # of the old connection
    phone.report(call, epoch=2)
    assert the_call().state == State.ACTIVE


def test_the_other_one_reloads_at_the_same_time(alices: Page, bobs: Page, call: str, phone: Page) -> None:
    phone.move(call)
    bobs.drop()
    bobs.open()
    bobs.rejoin(call)
    assert (phone.last.seat, phone.last.epoch, bobs.last.epoch) == ("here", 3, 3)
    assert bobs.last.peer.moving
    bobs.report(call, epoch=3)
    phone.report(call, epoch=3)
    assert alices.last.state == "active"


def test_the_old_device_has_no_say_any_more(alices: Page, bobs: Page, call: str, phone: Page) -> None:
    phone.move(call)
    version = the_call().version
    for state in ("connected", "failed"):
        with pytest.raises(Refused) as refused:
            alices.report(call, state)
        assert refused.value.code == "not_in_call"
    alices.drop()
    assert (the_call().version, the_call().state) == (version, State.RECONNECTING)
    assert the_call().caller.absent_until is None


def test_a_late_report_of_the_epoch_before_is_ignored(bobs: Page, call: str, phone: Page) -> None:
    phone.move(call)
    version = the_call().version
    for state in ("connected", "failed"):
        bobs.report(call, state, audio=False, epoch=1)
    assert (the_call().version, the_call().callee.audio) == (version, True)


def test_even_a_report_without_an_epoch_does_not_end_a_move_early(
    alices: Page, bobs: Page, call: str, phone: Page
) -> None:
    phone.move(call)
    bobs.report(call)
    assert alices.last.state == "reconnecting"


def test_the_callee_moves_too(alices: Page, bobs: Page, bob: User, call: str, open_page: OpenPage) -> None:
    tablet = open_page(bob)
    tablet.move(call)
    assert (tablet.last.role, tablet.last.seat, alices.route.device) == ("callee", "here", tablet.device)
    assert alices.last.peer.moving


def test_a_ring_is_moved_and_goes_on_ringing(
    alices: Page, bobs: Page, alice: User, open_page: OpenPage
) -> None:
    phone = open_page(alice)
    call = alices.place("bob")
    phone.move(call)
    assert (phone.last.state, phone.last.seat, phone.last.epoch) == ("ringing", "here", 1)
    assert alices.last.seat == "elsewhere"
    bobs.accept(call)
    assert phone.route.device == bobs.device
    assert not bobs.last.peer.moving


def test_a_device_that_is_gone_is_seen_to_be_gone(
    alices: Page, alice: User, call: str, open_page: OpenPage
) -> None:
    alices.drop()
    assert not open_page(alice).welcome.calls[0].there.online  # type: ignore[union-attr]


def test_somebody_else_moves_nothing(charlie: User, call: str, phone: Page, open_page: OpenPage) -> None:
    with pytest.raises(Refused) as refused:
        open_page(charlie).move(call)
    assert refused.value.code == "call_not_found"


def test_whoever_is_only_rung_has_nothing_to_move(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    with pytest.raises(Refused) as refused:
        bobs.move(call)
    assert refused.value.code == "not_in_call"
