"""From a new account to the first call: what the page offers to somebody whose list is empty."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import SECONDS
from tests.e2e.polling import wait_until


def test_a_name_passed_on_by_link_leads_to_a_contact(cast: Cast) -> None:
    """Copied, as in browsers without a sheet to share by; the friend has no account yet."""
    alice = cast.signed_in("Alice")
    alice.page.add_init_script("navigator.clipboard.writeText = async (text) => { window.copied = text; };")
    alice.go_online()
    alice.press("Copy link")
    link = wait_until(lambda: alice.page.evaluate("window.copied"), SECONDS, "the link is copied")
    assert link == f"{alice.site.url}/?add={alice.username}"

    bob = cast.stranger("Bob")
    bob.page.goto(link)
    bob.page.get_by_role("link", name="Create an account").click()
    for label, text in (("Username", bob.username), ("Email", f"{bob.username}@example.org")):
        bob.fill(label, text)
    for label in ("Password", "Password (again)"):
        bob.fill(label, "a quiet blue green kettle")
    bob.press("Sign up")
    expect(bob.page.get_by_label("Add a contact", exact=True)).to_have_value(alice.username)
    bob.is_online()
    bob.press("Send request")
    alice.press(f"Accept request from {bob.username}")
    expect(alice.button(f"Video call {bob.username}")).to_be_visible()
    expect(alice.button("Copy link")).to_be_hidden()
    expect(alice.button("Check camera and microphone")).to_be_visible()


def test_the_system_s_own_sheet_shares_it_where_there_is_one(cast: Cast) -> None:
    alice = cast.signed_in("Alice")
    alice.page.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    alice.go_online()
    alice.press("Share link")
    shared = alice.page.evaluate("window.shared")
    assert shared["url"].endswith(f"/?add={alice.username}")
    assert alice.username in shared["text"]
