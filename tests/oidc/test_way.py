"""The way to the provider and back: who may begin it, and whose answer counts."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.oidc.browser import START, Browser
from tests.oidc.conftest import Visit
from tests.oidc.server import NAME, Provider
from tests.servers import Site


def test_the_question_carries_a_state_and_a_challenge(browser: Browser) -> None:
    browser.leave()
    asked = parse_qs(parse_qs(urlsplit(browser.page.url).query)["next"][0].partition("?")[2])
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) >= 16
    assert sorted(asked["scope"][0].split()) == ["email", "openid", "profile"]


def test_a_code_without_its_verifier_is_worth_nothing(site: Site, provider: Provider, visit: Visit) -> None:
    """Somebody who read Quinn's answer on the way opens it with a state of their own."""
    provider.make_person("quinn", preferred_username="quinn", email="quinn@school.example")
    quinn, mallory = visit(site), visit(site)
    answer = _answer(quinn, "quinn")
    mallory.leave()
    asked = parse_qs(parse_qs(urlsplit(mallory.page.url).query)["next"][0].partition("?")[2])
    forged = f"/accounts/oidc/callback/?code={_of(answer, 'code')}&state={asked['state'][0]}"
    assert "answered in a way we do not understand" in mallory.open(forged)
    assert not mallory.username


def test_a_link_of_somebody_else_signs_nobody_in(site: Site, provider: Provider, visit: Visit) -> None:
    """Mallory sends the end of his own sign-in to Alice, so that she uses his account."""
    provider.make_person("mallory", preferred_username="mallory", email="mallory@school.example")
    answer = _answer(visit(site), "mallory")
    alice = visit(site)
    alice.leave()  # a way of her own that is open makes no difference
    for address in (answer, answer.replace("state=", "state=x"), answer.partition("&state")[0]):
        assert "That took too long" in alice.open(address)
    assert not alice.username


def test_a_link_begins_nothing(browser: Browser) -> None:
    browser.open(START)
    assert browser.path == "/accounts/login/"
    page = browser.session.post(f"{browser.site.url}{START}", {}, timeout=30)
    assert page.status_code == 403


def test_an_answer_counts_once(site: Site, provider: Provider, visit: Visit) -> None:
    provider.make_person("rosa", preferred_username="rosa", email="rosa@school.example")
    browser = visit(site)
    answer = _answer(browser, "rosa")
    browser.open(answer)
    assert browser.username == "rosa"
    assert "That took too long" in browser.open(answer)


def test_attempts_are_limited(provider: Provider) -> None:
    with provider.site(LOGIN_RATE="2/m/ip") as site:
        browser = Browser(site, provider)
        codes = []
        for _ in range(3):
            browser.open("/accounts/login/")
            browser.press(f"Sign in with {NAME}")
            codes.append(browser.page.status_code)
    assert codes == [200, 200, 429]


def _answer(browser: Browser, username: str) -> str:
    """The address with which the provider would send the person back, not opened."""
    browser.leave()
    browser.identify(username)
    browser.session.max_redirects = 0
    with pytest.raises(requests.TooManyRedirects) as stopped:
        browser.press("Authorize", action="grant")
    browser.session.max_redirects = requests.models.DEFAULT_REDIRECT_LIMIT
    assert stopped.value.response is not None
    return stopped.value.response.headers["Location"]


def _of(address: str, name: str) -> str:
    return parse_qs(urlsplit(address).query)[name][0]
