"""The site in other languages: chosen by the browser and by the person, and whole on the smallest phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.cast import Cast
from tests.e2e.looks import OVERFLOWING
from tests.e2e.people import Person
from tests.servers import PASSWORD

# As a browser asks, and as the page says it is.
SHORT = [("de-DE", "de"), ("ar-EG", "ar")]
LONG = [("fr-CA", "fr"), ("es-MX", "es"), ("pt-PT", "pt-br"), ("zh-CN", "zh-hans")]


def html(page: Page) -> dict[str, str]:
    said: dict[str, str] = page.evaluate(
        "({ lang: document.documentElement.lang, dir: getComputedStyle(document.body).direction })"
    )
    return said


def test_the_language_is_the_browsers_then_the_persons(cast: Cast) -> None:
    alice = cast.stranger("Alice", locale="de-AT")
    alice.site.make_user(alice.username, alice.name)
    alice.open("/accounts/login/")
    assert html(alice.page) == {"lang": "de", "dir": "ltr"}
    alice.press("العربية")
    expect(alice.button("تسجيل الدخول")).to_be_visible()
    assert html(alice.page) == {"lang": "ar", "dir": "rtl"}
    alice.fill("اسم المستخدم", alice.username)
    alice.fill("كلمة المرور", PASSWORD)
    alice.press("تسجيل الدخول")
    expect(alice.page.get_by_role("list", name="جهات الاتصال", exact=True)).to_be_attached()
    expect(alice.page.get_by_role("status")).to_have_text(
        "لا مكالمة جارية"
    )  # the server's first word, and the page's

    elsewhere = cast.sign_in_again(alice, locale="es-ES")
    elsewhere.open("/accounts/profile/")
    assert html(elsewhere.page)["lang"] == "ar", "the account's language counts in every browser"
    elsewhere.press("Français")
    expect(elsewhere.page.get_by_role("heading", name="Votre compte")).to_be_visible()
    alice.go_online()
    assert html(alice.page) == {"lang": "fr", "dir": "ltr"}
    expect(alice.page.get_by_role("status")).to_have_text(re.compile("pas d.appel en cours"))


@pytest.mark.parametrize(("locale", "language"), SHORT)
def test_whole_on_a_small_phone(cast: Cast, locale: str, language: str) -> None:
    through_a_call(cast, locale, language)


@pytest.mark.long
@pytest.mark.parametrize(("locale", "language"), LONG)
def test_the_other_languages_whole_on_a_small_phone(cast: Cast, locale: str, language: str) -> None:
    through_a_call(cast, locale, language)


def through_a_call(cast: Cast, locale: str, language: str) -> None:
    """Sign-in, home, ringing on both sides, the call, its end, and a failure: none wider than the phone."""
    phone: dict[str, Any] = {"locale": locale, "viewport": {"width": 320, "height": 568}}
    alice, bob = cast.signed_in("Alice", **phone), cast.signed_in("Bob", **phone)
    cast.befriend(alice, bob)
    visitor = cast.stranger("Charlie", **phone)
    for path in ("/accounts/login/", "/accounts/signup/"):
        visitor.open(path)
        fits(visitor, language)
    bob.go_online()
    alice.open("/accounts/profile/")
    fits(alice, language)
    alice.go_online()
    fits(alice, language)
    ring(alice, bob)
    fits(alice, language)
    fits(bob, language)
    bob.page.locator("#ring-video").click()
    expect(alice.page.locator("#call[data-phase='connected']")).to_be_visible(timeout=20_000)
    fits(alice, language)
    expect(alice.page.get_by_role("status")).not_to_contain_text(re.compile("connected", re.IGNORECASE))
    bob.page.locator("#end").click()
    expect(alice.page.locator("#outcome")).to_be_visible()
    fits(alice, language)
    alice.page.locator("#outcome-close").click()
    a_failure(alice, bob, language)


def a_failure(alice: Person, bob: Person, language: str) -> None:
    """The camera is gone, and the call is declined."""
    gone = """() => {
      const refuse = () => Promise.reject(new DOMException("", "NotAllowedError"));
      navigator.mediaDevices.getUserMedia = refuse;
    }"""
    alice.page.evaluate(gone)
    ring(alice, bob)
    expect(alice.page.locator(".notice").first).to_be_visible()
    fits(alice, language)
    bob.page.locator("#ring-decline").click()
    expect(alice.page.locator("#outcome")).to_be_visible()
    fits(alice, language)


def ring(alice: Person, bob: Person) -> None:
    alice.page.locator("#contacts [data-part='video']").click()
    expect(bob.page.locator("#incoming")).to_be_visible()


def fits(person: Person, language: str) -> None:
    assert html(person.page) == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    assert person.page.evaluate(OVERFLOWING) == []
