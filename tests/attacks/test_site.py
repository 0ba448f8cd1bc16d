"""Requests by hand: to other sites, with other people's cookies, for other people's things."""

from __future__ import annotations

import re
import urllib.parse

import pytest

from tests.attacks.visitor import Visitor
from tests.servers import PASSWORD
from tests.wire.pages import Cast, answered

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "https:evil.example",
    "\thttps://evil.example",
)
NAMES = re.compile(r"<[a-z_]+:?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@pytest.mark.parametrize("target", ELSEWHERE)
async def test_no_form_leads_to_another_site(cast: Cast, target: str) -> None:
    alice, bob = cast.person("alice"), cast.person("bob")
    question = urllib.parse.urlencode({"next": target})
    entry = f"/accounts/login/?{question}"
    answers = [
        Visitor(cast.site).post(entry, {"login": alice.username, "password": PASSWORD, "next": target}),
        Visitor(cast.site).post("/accounts/language/", {"language": "de", "next": target}, entry),
        Visitor(cast.site, bob.cookies).post(f"/accounts/logout/?{question}", {"next": target}),
    ]
    again = Visitor(cast.site, cast.person("charlie").cookies)
    pages = ("/accounts/login/", "/accounts/signup/")
    answers += [again.get(f"{path}?{question}") for path in pages]
    assert [answer.status for answer in answers] == [302] * 5
    assert [answer.leads_to for answer in answers] == [""] * 5


async def test_a_session_that_was_planted_is_not_signed_in(cast: Cast) -> None:
    """Whoever set a cookie beforehand, of their own making or fresh from the site, is left with nothing."""
    alice = cast.person("alice")
    for planted in ({"session": "a" * 32}, dict(Visitor(cast.site).cookies)):
        victim = Visitor(cast.site, planted)
        victim.post("/accounts/login/", {"login": alice.username, "password": PASSWORD})
        assert victim.cookies["session"] != planted.get("session")
        assert victim.get("/accounts/profile/").status == 200
        assert Visitor(cast.site, planted).get("/accounts/profile/").status == 302


async def test_forms_of_other_sites_change_nothing(cast: Cast) -> None:
    alice = cast.person("alice")
    visitor = Visitor(cast.site, alice.cookies)
    for path in ("/contacts/ask/", "/accounts/delete/", "/accounts/logout/", "/accounts/profile/"):
        foreign = {"Origin": "https://evil.example", "Referer": "https://evil.example/"}
        for headers in ({}, foreign):
            assert visitor.send("POST", path, {"username": "bob"}, headers).status == 403, path
    assert visitor.get("/accounts/profile/").status == 200


async def test_no_address_shows_what_is_anothers(cast: Cast) -> None:
    """Every address of the site, with the name and the call of two others, as somebody they do not know."""
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    mallory = Visitor(cast.site, cast.person("mallory").cookies)
    addresses = cast.site.backstage("addresses")
    assert len(addresses) > 60
    for pattern in addresses:
        path = "/" + NAMES.sub(lambda name: _given(name[1] or name[2], alice.username, call), pattern)
        answer = mallory.get(path.replace("^", "").replace("$", "").replace("\\", ""))
        assert answer.status in {200, 302, 401, 403, 404, 405}, path
        if path.startswith("/admin/"):
            assert answer.status in {302, 403, 404}, path
        assert call in path or call not in answer.text, path
        assert "Alice" not in answer.text, path
        assert f"{alice.username}@" not in answer.text, path
    assert not [message for message in a.seen if message.get("state") == "ended"]


def _given(name: str, username: str, call: str) -> str:
    return {"username": username, "call": call, "call_id": call, "object_id": "1"}.get(name, "1")


async def test_only_the_administration_administers(cast: Cast) -> None:
    """The operators' deeds, asked for by somebody without rights and by staff without permissions."""
    alice, mallory = cast.person("alice"), cast.person("mallory")
    page = await alice.page()
    visitor = Visitor(cast.site, mallory.cookies)
    cast.site.backstage("make_staff", username=mallory.username)
    token = visitor.token()
    for action in ("end_all_sessions", "deactivate_and_disconnect", "delete_selected"):
        fields = {"action": action, "_selected_action": "1", "csrfmiddlewaretoken": token}
        assert visitor.send("POST", "/admin/accounts/user/", fields).status == 403, action
    await page.say("ping")
    await page.get("pong")


async def test_a_forged_host_is_in_no_mail(cast: Cast) -> None:
    """The links in mails are made of the host that was asked for."""
    path = "/accounts/password/reset/"
    answer = Visitor(cast.site).get(path, Host="evil.example")
    assert (answer.status, "evil.example" in answer.text) == (400, False)
    assert "evil.example" not in Visitor(cast.site).get(path, **{"X-Forwarded-Host": "evil.example"}).text


async def test_pages_cannot_be_framed(cast: Cast) -> None:
    mallory = Visitor(cast.site, cast.person("mallory").cookies)
    for path in ("/", "/accounts/profile/", "/accounts/delete/", "/accounts/login/", "/no/such/page"):
        headers = mallory.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Frame-Options"] == "DENY", path


async def test_personal_pages_stay_in_no_cache(cast: Cast) -> None:
    alice = Visitor(cast.site, cast.person("alice").cookies)
    for path in ("/", "/accounts/profile/", "/contacts/", "/accounts/email/", "/accounts/delete/"):
        assert "no-store" in alice.get(path).headers["Cache-Control"], path
