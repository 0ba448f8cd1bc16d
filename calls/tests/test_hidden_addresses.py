"""Whose calls go by relays alone, how their page learns of it, and what there is without a relay."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from accounts.models import Block, Contact, User
from calls.services import Refused
from calls.tests.cast import Page


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:turn.example.org"], "x" * 32


def hide(person: User) -> None:
    User.objects.filter(pk=person.pk).update(hide_address=True)


def test_nobody_does_by_default(alices: Page, bobs: Page) -> None:
    bobs.accept(alices.place("bob"))
    assert (alices.last.relay_only, bobs.last.relay_only) == (UNSET, UNSET)
    assert (alices.route.relay_only, bobs.route.relay_only) == (False, False)


def test_a_caller_who_hides(alice: User, alices: Page, bobs: Page) -> None:
    hide(alice)
    call = alices.place("bob")
    assert alices.last.relay_only is True
    assert not bobs.rings()[0].relay_only
    bobs.accept(call)
    assert (alices.last.relay_only, bobs.last.relay_only) == (True, UNSET)
    assert (alices.route.relay_only, bobs.route.relay_only) == (True, False)


def test_a_callee_who_hides_knows_it_as_it_rings(bob: User, alices: Page, bobs: Page) -> None:
    """The page prepares its connection then."""
    hide(bob)
    call = alices.place("bob")
    assert bobs.rings()[0].relay_only
    bobs.drop()
    assert bobs.open().welcome.calls[0].relay_only is True
    bobs.accept(call)
    assert (alices.route.relay_only, bobs.route.relay_only) == (False, True)


def test_from_one_contact_only(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    Contact.objects.filter(owner=alice, person=bob).update(hide_address=True)
    bobs.accept(alices.place("bob"))
    assert (alices.route.relay_only, bobs.route.relay_only) == (True, False)
    alices.hang_up(alices.last.call)
    Contact.objects.filter(owner=alice, person=bob).update(hide_address=False)
    alices.place("bob")
    assert alices.last.relay_only is UNSET


def test_it_holds_for_the_whole_call(alice: User, alices: Page, bobs: Page) -> None:
    hide(alice)
    bobs.accept(alices.place("bob"))
    bobs.report(bobs.last.call)
    User.objects.update(hide_address=False)
    bobs.rejoin(bobs.last.call)
    assert (alices.last.epoch, alices.last.relay_only, alices.route.relay_only) == (2, True, True)


def test_a_block_does_not_show_by_it(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    hide(alice)
    Block.objects.create(owner=bob, person=alice)
    alices.place("bob")
    assert alices.last.relay_only is True


def test_without_a_relay_who_hides_cannot_call(alice: User, alices: Page, bobs: Page, settings: Any) -> None:
    settings.TURN_URLS = []
    hide(alice)
    with pytest.raises(Refused) as refused:
        alices.place("bob")
    assert refused.value.code == "no_relay"
    assert bobs.heard == []


def test_without_a_relay_who_hides_cannot_answer(bob: User, alices: Page, bobs: Page, settings: Any) -> None:
    settings.TURN_URLS = []
    hide(bob)
    call = alices.place("bob")
    with pytest.raises(Refused) as refused:
        bobs.accept(call)
    assert refused.value.code == "no_relay"
    assert alices.last.state == "ringing"
