"""What blocks, removed contacts, ended sessions and disabled accounts mean for calls."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import contacts, sessions
from accounts.models import Block, Session, User
from calls import endings, visibility
from calls.codes import Close
from calls.deadlines import expire_due
from calls.messages import ContactsChanged, Presence
from calls.models import Call, Device, Participant
from calls.services import Refused
from calls.states import Reason, State
from calls.tests.cast import Page, befriend, pass_time, the_call
from calls.tests.conftest import OpenPage


@pytest.fixture
def blocked(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    """Bob blocked Alice."""
    Block.objects.create(owner=bob, person=alice)


@pytest.mark.usefixtures("blocked")
class TestShadow:
    """Alice calls Bob, who blocked her."""

    def test_the_caller_sees_an_ordinary_ring_at_somebody_offline(self, alices: Page, bobs: Page) -> None:
        alices.place("bob")
        assert (alices.last.state, alices.last.reached, alices.last.seat) == ("ringing", False, "here")
        assert 44_000 < alices.last.ms_left <= 45_000
        assert not alices.hears_ringing()

    def test_it_ends_like_any_unanswered_call(self, alices: Page) -> None:
        alices.place("bob")
        pass_time(46)
        expire_due()
        assert (alices.last.state, alices.last.reason) == ("ended", "missed")

    def test_nothing_of_it_reaches_the_callee(self, alices: Page, bobs: Page) -> None:
        call = alices.place("bob")
        bobs.drop()
        assert bobs.open().welcome.calls == []
        assert alices.last.reached is False
        for action in (bobs.accept, bobs.decline, bobs.hang_up, bobs.rejoin, bobs.report):
            with pytest.raises(Refused) as refused:
                action(call)
            assert refused.value.code == "call_not_found"
        alices.hang_up(call)
        assert bobs.heard == []
        row = Participant.objects.get(call_id=call, role="callee")
        assert (row.seen, row.hidden) == (True, True)

    def test_the_caller_never_learns_busy(
        self, alices: Page, bobs: Page, bob: User, charlie: User, open_page: OpenPage
    ) -> None:
        befriend(bob, charlie)
        bobs.accept(open_page(charlie).place("bob"))
        alices.place("bob")
        assert alices.last.state == "ringing"

    def test_others_find_the_caller_as_busy_as_any_caller(
        self, alices: Page, alice: User, charlie: User, open_page: OpenPage
    ) -> None:
        """Else a friend who calls would tell an ordinary ring from one that nobody can hear."""
        befriend(alice, charlie)
        alices.place("bob")
        charlies = open_page(charlie)
        charlies.place("alice")
        assert (charlies.last.state, charlies.last.reason) == ("ended", "busy")

    def test_who_blocked_cannot_call_who_is_blocked(self, bobs: Page) -> None:
        with pytest.raises(Refused) as refused:
            bobs.place("alice")
        assert refused.value.code == "not_contact"

    def test_after_unblocking_both_can_call_past_the_shadow(
        self, alices: Page, bobs: Page, bob: User
    ) -> None:
        alices.place("bob")
        contacts.unblock(bob, "alice")
        bobs.place("alice")
        assert [ring.from_.username for ring in alices.rings()] == ["bob"]
        assert Call.objects.filter(state=State.RINGING).count() == 2


def test_blocking_the_caller_stops_the_ring_for_the_callee_only(alices: Page, bobs: Page, bob: User) -> None:
    call = alices.place("bob")
    heard = len(alices.heard)
    contacts.block(bob, "alice")
    assert (bobs.last.call, bobs.last.state, bobs.last.seat) == (call, "ended", "none")
    assert the_call().shadow
    assert [type(message) for message in alices.heard[heard:]] == [Presence]
    pass_time(46)
    expire_due()
    assert (alices.last.reason, bobs.last.reason) == ("missed", "declined")


def test_a_ring_that_was_hidden_ends_with_the_version_of_any_other(
    alices: Page, bobs: Page, bob: User
) -> None:
    alices.place("bob")
    contacts.block(bob, "alice")
    assert the_call().version == 1
    pass_time(46)
    expire_due()
    assert alices.last.version == 2


def test_blocking_whom_one_rings_cancels(alices: Page, bobs: Page, alice: User) -> None:
    alices.place("bob")
    contacts.block(alice, "bob")
    assert (bobs.last.reason, bobs.last.ended_by) == ("cancelled", "peer")


def test_blocking_in_a_call_hangs_up(alices: Page, bobs: Page, alice: User) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    contacts.block(alice, "bob")
    assert (bobs.last.reason, bobs.last.ended_by, alices.last.ended_by) == ("completed", "peer", "me")


def test_a_block_looks_like_going_offline(alices: Page, bobs: Page, bob: User) -> None:
    contacts.block(bob, "alice")
    assert alices.heard == [Presence({"bob": "offline"})]
    contacts.unblock(bob, "alice")
    assert alices.heard[-1] == Presence({"bob": "online"})


@pytest.mark.parametrize(("remover", "reason"), [("alice", "cancelled"), ("bob", "declined")])
def test_removing_a_contact_ends_the_ring(
    alices: Page, bobs: Page, alice: User, bob: User, remover: str, reason: str
) -> None:
    alices.place("bob")
    contacts.remove(*((alice, "bob") if remover == "alice" else (bob, "alice")))
    assert (alices.last.reason, bobs.last.reason) == (reason, reason)


def test_removing_a_contact_lets_an_answered_call_go_on(alices: Page, bobs: Page, alice: User) -> None:
    bobs.accept(alices.place("bob"))
    contacts.remove(alice, "bob")
    assert the_call().state == State.CONNECTING


def test_a_changed_list_is_fetched_again_with_its_presence(alices: Page, bobs: Page, alice: User) -> None:
    contacts.remove(alice, "bob")
    assert alices.heard == [ContactsChanged(), Presence({})]
    assert bobs.heard == [ContactsChanged(), Presence({})]


# ---- sessions and accounts -----------------------------------------------------------------------


def test_an_ended_session_frees_its_seat_and_closes_its_pages(
    alices: Page, bobs: Page, alice: User, open_page: OpenPage
) -> None:
    other_browser = open_page(alice, sid="another-browser")
    same_browser = open_page(alice)
    call = alices.place("bob")
    bobs.accept(call)
    endings.end_for_sessions({alices.sid})
    assert (bobs.last.reason, bobs.last.ended_by) == ("session_ended", "peer")
    assert alices.last.reason == "session_ended"
    assert (alices.closed, same_browser.closed) == (Close.SESSION_ENDED, Close.SESSION_ENDED)
    assert other_browser.closed == bobs.closed == 0
    with pytest.raises(Refused) as refused:
        alices.place("bob")
    assert refused.value.code == "not_connected"


def test_the_end_of_another_session_leaves_the_call(alices: Page, bobs: Page, alice: User) -> None:
    bobs.accept(alices.place("bob"))
    endings.end_for_sessions({"another-browser"})
    assert the_call().state == State.CONNECTING


def test_deactivating_ends_everything(alices: Page, bobs: Page, alice: User, bob: User) -> None:
    bobs.accept(alices.place("bob"))
    alice.is_active = False
    alice.save()
    assert (bobs.last.reason, alices.closed) == ("session_ended", Close.SESSION_ENDED)
    assert visibility.presence_of({alice.pk}, bob.pk) == {"alice": "offline"}


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_deleting_an_account_ends_its_calls_and_keeps_the_others_history(
    alices: Page, bobs: Page, alice: User, bob: User, who: str
) -> None:
    alices.place("bob")
    going, staying = (alices, bobs) if who == "alice" else (bobs, alices)
    User.objects.get(pk=going.user.pk).delete()
    assert (staying.last.state, staying.last.reason) == ("ended", "session_ended")
    assert staying.last.peer.username == who
    assert going.closed == Close.SESSION_ENDED
    assert not Device.objects.filter(pk=going.device).exists()
    assert [row.user for row in Participant.objects.exclude(user=None)] == [staying.user]


def test_ending_all_sessions_of_a_person_reaches_their_calls(
    alices: Page, bobs: Page, alice: User, client: Client
) -> None:
    client.force_login(alice)
    sid = Session.objects.get(user=alice).sid
    Device.objects.filter(pk=alices.device).update(session=sid)
    bobs.accept(alices.place("bob"))
    sessions.end_sessions(alice)
    assert the_call().reason == Reason.SESSION_ENDED


def test_an_operator_ends_a_call_once(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    assert endings.end_by_admin(call)
    assert (alices.last.reason, bobs.last.reason) == ("removed_by_admin", "removed_by_admin")
    assert not endings.end_by_admin(call)


def test_whom_one_had_a_call_with_can_be_blocked_and_reported_for_good(
    alice: User, bob: User, alices: Page, bobs: Page
) -> None:
    """Removing the other right after the call saves nobody from that."""
    charlie = User.objects.create_user("charlie", "charlie@example.org")
    call = alices.place("bob")
    bobs.decline(call)
    contacts.remove(alice, "bob")
    assert contacts.known(bob, "alice") == alice
    assert contacts.known(bob, "charlie") is None
    assert contacts.known(charlie, "alice") is None
    contacts.block(bob, "alice")
    assert Block.objects.get().person == alice


def test_a_call_that_one_was_never_told_of_is_no_acquaintance(
    alice: User, bob: User, alices: Page, bobs: Page
) -> None:
    block = Block.objects.create(owner=bob, person=alice)
    alices.place("bob")
    alices.hang_up(str(the_call().pk))
    contacts.remove(alice, "bob")
    contacts.remove(bob, "alice")
    block.delete()
    assert contacts.known(bob, "alice") is None
