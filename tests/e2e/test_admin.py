"""The administration in a real browser: nothing on its pages breaks the site's own content policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person


@pytest.fixture
def operator(cast: Cast) -> Person:
    operator = cast.stranger("Charlie")
    cast.site.make_user(operator.username, operator.name, admin=True)
    operator.wear_session()
    return operator


def test_every_list_and_form_obeys_the_content_policy(operator: Person) -> None:
    page = operator.page
    operator.open("/admin/")
    links = page.locator("#content-main a").evaluate_all("(links) => links.map((link) => link.href)")
    assert len(links) >= 4
    for link in dict.fromkeys(links):
        page.goto(link)
        expect(page.locator("h1").first).to_be_visible()


def test_signing_in_to_the_administration(cast: Cast) -> None:
    operator = cast.stranger("Charlie")
    cast.site.make_user(operator.username, operator.name, admin=True)
    operator.open("/admin/")
    operator.fill("Username", operator.username)
    operator.fill("Password", "a quiet blue green kettle")
    operator.press("Sign in")
    expect(operator.page.get_by_role("heading", level=1).first).to_be_visible()
    assert operator.page.url.endswith("/admin/")
