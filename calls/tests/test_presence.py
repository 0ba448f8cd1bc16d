"""Who is online, as their contacts see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Block, User
from calls import clock, presence, visibility
from calls.codes import Close
from calls.messages import Presence
from calls.models import Device, Participant, Worker
from calls.services import Actor, place
from calls.tests.cast import WORKER, Page, Post, befriend, pass_time, the_call
from calls.tests.conftest import OpenPage


def seen(viewer: User, *people: User) -> dict[str, str]:
    return dict(visibility.presence_of({person.pk for person in people}, viewer.pk))


def test_online_in_a_call_and_offline(
    alice: User, bob: User, charlie: User, alices: Page, bobs: Page
) -> None:
    assert seen(alice, bob, charlie) == {"bob": "online", "charlie": "offline"}
    bobs.place("alice")
    assert seen(alice, bob) == {"bob": "in_call"}
    assert seen(bob, alice) == {"alice": "online"}


def test_a_page_is_greeted_with_everything_it_needs(alices: Page, bobs: Page) -> None:
    assert bobs.presence == {"alice": "online"}
    assert bobs.welcome.user.username == "bob"
    assert bobs.welcome.calls == []
    assert len(bobs.welcome.device) == 32
    assert bobs.welcome.resume not in str(Device.objects.values_list())


def test_somebody_with_two_pages_is_online_while_one_of_them_is(
    alice: User, bob: User, bobs: Page, open_page: OpenPage
) -> None:
    second = open_page(bob)
    second.drop()
    assert seen(alice, bob) == {"bob": "online"}
    bobs.drop()
    assert seen(alice, bob) == {"bob": "offline"}


def test_who_blocked_the_viewer_looks_offline(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    Block.objects.create(owner=bob, person=alice)
    assert seen(alice, bob) == {"bob": "offline"}
    assert seen(bob, alice) == {"alice": "online"}


def test_a_page_that_comes_back_is_the_same_page(bobs: Page) -> None:
    device = bobs.device
    bobs.drop()
    bobs.open()
    assert bobs.device == device
    assert Device.objects.count() == 1


@pytest.mark.parametrize("resume", [None, "", "guessed"])
def test_nobody_comes_back_as_a_page_without_its_secret(bobs: Page, resume: str | None) -> None:
    device, bobs.resume = bobs.device, resume
    bobs.open()
    assert bobs.device != device


def test_nobody_comes_back_as_another_persons_page(alices: Page, bobs: Page) -> None:
    theirs = alices.device
    bobs.device, bobs.resume = alices.device, alices.resume
    bobs.open()
    assert bobs.device != theirs
    assert Device.objects.get(pk=theirs).connection == alices.connection


def test_a_new_socket_knows_what_has_ended(alices: Page, bobs: Page) -> None:
    """News of it that were long on their way would show a call that is no more."""
    ended, live = alices.place("bob"), ""
    bobs.decline(ended)
    live = alices.place("bob")
    assert alices.open().ended == [ended]
    assert alices.welcome.calls[0].call == live


def test_a_newer_socket_replaces_the_older_one(bobs: Page, post: Post) -> None:
    older = bobs.connection
    bobs.open()
    [close] = [sent for sent in post.sent if sent.close]
    assert (close.device, close.connection, close.close) == (bobs.device, older, Close.REPLACED)
    assert bobs.closed == 0
    presence.disconnect(bobs.actor.device_id, older)
    assert Device.objects.get().connection == bobs.connection


def test_the_farewell_of_an_older_socket_starts_no_absence(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    older = alices.connection
    alices.open()
    presence.disconnect(alices.actor.device_id, older)
    assert the_call().caller.absent_until is None


def test_presence_is_touched_by_coming_going_and_calls(
    alice: User, bob: User, alices: Page, bobs: Page, post: Post
) -> None:
    post.touched.clear()
    bobs.drop()
    assert post.touched == {bob.pk}
    bobs.open()
    post.touched.clear()
    call = alices.place("bob")
    assert post.touched == {alice.pk}
    bobs.accept(call)
    assert post.touched == {alice.pk, bob.pk}
    post.touched.clear()
    alices.hang_up(call)
    assert post.touched == {alice.pk, bob.pk}


def told(page: Page) -> list[dict[str, str]]:
    return [dict(message.people) for message in page.heard if isinstance(message, Presence)]


def test_news_goes_to_those_who_list_the_person_and_are_not_blocked(
    alice: User, bob: User, charlie: User, alices: Page, bobs: Page, open_page: OpenPage
) -> None:
    charlies = open_page(charlie)
    visibility.announce({bob.pk})
    assert told(alices) == [{"bob": "online"}]
    assert told(charlies) == told(bobs) == []
    Block.objects.create(owner=bob, person=alice)
    visibility.announce({bob.pk})
    assert len(told(alices)) == 1


def test_news_of_several_people_comes_in_one_message(
    alice: User, bob: User, charlie: User, alices: Page, bobs: Page
) -> None:
    befriend(alice, charlie)
    visibility.announce([bob.pk, charlie.pk])
    assert told(alices) == [{"bob": "online", "charlie": "offline"}]


# ---- server processes ----------------------------------------------------------------------------


def test_pages_of_a_dead_process_are_lost_in_thirty_seconds(
    alice: User, bob: User, alices: Page, bobs: Page, post: Post
) -> None:
    alices.place("bob")
    presence.start_worker("worker-2", alone=False)
    pass_time(20, workers_live=False)
    assert presence.renew_lease("worker-2")
    presence.sweep()
    assert seen(alice, bob) == {"bob": "online"}
    pass_time(6, workers_live=False)
    assert seen(alice, bob) == {"bob": "offline"}
    post.touched.clear()
    presence.sweep()
    assert post.touched == {alice.pk, bob.pk}
    assert the_call().caller.absent_until is not None
    assert list(Worker.objects.values_list("pk", flat=True)) == ["worker-2"]


def test_a_process_that_lost_its_lease_is_told(bobs: Page) -> None:
    assert presence.renew_lease(WORKER)
    pass_time(26, workers_live=False)
    assert not presence.renew_lease(WORKER)
    presence.sweep()
    assert not presence.renew_lease(WORKER)


def test_a_process_that_stops_in_good_order_takes_its_pages_along(alice: User, bob: User, bobs: Page) -> None:
    presence.stop_worker(WORKER)
    assert seen(alice, bob) == {"bob": "offline"}
    assert not Worker.objects.exists()


def test_a_process_that_has_taken_its_leave_greets_nobody(bobs: Page) -> None:
    presence.stop_worker(WORKER)
    with pytest.raises(presence.Leaving):
        bobs.open()
    assert Device.objects.get().connection == ""


def test_who_starts_alone_finds_nobody_online(alice: User, bob: User, bobs: Page) -> None:
    presence.start_worker("worker-2", alone=True)
    assert seen(alice, bob) == {"bob": "offline"}
    assert list(Worker.objects.values_list("pk", flat=True)) == ["worker-2"]


def test_old_pages_are_forgotten_but_not_those_with_a_seat(alices: Page, bobs: Page) -> None:
    place(Actor(*alices.actor), "bob", "video")
    for page in (alices, bobs):
        page.drop()
    Participant.objects.update(absent_until=clock.now() + timedelta(days=2))
    pass_time(25 * 3600, workers_live=False)
    presence.start_worker("worker-2", alone=False)
    assert [device.pk for device in Device.objects.all()] == [alices.device]


def test_a_persons_forgotten_pages_go_when_a_new_one_opens(bobs: Page) -> None:
    forgotten = bobs.device
    bobs.drop()
    bobs.forget()
    pass_time(25 * 3600)
    bobs.open()
    assert [device.pk for device in Device.objects.all()] == [bobs.device]
    assert bobs.device != forgotten
