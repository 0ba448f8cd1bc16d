"""A query that was compiled once finds, with any values, what the ORM finds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Contact, User
from accounts.prepared import Prepared, insert, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    return [User.objects.create_user(name, password="x") for name in ("alice", "bob", "charlie")]


def listed(owner: int, person: int) -> QuerySet[Contact]:
    return Contact.objects.filter(owner=owner, person=person).select_related("owner", "person")


def test_it_finds_what_the_orm_finds_whatever_the_values(people: list[User]) -> None:
    prepared = Prepared(listed, int, int)
    for owner in people:
        Contact.objects.create(owner=owner, person=people[0] if owner != people[0] else people[1])
    for owner in people:
        for person in people:
            assert prepared(owner.pk, person.pk) == list(listed(owner.pk, person.pk))


def test_related_rows_come_with_it(people: list[User], django_assert_num_queries: Any) -> None:
    Contact.objects.create(owner=people[0], person=people[1])
    prepared = Prepared(listed, int, int)
    with django_assert_num_queries(1):
        [found] = prepared(people[0].pk, people[1].pk)
        assert (found.owner.username, found.person.username) == ("alice", "bob")
        assert found.created_at.tzinfo


def test_it_sees_what_changed_since_it_was_compiled(people: list[User]) -> None:
    prepared = Prepared(listed, int, int)
    assert prepared(people[0].pk, people[1].pk) == []
    Contact.objects.create(owner=people[0], person=people[1])
    assert len(prepared(people[0].pk, people[1].pk)) == 1


def test_texts_and_times_are_parameters_too(people: list[User]) -> None:
    since = Prepared(
        lambda name, moment: User.objects.filter(username=name, date_joined__gt=moment), str, datetime
    )
    joined = people[1].date_joined
    assert since("bob", joined - timedelta(seconds=1)) == [people[1]]
    assert since("bob", joined) == []
    assert since("alice' OR 1=1 --", joined - timedelta(days=1)) == []


def test_a_parameter_that_cannot_be_found_is_refused() -> None:
    """Its value would else be that of the first compilation for ever."""
    with pytest.raises(ValueError, match="not found"):
        Prepared(lambda name: User.objects.filter(username=f"{name}!"), str)("bob")


def test_an_update_is_conditional_and_counts(people: list[User]) -> None:
    alice = people[0]
    assert update(User, {"id": alice.pk, "is_active": True}, {"is_active": False, "display_name": "Al"}) == 1
    assert update(User, {"id": alice.pk, "is_active": True}, {"display_name": "nobody"}) == 0
    alice.refresh_from_db()
    assert (alice.is_active, alice.display_name) == (False, "Al")


def test_a_row_is_inserted_with_its_defaults(people: list[User]) -> None:
    insert(Contact(owner=people[0], person=people[1]))
    found = Contact.objects.get()
    assert (found.owner, found.person) == (people[0], people[1])
    assert timezone.now() - found.created_at < timedelta(minutes=1)
