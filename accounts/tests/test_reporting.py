"""Telling the operator of somebody, and the operator's queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts import contacts
from accounts.complaints import forget_old
from accounts.models import Block, Complaint, User
from accounts.tests.conftest import Heard, SignIn, make_user

pytestmark = pytest.mark.django_db

PATH = "/contacts/Bob/report/"
QUEUE = "/admin/accounts/complaint/"


def report(client: Client, path: str = PATH, **values: str) -> Any:
    return client.post(path, {"reason": "harassment", "words": "On Monday.", **values})


def test_a_contact_is_reported_and_never_told(
    friends: tuple[User, User], signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = friends
    heard.clear()
    assert report(signed_in(alice))["Location"] == "/"
    complaint = Complaint.objects.get()
    assert (complaint.reporter, complaint.person, complaint.reason) == (alice, bob, "harassment")
    assert (complaint.words, complaint.handled_at) == ("On Monday.", None)
    assert heard == []
    assert not Block.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_operators_are_told_that_there_is_a_report_and_no_more(
    alice: User, bob: User, signed_in: SignIn, mailoutbox: list[EmailMessage], settings: Any
) -> None:
    contacts.ask(bob, "alice")
    client = signed_in(alice)
    report(client)
    assert mailoutbox == []  # nobody is named
    settings.REPORTS_TO = ["ops@example.org", "head@example.org"]
    report(client)
    (message,) = mailoutbox
    assert message.to == ["ops@example.org", "head@example.org"]
    assert f"http://testserver{QUEUE}" in message.body
    for secret in ("Bob", "alice", "harassment", "Monday"):
        assert secret not in f"{message.subject} {message.body}"


@pytest.mark.django_db(transaction=True)
def test_a_report_is_kept_where_the_mail_cannot_go(
    alice: User, bob: User, signed_in: SignIn, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    contacts.ask(bob, "alice")
    settings.REPORTS_TO = ["ops@example.org"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    assert report(signed_in(alice))["Location"] == "/"
    assert Complaint.objects.exists()
    assert "Check EMAIL_URL" in caplog.text


def test_it_blocks_where_that_is_ticked(friends: tuple[User, User], signed_in: SignIn) -> None:
    alice, bob = friends
    client = signed_in(alice)
    assert b'name="block" id="id_block" checked' in client.get(PATH).content.replace(b' class=""', b"")
    report(client, block="on")
    assert Block.objects.get().person == bob
    assert b'name="block"' not in client.get(PATH).content


def test_who_sent_a_request_can_be_reported(alice: User, bob: User, signed_in: SignIn) -> None:
    contacts.ask(bob, "alice")
    report(signed_in(alice), block="on")
    assert Complaint.objects.get().person == bob
    assert contacts.listing(alice)["incoming"] == []


def test_who_is_blocked_can_be_reported(friends: tuple[User, User], signed_in: SignIn) -> None:
    contacts.block(friends[0], "Bob")
    report(signed_in(friends[0]))
    assert Complaint.objects.exists()


@pytest.mark.parametrize("name", ["Bob", "nobody", "alice"])
def test_nobody_else_is_there_to_be_reported(alice: User, bob: User, signed_in: SignIn, name: str) -> None:
    client = signed_in(alice)
    assert client.get(f"/contacts/{name}/report/").status_code == 404
    assert report(client, f"/contacts/{name}/report/").status_code == 404
    assert not Complaint.objects.exists()


def test_whose_request_was_not_let_in_is_not_there(alice: User, bob: User, signed_in: SignIn) -> None:
    User.objects.filter(pk=alice.pk).update(requests_from="nobody")
    contacts.ask(bob, "alice")
    assert signed_in(alice).get(PATH).status_code == 404


@pytest.mark.parametrize("values", [{"reason": ""}, {"reason": "dislike"}, {"words": "x" * 1001}])
def test_what_is_no_report_is_refused(
    friends: tuple[User, User], signed_in: SignIn, values: dict[str, str]
) -> None:
    assert report(signed_in(friends[0]), **values).status_code == 200
    assert not Complaint.objects.exists()


def test_reports_are_limited(friends: tuple[User, User], signed_in: SignIn, settings: Any) -> None:
    settings.REPORT_RATE = "1/d/user"
    client = signed_in(friends[0])
    report(client)
    assert b"many reports" in report(client, block="on").content
    assert Complaint.objects.count() == 1
    assert not Block.objects.exists()


def test_a_report_outlives_both_accounts(friends: tuple[User, User], signed_in: SignIn) -> None:
    alice, bob = friends
    report(signed_in(alice))
    alice.delete()
    bob.delete()
    assert str(Complaint.objects.get()) == "alice reported Bob"


# ---- the queue -----------------------------------------------------------------------------------


@pytest.fixture
def complaints(friends: tuple[User, User], signed_in: SignIn) -> list[Complaint]:
    client = signed_in(friends[0])
    report(client)
    report(client, reason="spam", words="<b>Buy</b>")
    return list(Complaint.objects.order_by("pk"))


def test_the_operator_sees_the_open_ones(
    complaints: list[Complaint], operator: User, signed_in: SignIn
) -> None:
    client = signed_in(operator)
    client.post(QUEUE, {"action": "handled", "_selected_action": [complaints[0].pk]})
    first = Complaint.objects.get(pk=complaints[0].pk)
    assert (first.handled_by, bool(first.handled_at)) == (operator, True)
    shown = {query: listed(client, query) for query in ("", "?handled=1", "?handled=all")}
    assert shown == {"": {complaints[1]}, "?handled=1": {complaints[0]}, "?handled=all": set(complaints)}


def listed(client: Client, query: str) -> set[Complaint]:
    return set(client.get(QUEUE + query).context["cl"].result_list)


def test_it_leads_to_the_person(
    complaints: list[Complaint], friends: tuple[User, User], operator: User, signed_in: SignIn
) -> None:
    page = signed_in(operator).get(QUEUE).content.decode()
    assert f'<a href="/admin/accounts/user/{friends[1].pk}/change/">Bob</a>' in page
    assert "<b>Buy</b>" not in page


def test_who_handled_it_first_stays(complaints: list[Complaint], operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    for _ in range(2):
        client.post(QUEUE + "?handled=all", {"action": "handled", "_selected_action": [complaints[0].pk]})
        operator = (
            make_user("second", is_staff=True, is_superuser=True)
            if operator.username != "second"
            else operator
        )
        client = signed_in(operator)
    handler = Complaint.objects.get(pk=complaints[0].pk).handled_by
    assert handler
    assert handler.username == "operator"


def test_others_do_not_see_it(complaints: list[Complaint], signed_in: SignIn) -> None:
    helper = make_user("helper", is_staff=True)
    assert signed_in(helper).get(QUEUE).status_code == 403


def test_one_report_is_read_and_not_edited(
    complaints: list[Complaint], operator: User, signed_in: SignIn
) -> None:
    client = signed_in(operator)
    page = client.get(f"{QUEUE}{complaints[1].pk}/change/")
    assert b"&lt;b&gt;Buy&lt;/b&gt;" in page.content
    client.post(f"{QUEUE}{complaints[1].pk}/change/", {"words": "changed"})
    assert Complaint.objects.get(pk=complaints[1].pk).words == "<b>Buy</b>"
    assert client.get(f"{QUEUE}add/").status_code == 403


def test_handled_reports_are_forgotten_where_that_is_set(alice: User, bob: User, settings: Any) -> None:
    said = {
        "reporter": alice,
        "reporter_name": "alice",
        "person": bob,
        "person_name": "Bob",
        "reason": "spam",
    }
    now = timezone.now()
    recently, long_ago = now - timedelta(days=29), now - timedelta(days=31)
    for handled in (None, long_ago, recently):
        complaint = Complaint.objects.create(**said)
        Complaint.objects.filter(pk=complaint.pk).update(
            handled_at=handled, created_at=now - timedelta(days=99)
        )
    assert forget_old() == 0
    settings.REPORTS_DAYS = 30
    assert forget_old() == 1
    assert set(Complaint.objects.values_list("handled_at", flat=True)) == {None, recently}
    assert forget_old() == 0
