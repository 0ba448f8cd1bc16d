"""A name that is code is text on every screen it comes to. The cast notes whatever runs, or tries to: the
policy would refuse an injected handler aloud."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.test_whole_call import talk

CODE = """<img src=x onerror=alert(1)><script>alert(1)</script>'"{{7*7}}${7*7}%(x)s{name}"""


@pytest.fixture
def mallory(cast: Cast) -> Person:
    """As the database could have it, whatever the form takes."""
    mallory = cast.signed_in("Mallory")
    cast.site.backstage("rename", username=mallory.username, name=CODE)
    mallory.name = CODE
    return mallory


def test_a_name_that_is_code_is_text_in_every_part_of_a_call(cast: Cast, mallory: Person) -> None:
    [alice] = cast("Alice")
    cast.befriend(alice, mallory)
    mallory.go_online()
    alice.go_online()
    talk(mallory, alice)
    expect(alice.page.locator("img[src=x]")).to_have_count(0)
    alice.hang_up()
    for person in (alice, mallory):
        person.press("Close")
    expect(alice.past_calls.get_by_role("listitem")).to_contain_text(CODE)
    alice.call(mallory)
    mallory.decline(alice)
    alice.says("declined")
    assert CODE in alice.page.locator("main").inner_text()
    assert "49" not in alice.page.locator("main").inner_text().replace(CODE, "")


def test_a_name_that_is_code_is_text_on_other_pages(cast: Cast, mallory: Person) -> None:
    operator = cast.stranger("Charlie")
    cast.site.make_user(operator.username, operator.name, admin=True)
    operator.wear_session()
    for path in ("/accounts/profile/", "/accounts/delete/"):
        mallory.open(path)
        expect(mallory.page.locator("h1")).to_be_visible()
    for path in ("user", "contact"):
        operator.open(f"/admin/accounts/{path}/")
        expect(operator.page.locator("h1").first).to_be_visible()
    operator.open(f"/admin/accounts/user/?q={mallory.username}")
    expect(operator.page.get_by_text("<img src=x").first).to_be_visible()


def test_a_name_cannot_turn_or_hide_the_text_around_it(cast: Cast) -> None:
    """Right-to-left overrides, control characters and line ends do not get into the account."""
    alice = cast.signed_in("Alice")
    alice.open("/accounts/profile/")
    alice.fill("Display name", "Bob\u202e\u2066ecilA\u001b[31m\u200f")
    alice.press("Save")
    expect(alice.page.get_by_label("Display name")).to_have_value("BobecilA[31m")
