"""What the person reads, and what is believed, when the provider is away, says no, or says something odd."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.oidc.browser import Browser
from tests.oidc.conftest import Visit
from tests.oidc.server import NAME, Provider
from tests.processes import PROJECT, wait_until
from tests.servers import Site

LINE = re.compile(r"^\d{4}-\d\d-\d\d .*", re.MULTILINE)
MISUNDERSTOOD = f"{NAME} answered in a way we do not understand"


def test_pressing_cancel_leads_back(browser: Browser, provider: Provider) -> None:
    provider.make_person("carl", preferred_username="carl", email="carl@school.example")
    browser.leave()
    browser.identify("carl")
    page = browser.press("Cancel", action="cancel")
    assert browser.path == "/accounts/login/"
    assert f"You came back from {NAME} without signing in." in page
    assert not browser.username


def test_a_provider_that_refuses(browser: Browser, provider: Provider) -> None:
    """With whatever error of RFC 6749, 4.1.2.1."""
    browser.open("/accounts/login/")
    page = browser.press(f"Sign in with {NAME}")
    state = page.partition("state=")[2].partition("&")[0]
    page = browser.open(f"/accounts/oidc/callback/?error=invalid_scope&state={state}")
    assert f"{NAME} did not let you in" in page


def test_a_provider_that_is_away(visit: Visit) -> None:
    """Before the way there, and on the way back; and it is found again when it is back."""
    with Provider() as own, own.site() as site:
        own.make_person("alice", preferred_username="alice", email="alice@school.example")
        browser = Browser(site, own)
        browser.leave()
        browser.identify("alice")
        state, code = _stopped_short(browser)
        own.stop()
        assert f"{NAME} does not answer" in browser.open(
            f"/accounts/oidc/callback/?code={code}&state={state}"
        )
        browser.open("/accounts/login/")
        assert f"{NAME} does not answer" in browser.press(f"Sign in with {NAME}")
        assert "Traceback" not in site.log
        assert "No sign-in by Example School, unreachable" in site.log
        own.start()
        own.make_person("alice", preferred_username="alice", email="alice@school.example")
        browser = Browser(site, own)
        browser.sign_in("alice")
        assert browser.username == "alice"


def test_a_provider_that_hangs(visit: Visit) -> None:
    """It takes the connection and says nothing: the person is told, and nobody else waits for it."""
    with Provider() as own, own.site() as site:
        browser = Browser(site, own)
        browser.open("/accounts/login/")
        own.pause()
        try:
            with ThreadPoolExecutor() as pool:
                pressed = pool.submit(browser.press, f"Sign in with {NAME}")
                wait_until(lambda: own.asked, 5, "the provider is asked")
                assert "Sign in" in Browser(site, own).open("/accounts/login/")
                assert not pressed.done()
                assert f"{NAME} does not answer" in pressed.result(timeout=30)
        finally:
            own.resume()
        assert "No sign-in by Example School, unreachable" in site.log
        assert "Traceback" not in site.log


def _stopped_short(browser: Browser) -> tuple[str, str]:
    """The state of the way that was begun, and some code."""
    state = browser.page.url.partition("state=")[2].partition("&")[0]
    assert state
    return state, "a-code"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"issuer": "https://login.evil.example"}, "it calls itself"),
        ({"token_endpoint": None}, "its token_endpoint is"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "its authorization_endpoint is"),
    ],
)
def test_a_provider_that_says_odd_things_of_itself(
    browser: Browser, site: Site, provider: Provider, said: dict[str, Any], reason: str
) -> None:
    provider.say(**said)
    try:
        browser.open("/accounts/login/")
        assert MISUNDERSTOOD in browser.press(f"Sign in with {NAME}")
    finally:
        provider.say()
    assert reason in site.log


@pytest.mark.parametrize(
    "words",
    [
        {"userinfo": {"sub": "1"}},
        {"token": {"aud": "another-site"}},
        {"token": {"iss": "https://login.evil.example"}},
        {"token": {"exp": 1}},
        {"token": {"sub": ""}, "userinfo": {"sub": ""}},
        {"token": {"sub": 7}, "userinfo": {"sub": 7}},
    ],
)
def test_an_answer_about_somebody_else_is_not_believed(
    browser: Browser, site: Site, provider: Provider, words: dict[str, Any]
) -> None:
    provider.make_person("first", preferred_username="first", email="first@school.example")
    provider.make_person("eve", preferred_username="eve", email="eve@school.example", **words)
    assert MISUNDERSTOOD in browser.sign_in("eve")
    assert not browser.username
    assert "eve" not in site.backstage("people")


def test_the_same_number_at_another_provider_is_somebody_else(provider: Provider) -> None:
    """The operator changes OIDC_ISSUER: who is number 1 there gets nothing of who is number 1 here."""
    with Provider() as second, provider.site() as site:
        number = provider.make_person("tess", preferred_username="tess", email="tess@school.example")
        Browser(site, provider).sign_in("tess")
        site.stop()
        site.settings |= second.site().settings | {"OIDC_CLIENT_ID": "moved"}
        second.register("moved", site)
        site.start()
        for extra in range(number):
            last = f"other{extra}"
            assert second.make_person(last, preferred_username=last, email=f"{last}@x.example") == extra + 1
        browser = Browser(site, second)
        browser.sign_in(last)
        assert browser.username == last
        assert site.backstage("about", username=last)["connections"][0]["sub"] == str(number)


def test_the_log_names_nobody_and_keeps_no_code(site: Site, provider: Provider, visit: Visit) -> None:
    provider.make_person("vera", preferred_username="vera", email="vera@school.example")
    already = len(site.log)
    visit(site).sign_in("vera")
    # Beside it stands the mail, which goes nowhere else here.
    said = "\n".join(LINE.findall(site.log[already:]))
    assert "Signed in: " in said
    assert "vera" not in said
    assert "code=" not in said


def examined(site: Site) -> dict[str, str]:
    """What `manage.py doctor` says of the provider."""
    command = [sys.executable, "manage.py", "doctor", "--json"]
    done = subprocess.run(
        command, env=site.environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    findings = json.loads(done.stdout)["findings"]
    (finding,) = [found for found in findings if found["subject"] == "Sign-in provider"]
    return {finding["level"]: finding["words"]}


def test_the_doctor_looks_at_the_provider() -> None:
    with Provider() as own, own.site() as site:
        assert "answers" in examined(site)["fine"]
        own.say(issuer="https://elsewhere.example")
        assert "calls itself 'https://elsewhere.example'" in examined(site)["wrong"]
        own.stop()
        assert "No provider answers" in examined(site)["wrong"]
