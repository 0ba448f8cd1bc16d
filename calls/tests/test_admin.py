"""What the operator sees of calls, and can do."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from calls.models import Call
from calls.states import Reason
from calls.tests.cast import Page, pass_time, the_call

LISTS = ["calls/call", "calls/device", "calls/worker", "accounts/user", "accounts/contact", "accounts/block"]


def body(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("page", LISTS)
def test_every_list_opens_without_inline_style_or_script(
    operator: Client, alices: Page, bobs: Page, page: str
) -> None:
    alices.place("bob")
    html = body(operator.get(f"/admin/{page}/"))
    assert "<style" not in html
    assert " style=" not in html
    inline = re.findall(r"<script(?![^>]* src=)([^>]*)>", html)
    assert all("nonce=" in script or "application/json" in script for script in inline)
    assert inline


def test_a_list_without_actions_is_told_apart(operator: Client, bobs: Page) -> None:
    assert "no-actions" in body(operator.get("/admin/calls/device/"))
    assert "no-actions" not in body(operator.get("/admin/accounts/contact/"))


def test_the_admin_has_the_sites_name_and_rings(operator: Client) -> None:
    html = body(operator.get("/admin/"))
    assert "Videocall</a></div>" in html
    assert 'id="incoming"' in html
    assert re.search(r'<script type="module" src="/static/js/elsewhere\.[0-9a-f]+\.js"', html)
    assert "Django administration" not in html


def test_calls_are_found_and_filtered(operator: Client, alices: Page, bobs: Page) -> None:
    alices.hang_up(alices.place("bob"))
    call = alices.place("bob")

    def count(**query: str) -> int:
        return int(operator.get("/admin/calls/call/", query).context["cl"].result_count)

    assert count() == 2
    assert count(live="1") == count(live="0") == count(reason="cancelled") == count(q=call) == 1
    assert count(q="bob") == count(media="video") == 2
    assert count(q="charlie") == 0


def test_the_list_names_both_people_in_a_fixed_number_of_queries(
    operator: Client, alices: Page, bobs: Page, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        alices.hang_up(alices.place("bob"))
    with django_assert_max_num_queries(14):
        html = body(operator.get("/admin/calls/call/"))
    assert html.count(">alice<") == html.count(">bob<") == 5


def test_a_call_is_looked_at_and_not_changed(operator: Client, alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    html = body(operator.get(f"/admin/calls/call/{call}/change/"))
    assert "alice" in html
    assert '<input type="text"' not in html.partition('id="call_form"')[2].partition("</form>")[0]
    before = Call.objects.values().get()
    operator.post(f"/admin/calls/call/{call}/change/", {"state": "ended", "reason": "busy"})
    assert Call.objects.values().get() == before
    assert operator.get("/admin/calls/call/add/").status_code == 403
    assert operator.post(f"/admin/calls/call/{call}/delete/", {"post": "yes"}).status_code == 403


def end_call(operator: Client, call: str) -> Any:
    what = {"action": "end_call", "_selected_action": [call]}
    return operator.post("/admin/calls/call/", what, follow=True)


def test_ending_a_call(operator: Client, alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    assert "1 call ended." in body(end_call(operator, call))
    assert (alices.last.reason, bobs.last.reason) == ("removed_by_admin", "removed_by_admin")
    assert "0 calls ended." in body(end_call(operator, call))


def test_who_may_only_look_cannot_end_calls(alices: Page, bobs: Page, client: Client) -> None:
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_call"))
    client.force_login(looker)
    call = alices.place("bob")
    assert "alice" in body(client.get(f"/admin/calls/call/{call}/change/"))
    end_call(client, call)
    assert the_call().reason == ""


def test_pages_online(operator: Client, alices: Page, bobs: Page) -> None:
    bobs.drop()

    def names(**query: str) -> list[str]:
        return [
            page.user.username
            for page in operator.get("/admin/calls/device/", query).context["cl"].result_list
        ]

    assert sorted(names()) == ["alice", "bob"]
    assert names(online="1") == ["alice"]
    assert names(online="0") == ["bob"]


def test_no_secret_of_a_page_is_shown(operator: Client, alices: Page) -> None:
    html = body(operator.get(f"/admin/calls/device/{alices.device}/change/"))
    for secret in (alices.resume, alices.sid, alices.connection):
        assert str(secret) not in html


def test_a_list_of_server_processes(operator: Client, alices: Page, bobs: Page) -> None:
    html = body(operator.get("/admin/calls/worker/"))
    assert re.search(r'field-pages">2<', html)


def test_deleting_a_person_in_the_admin_ends_their_call(operator: Client, alices: Page, bobs: Page) -> None:
    bobs.accept(alices.place("bob"))
    operator.post(f"/admin/accounts/user/{alices.user.pk}/delete/", {"post": "yes"})
    assert bobs.last.reason == "session_ended"


def test_expire_calls(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    pass_time(46)
    out = StringIO()
    call_command("expire_calls", stdout=out)
    assert out.getvalue() == "1 call ended.\n"
    assert the_call().reason == Reason.MISSED
