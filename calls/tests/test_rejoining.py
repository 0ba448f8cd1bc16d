"""A page that lost its peer connection, or its life, comes back to its call."""

from __future__ import annotations

import pytest

from accounts.models import User
from calls import presence
from calls.services import Refused
from calls.states import State
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


def test_a_reloaded_page_rejoins_with_a_new_epoch(alices: Page, bobs: Page, call: str) -> None:
    alices.drop()
    greeting = alices.open()
    assert [(shown.call, shown.seat) for shown in greeting.welcome.calls] == [(call, "here")]
    assert [route.device for route in greeting.routes] == [bobs.device]
    alices.rejoin(call)
    assert (bobs.last.state, bobs.last.epoch) == ("reconnecting", 2)
    assert bobs.route.epoch == 2
    bobs.report(call, "connecting")
    alices.report(call)
    assert bobs.last.state == "active"


def test_a_doubled_rejoin_changes_nothing(alices: Page, call: str) -> None:
    alices.drop()
    alices.open()
    alices.rejoin(call)
    version = the_call().version
    alices.rejoin(call)
    assert (the_call().version, the_call().epoch) == (version, 2)


def test_a_page_reloaded_twice_needs_an_epoch_each_time(alices: Page, call: str) -> None:
    for epoch in (2, 3):
        alices.drop()
        alices.open()
        alices.rejoin(call)
        assert the_call().epoch == epoch


def test_a_page_may_ask_for_a_new_epoch_when_nothing_else_helped(alices: Page, call: str) -> None:
    alices.report(call, "failed")
    alices.rejoin(call)
    assert (the_call().epoch, the_call().state) == (2, State.RECONNECTING)


def test_a_crashed_page_is_replaced_by_another_of_the_same_person(
    alices: Page, bobs: Page, alice: User, call: str, open_page: OpenPage
) -> None:
    alices.drop()
    second = open_page(alice)
    assert second.welcome.calls[0].seat == "elsewhere"
    second.rejoin(call)
    assert (second.last.seat, second.last.state) == ("here", "reconnecting")
    assert bobs.route.device == second.device
    alices.open()
    assert alices.welcome.calls[0].seat == "elsewhere"


def test_a_seat_whose_page_lives_is_not_taken(
    alices: Page, alice: User, call: str, open_page: OpenPage
) -> None:
    with pytest.raises(Refused) as refused:
        open_page(alice).rejoin(call)
    assert refused.value.code == "seated_elsewhere"


def test_a_reload_while_connecting_stays_connecting(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    pass_time(15)
    bobs.drop()
    bobs.open()
    bobs.rejoin(call)
    assert (alices.last.state, alices.last.epoch) == ("connecting", 2)
    assert alices.last.ms_left > 19_000


def test_a_caller_who_reloads_while_it_rings_goes_on_ringing(
    alices: Page, bobs: Page, alice: User, open_page: OpenPage
) -> None:
    call = alices.place("bob")
    alices.drop()
    second = open_page(alice)
    second.rejoin(call)
    assert (second.last.state, second.last.seat, second.last.epoch) == ("ringing", "here", 1)
    pass_time(11)
    bobs.accept(call)
    assert second.route.device == bobs.device


def test_who_is_only_rung_has_no_seat_to_come_back_to(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    with pytest.raises(Refused) as refused:
        bobs.rejoin(call)
    assert refused.value.code == "not_in_call"


def test_a_socket_that_comes_back_keeps_the_call_as_it_is(alices: Page, bobs: Page, call: str) -> None:
    before = the_call()
    alices.drop()
    alices.worker = "worker-2"
    presence.start_worker("worker-2", alone=False)
    alices.open()
    assert (the_call().state, the_call().epoch, the_call().version) == ("active", 1, before.version)
    assert bobs.route.worker == "worker-2"
    assert alices.route.device == bobs.device
