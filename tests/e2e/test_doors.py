"""Passkeys, codes and the list of one's browsers, as people use them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.passkeys import Authenticator
from tests.e2e.scenes_at_the_door import add_passkey, code_of, give_password, somebody
from tests.servers import PASSWORD


def test_a_passkey_signs_in_without_the_password(cast: Cast) -> None:
    alice = somebody(cast)
    authenticator = Authenticator(alice.page)
    add_passkey(alice)
    [passkey] = authenticator.passkeys()
    assert passkey["isResidentCredential"]
    assert passkey["userName"] == alice.username
    alice.open()
    alice.sign_out()

    alice.open("/accounts/login/?next=/accounts/profile/")
    alice.press("Use a passkey instead")
    expect(alice.page.get_by_role("heading", name="Your account")).to_be_visible()
    alice.open("/accounts/two-factor/")
    expect(alice.page.get_by_text(re.compile("Last used on"))).to_be_visible()


def test_a_passkey_is_the_second_step(cast: Cast) -> None:
    alice = somebody(cast)
    # As a key of before passkeys: it has no room for a name, so it opens nothing by itself.
    Authenticator(alice.page, transport="usb", hasResidentKey=False, hasUserVerification=False)
    add_passkey(alice)
    alice.open()
    alice.sign_out()

    give_password(alice)
    alice.press("Use a passkey")
    expect(alice.contacts).to_be_attached()


def test_without_the_right_finger_it_opens_nothing(cast: Cast) -> None:
    alice = somebody(cast)
    authenticator = Authenticator(alice.page)
    add_passkey(alice)
    alice.open()
    alice.sign_out()

    authenticator.finds_the_wrong_finger()
    alice.open("/accounts/login/")
    alice.press("Use a passkey instead")
    expect(alice.page.get_by_role("alert")).to_contain_text("No passkey was used.")
    expect(alice.button("Use a passkey instead")).to_be_enabled()


def test_a_passkey_confirms_who_one_is(cast: Cast) -> None:
    """Signed in long ago: before a sensitive change the passkey is asked for."""
    alice = somebody(cast)
    Authenticator(alice.page)
    add_passkey(alice)
    alice.wear_session()  # another session, which knows of no recent sign-in
    alice.open("/accounts/two-factor/webauthn/add/")
    alice.page.get_by_role("link", name="Use a passkey").click()
    alice.press("Use a passkey")
    expect(alice.page.get_by_role("heading", name="Add a passkey")).to_be_visible()


def test_removing_the_passkey(cast: Cast) -> None:
    alice = somebody(cast)
    Authenticator(alice.page)
    add_passkey(alice)
    alice.open("/accounts/two-factor/")
    alice.page.get_by_role("link", name="Rename Passkey").click()
    alice.fill("Name", "my <phone>")
    alice.press("Save")
    alice.page.get_by_role("link", name="Remove my <phone>").click()
    alice.press("Remove the passkey")
    expect(alice.page.get_by_text("The passkey is removed.")).to_be_visible()
    expect(alice.page.get_by_role("heading", name="Recovery codes")).to_be_hidden()


def test_codes_of_an_app_and_recovery_codes(cast: Cast) -> None:
    alice = somebody(cast)
    alice.open("/accounts/two-factor/")
    alice.page.get_by_role("link", name="Set up an app").click()
    picture = alice.page.get_by_role("img", name="A QR code")
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0
    secret = alice.page.locator(".door__key").inner_text()
    alice.fill("Code", code_of(secret))
    alice.press("Turn it on")
    codes = alice.page.get_by_label("Your codes").input_value().split("\n")
    assert len(codes) == 10
    alice.context.grant_permissions(["clipboard-read", "clipboard-write"])
    alice.press("Copy")
    expect(alice.button("Copied")).to_be_visible()
    assert alice.page.evaluate("navigator.clipboard.readText()").split("\n") == codes
    with alice.page.expect_download() as saved:
        alice.page.get_by_role("link", name="Save as a file").click()
    assert codes[0] in saved.value.path().read_text()
    alice.open()
    alice.sign_out()

    give_password(alice)
    alice.fill("Code", code_of(secret, steps=1))
    alice.press("Sign in with the code")
    expect(alice.contacts).to_be_attached()
    alice.sign_out()

    give_password(alice)
    alice.fill("Code", codes[0])
    alice.press("Sign in with the code")
    expect(alice.contacts).to_be_attached()


def test_signing_another_browser_out(cast: Cast) -> None:
    alice = somebody(cast)
    phone = cast.sign_in_again(alice)
    phone.open("/accounts/logout/")
    phone.press("Sign out")
    phone.sign_in()
    phone.is_online()
    alice.open("/accounts/browsers/")
    row = alice.page.get_by_role("listitem").filter(has_text="Chrome")
    expect(row).to_have_count(2)
    expect(row.first).to_contain_text("This browser")
    row.nth(1).get_by_role("button", name="Sign out").click()
    expect(alice.page.get_by_text("That browser is signed out.")).to_be_visible()
    expect(row).to_have_count(1)
    phone.open()
    expect(phone.button("Sign in")).to_be_visible()


def test_an_invitation_makes_two_contacts(cast: Cast) -> None:
    alice, newcomer = somebody(cast), cast.stranger("Bob")
    alice.open("/accounts/invite/")
    alice.press("Make a link")
    link = alice.page.get_by_label("Your link").input_value()
    newcomer.page.goto(link)
    expect(newcomer.page.get_by_text("Alice invites you.")).to_be_visible()
    newcomer.fill("Username", newcomer.username)
    newcomer.fill("Email", f"{newcomer.username}@example.org")
    newcomer.fill("Password", PASSWORD)
    newcomer.fill("Password (again)", PASSWORD)
    newcomer.press("Sign up")
    expect(newcomer.row(alice)).to_be_visible()
    newcomer.name = newcomer.username
    alice.open()
    expect(alice.row(newcomer)).to_be_visible()
