"""*Download your data* has all that leads to a person, and nothing of what is others'."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from accounts import contacts, export, privacy
from accounts.models import Block, Complaint, Picture, User
from calls.models import Call, CallReport, Device, Participant

pytestmark = pytest.mark.django_db

ROWS: dict[type[Model], export.Rows] = {apps.get_model(rows.model): rows for rows in export.ROWS}
LEFT_OUT = {apps.get_model(label) for label in export.LEFT_OUT}


def models_of_people() -> set[type[Model]]:
    """Those with a line to a person, however long."""
    found: set[type[Model]] = {User}
    while more := {model for model in apps.get_models() if points_to(model, found)} - found:
        found |= more
    return found


def points_to(model: type[Model], found: set[type[Model]]) -> bool:
    return any(field.is_relation and field.related_model in found for field in model._meta.concrete_fields)


def uncovered(model: type[Model]) -> set[str]:
    """Its fields that nobody has thought of."""
    if model in LEFT_OUT:
        return set()
    names = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    if model not in ROWS:
        return names
    rows = ROWS[model]
    said = {name.split("__")[0] for name in rows.fields}
    assert not said & set(rows.left_out), f"{model}: both in the file and left out"
    assert said | set(rows.left_out) <= names, f"{model}: there is no such field"
    return names - said - set(rows.left_out)


def test_every_field_of_every_model_about_people_was_thought_of() -> None:
    missing = {model._meta.label: uncovered(model) for model in models_of_people()}
    assert {label: names for label, names in missing.items() if names} == {}


def test_the_models_are_found() -> None:
    assert {User, Picture, Complaint, Block, Call, Participant, CallReport, Device} <= models_of_people()


def test_what_was_forgotten_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    known = ROWS | {User: ROWS[User]._replace(fields=("username",))}
    del known[Block]
    monkeypatch.setattr("tests.test_export.ROWS", known)
    assert "person" in uncovered(Block)
    assert "email" in uncovered(User)


# ---- the file ------------------------------------------------------------------------------------


@pytest.fixture
def alice() -> User:
    cache.clear()
    return User.objects.create_user("alice", "alice@example.org", "a quiet kettle", display_name="Alice")


@pytest.fixture
def bob(alice: User) -> User:
    bob = User.objects.create_user("bob", "bob@example.org", "another kettle")
    contacts.befriend(alice, bob)
    return bob


@pytest.fixture
def charlie() -> User:
    return User.objects.create_user("charlie", "charlie@example.org", "a third kettle")


def file_of(person: User) -> Any:
    client = Client()
    client.force_login(person)
    response = client.post("/accounts/download/")
    assert response["Content-Disposition"] == f'attachment; filename="{person.username}.json"'
    assert "no-store" in response["Cache-Control"]
    return json.loads(response.content)


def a_call(caller: User, callee: User, shadow: bool = False) -> Call:
    now = timezone.now()
    call = Call.objects.create(
        pair="1-2", media="video", state="ended", reason="missed", placed_at=now, ended_at=now, shadow=shadow
    )
    device = Device.objects.create(
        pk=f"device-{call.pk}"[:32],
        user=caller,
        session="sid",
        resume_hash="hash",
        created_at=now,
        seen_at=now,
    )
    mine = Participant.objects.create(call=call, user=caller, role="caller", device=device)
    Participant.objects.create(call=call, user=callee, role="callee", hidden=shadow)
    CallReport.objects.create(participant=mine, epoch=1, outcome="connected", created_at=now, updated_at=now)
    return call


def test_it_has_everything(alice: User, bob: User, charlie: User) -> None:
    image = b"a picture"
    Picture.objects.create(person=alice, image=image)
    link = privacy.link_of(alice)
    contacts.ask(alice, "dora")
    contacts.ask(charlie, "alice")
    contacts.block(alice, "bob")
    Complaint.objects.create(
        reporter=alice, reporter_name="alice", person=bob, person_name="bob", reason="spam", words="Again."
    )
    call = a_call(alice, bob)
    file = file_of(alice)
    assert [file["account"][0][name] for name in ("username", "display_name", "email")] == [
        *("alice", "Alice", "alice@example.org")
    ]
    assert base64.b64decode(file["picture"][0]["image"]) == image
    assert file["link"][0]["token"] == link.token
    assert [row["person__username"] for row in file["contacts"]] == ["bob"]
    assert [row["username"] for row in file["requests_sent"]] == ["dora"]
    assert [row["username"] for row in file["requests_received"]] == ["charlie"]
    assert [row["person__username"] for row in file["blocked"]] == ["bob"]
    assert [(row["person_name"], row["words"]) for row in file["reports_made"]] == [("bob", "Again.")]
    assert [(row["id"], row["with"], row["role"]) for row in file["calls"]] == [
        (str(call.pk), "bob", "caller")
    ]
    assert [row["outcome"] for row in file["call_reports"]] == ["connected"]
    assert (len(file["sessions"]), len(file["pages"])) == (1, 1)


def test_it_has_no_keys(alice: User) -> None:
    text = json.dumps(file_of(alice))
    client = Client()
    client.force_login(alice)
    for secret in (client.session.session_key, client.session["sid"], User.objects.get().password, "resume"):
        assert str(secret) not in text


def test_it_does_not_tell_what_others_decided(alice: User, bob: User, charlie: User) -> None:
    """Bob blocked and reported Alice; her call to him rang for her alone, as his did before for him."""
    before = file_of(alice)
    contacts.block(bob, "alice")
    contacts.ask(charlie, "alice")
    User.objects.filter(pk=alice.pk).update(requests_from="nobody")
    Complaint.objects.create(
        reporter=bob, reporter_name="bob", person=alice, person_name="alice", reason="spam", words="Alice."
    )
    after = file_of(User.objects.get(pk=alice.pk))
    for name in ("contacts", "blocked", "reports_made", "requests_received"):
        assert before[name] == after[name]


def test_a_shadow_call_is_the_callers_alone(alice: User, bob: User) -> None:
    a_call(alice, bob, shadow=True)
    assert file_of(bob)["calls"] == []
    [mine] = file_of(alice)["calls"]
    assert "shadow" not in mine
    assert not {"reached", "quiet"} & set(mine)


def test_downloads_are_limited(alice: User, settings: Any) -> None:
    settings.DOWNLOAD_RATE = "1/h/user"
    file_of(alice)
    client = Client()
    client.force_login(alice)
    assert client.post("/accounts/download/")["Location"] == "/accounts/privacy/"
