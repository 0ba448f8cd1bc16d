"""What operators did is noted, and stays so."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import SignIn
from accounts.tests.test_admin_users import act

LOG = "/admin/admin/logentry/"


def noted() -> list[tuple[str, str, str]]:
    entries = LogEntry.objects.select_related("user").order_by("pk")
    return [(entry.user.username, entry.object_repr, entry.change_message) for entry in entries]


@pytest.mark.parametrize(
    ("action", "said"),
    [("end_all_sessions", "End all sessions"), ("deactivate_and_disconnect", "Deactivate and disconnect")],
)
def test_each_action_is_noted_for_each_it_touched(
    alice: User, bob: User, operator: User, signed_in: SignIn, action: str, said: str
) -> None:
    act(signed_in(operator), action, alice, bob)
    assert sorted(noted()) == sorted((operator.username, person.username, said) for person in (alice, bob))


def test_what_touched_nobody_is_not_noted(alice: User, operator: User, signed_in: SignIn) -> None:
    for action in ("remove_picture", "remove_second_step"):
        act(signed_in(operator), action, alice)
    act(signed_in(operator), "deactivate_and_disconnect", operator)
    assert noted() == []


def test_the_log_is_read_and_never_changed(alice: User, operator: User, signed_in: SignIn) -> None:
    browser: Client = signed_in(operator)
    act(browser, "end_all_sessions", alice)
    page = browser.get(LOG).content.decode()
    assert "End all sessions" in page
    assert operator.username in page
    entry = LogEntry.objects.get()
    for path in (f"{LOG}add/", f"{LOG}{entry.pk}/delete/"):
        assert browser.get(path).status_code == 403
    browser.post(f"{LOG}{entry.pk}/change/", {"change_message": "nothing happened"})
    browser.post(LOG, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert noted() == [(operator.username, "alice", "End all sessions")]


def test_who_sees_only_people_sees_no_log(alice: User, signed_in: SignIn) -> None:
    alice.is_staff = True
    alice.save()
    assert signed_in(alice).get(LOG).status_code == 403
