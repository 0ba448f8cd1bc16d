"""Users in the admin: finding, making, deactivating, disconnecting, deleting."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts import contacts, sessions
from accounts.models import User
from accounts.tests.conftest import PASSWORD, Heard, SignIn, make_user, sid_of

pytestmark = pytest.mark.django_db

USERS = "/admin/accounts/user/"


def act(client: Client, action: str, *people: User) -> Any:
    form = {"action": action, "_selected_action": [person.pk for person in people]}
    return client.post(USERS, form, follow=True)


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What the browser would send back for the form at this address."""
    form = client.get(address).context["adminform"].form
    data: dict[str, Any] = {}
    for field in form:
        value = field.value()
        widget = field.field.widget
        if hasattr(widget, "decompress"):
            parts = widget.decompress(value)
            data |= {f"{field.html_name}_{number}": part or "" for number, part in enumerate(parts)}
        elif value not in (None, False, ""):
            data[field.html_name] = "on" if value is True else value
    return data


@pytest.mark.parametrize("query", ["ali", "Alice", "alice@example.org"])
def test_people_are_found(alice: User, bob: User, operator: User, signed_in: SignIn, query: str) -> None:
    found = signed_in(operator).get(USERS, {"q": query}).context["cl"].queryset

    assert list(found) == [alice]


def test_people_are_filtered(alice: User, bob: User, operator: User, signed_in: SignIn) -> None:
    bob.is_active = False
    bob.save()
    found = signed_in(operator).get(USERS, {"is_active__exact": "0"}).context["cl"].queryset

    assert list(found) == [bob]


def test_end_all_sessions(alice: User, bob: User, operator: User, signed_in: SignIn, heard: Heard) -> None:
    sids = {sid_of(signed_in(alice)), sid_of(signed_in(alice))}
    others = {sid_of(signed_in(bob))}
    response = act(signed_in(operator), "end_all_sessions", alice)

    assert "2 sessions ended." in response.content.decode()
    assert sessions.open_sids(sids | others) == others
    assert {sid for name, what in heard if name == "sessions_ended" for sid in what["sids"]} == sids
    assert User.objects.get(pk=alice.pk).is_active


def test_ending_all_sessions_spares_the_one_that_does_it(operator: User, signed_in: SignIn) -> None:
    here, there = signed_in(operator), signed_in(operator)
    act(here, "end_all_sessions", operator)

    assert sessions.open_sids({sid_of(here)}) == {sid_of(here)}
    assert there.get("/contacts/").status_code == 401


def test_deactivate_and_disconnect(alice: User, operator: User, signed_in: SignIn, heard: Heard) -> None:
    sid = sid_of(signed_in(alice))
    response = act(signed_in(operator), "deactivate_and_disconnect", alice)

    assert "1 account deactivated." in response.content.decode()
    assert not User.objects.get(pk=alice.pk).is_active
    assert sessions.open_sids({sid}) == set()
    assert ("user_disabled", {"user": alice.pk}) in heard
    assert (
        Client()
        .post("/accounts/login/", {"login": "alice", "password": PASSWORD})["Location"]
        .endswith("inactive/")
    )


def test_nobody_locks_themselves_out(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    response = act(client, "deactivate_and_disconnect", operator)

    assert (
        "Your own account, and those you may not manage, were left as they are." in response.content.decode()
    )
    assert User.objects.get(pk=operator.pk).is_active


def test_the_box_in_the_form_disconnects_too(
    alice: User, operator: User, signed_in: SignIn, heard: Heard
) -> None:
    sid = sid_of(signed_in(alice))
    client = signed_in(operator)
    form = form_of(client, f"{USERS}{alice.pk}/change/")
    form.pop("is_active")
    response = client.post(f"{USERS}{alice.pk}/change/", form)

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert not User.objects.get(pk=alice.pk).is_active
    assert sessions.open_sids({sid}) == set()
    assert ("user_disabled", {"user": alice.pk}) in heard


def test_a_harmless_change_disconnects_nobody(
    friends: tuple[User, User], operator: User, signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = friends
    sid = sid_of(signed_in(alice))
    client = signed_in(operator)
    form = form_of(client, f"{USERS}{alice.pk}/change/") | {
        "display_name": "\u202eAlicia",
        "username": "mallory",
    }
    client.post(f"{USERS}{alice.pk}/change/", form)

    alice.refresh_from_db()
    assert (alice.display_name, alice.username) == ("Alicia", "alice")
    assert sessions.open_sids({sid}) == {sid}
    assert heard == [("contacts_changed", {"users": {bob.pk}})]


def test_a_new_password_from_the_admin_ends_their_sessions(
    alice: User, operator: User, signed_in: SignIn
) -> None:
    sid, client = sid_of(signed_in(alice)), signed_in(operator)
    form = {"usable_password": "true", "password1": "another-good-one", "password2": "another-good-one"}
    response = client.post(f"{USERS}{alice.pk}/password/", form | {"set-password": ""})

    assert response.status_code == 302
    assert sessions.open_sids({sid}) == set()
    assert client.get("/admin/").status_code == 200


def test_the_own_password_from_the_admin_keeps_this_session(
    operator: User, signed_in: SignIn, heard: Heard
) -> None:
    here, there = signed_in(operator), signed_in(operator)
    sid, gone = sid_of(here), sid_of(there)
    form = {"usable_password": "true", "password1": "another-good-one", "password2": "another-good-one"}
    here.post(f"{USERS}{operator.pk}/password/", form | {"set-password": ""})

    assert sessions.open_sids({sid, gone}) == {sid}
    assert [what for name, what in heard if name == "sessions_ended"] == [{"sids": {gone}}]
    assert here.get("/admin/").status_code == 200


@pytest.mark.parametrize("username", ["ALICE", "bad name"])
def test_names_follow_the_same_rules_here(
    alice: User, operator: User, signed_in: SignIn, username: str
) -> None:
    form = {
        "username": username,
        "usable_password": "true",
        "password1": "good-enough-1",
        "password2": "good-enough-1",
    }
    response = signed_in(operator).post(f"{USERS}add/", form)

    assert "username" in response.context["adminform"].form.errors


def test_an_operator_makes_an_account_that_can_sign_in(operator: User, signed_in: SignIn) -> None:
    form = {"username": "Dora", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    response = signed_in(operator).post(f"{USERS}add/", form)

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert Client().post("/accounts/login/", {"login": "dora", "password": PASSWORD}).status_code == 302


def test_deleting_an_account_ends_its_sessions(
    friends: tuple[User, User], operator: User, signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = friends
    sid = sid_of(signed_in(alice))
    client = signed_in(operator)
    assert client.get(f"{USERS}{alice.pk}/delete/").status_code == 200
    response = client.post(f"{USERS}{alice.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    assert not User.objects.filter(pk=alice.pk).exists()
    assert sessions.open_sids({sid}) == set()
    assert ("user_disabled", {"user": alice.pk}) in heard
    assert contacts.listing(bob)["contacts"] == []


@pytest.fixture
def helper() -> User:
    """Staff who may change users, without being a superuser."""
    user = make_user("helper", is_staff=True)
    wanted = ["view_user", "change_user", "delete_user"]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return user


def test_helpers_hand_out_no_powers(alice: User, helper: User, signed_in: SignIn) -> None:
    client = signed_in(helper)
    form = form_of(client, f"{USERS}{alice.pk}/change/") | {"is_superuser": "on", "is_staff": "on"}
    client.post(f"{USERS}{alice.pk}/change/", form)

    alice.refresh_from_db()
    assert not alice.is_superuser
    assert not alice.is_staff


@pytest.mark.parametrize("rank", ["is_superuser", "is_staff"])
def test_helpers_leave_the_administration_alone(
    operator: User, helper: User, signed_in: SignIn, rank: str
) -> None:
    User.objects.filter(pk=operator.pk).update(is_staff=True, is_superuser=rank == "is_superuser")
    client, sid = signed_in(helper), sid_of(signed_in(operator))
    act(client, "end_all_sessions", operator)
    act(client, "deactivate_and_disconnect", operator)
    form = {"usable_password": "true", "password1": "another-good-one", "password2": "another-good-one"}

    assert client.post(f"{USERS}{operator.pk}/password/", form).status_code == 403
    assert client.post(f"{USERS}{operator.pk}/delete/", {"post": "yes"}).status_code == 403
    assert sessions.open_sids({sid}) == {sid}
