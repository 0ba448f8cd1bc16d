"""Scenes (tests/e2e/scenes.py) outside a call."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.cast import Cast

Scene = Callable[[Cast], Page]


def signed_out(path: str) -> Scene:
    def scene(cast: Cast) -> Page:
        stranger = cast.stranger("Alice")
        stranger.open(path)
        return stranger.page

    return scene


def signed_in(path: str) -> Scene:
    def scene(cast: Cast) -> Page:
        alice = cast.signed_in("Alice")
        alice.open(path)
        return alice.page

    return scene


def refused_sign_in(cast: Cast) -> Page:
    stranger = cast.stranger("Alice")
    stranger.open("/accounts/login/")
    stranger.fill("Username", "nobody")
    stranger.fill("Password", "not the password")
    stranger.press("Sign in")
    expect(stranger.page.get_by_role("alert").first).to_be_visible()
    return stranger.page


def empty(cast: Cast) -> Page:
    """Just signed up: nobody on the list, no call yet."""
    [alice] = cast("Alice")
    return alice.page


def calls_blocked(cast: Cast) -> Page:
    """The browser was told to show no notifications of this site."""
    alice, bob = cast.signed_in("Alice", permissions=["camera", "microphone"]), cast.signed_in("Bob")
    cast.befriend(alice, bob)
    alice.go_online()
    expect(alice.page.get_by_role("heading", name="You may miss calls")).to_be_visible()
    return alice.page


def contacts(cast: Cast) -> Page:
    """A lived-in list: people in every presence, requests both ways, somebody blocked, past calls."""
    alice, bob, _ = cast("Alice", "Bob", "Charlie")
    away = cast.signed_in("Bobby")
    cast.befriend(alice, away)
    asking, blocked = cast.signed_in("Alicia"), cast.signed_in("Charles")
    cast.befriend(alice, blocked)
    cast.site.backstage("block", owner=alice.username, person=blocked.username)
    asking.go_online()
    asking.ask(alice.username)
    bob.call(alice)
    bob.says("ringing")
    bob.press("Cancel call")
    alice.page.reload()
    alice.is_online()
    alice.ask("a-name-to-add")
    expect(alice.button("Accept request from Alicia")).to_be_visible()
    expect(alice.button("Withdraw request to a-name-to-add")).to_be_visible()
    expect(alice.past_calls.get_by_role("listitem")).to_have_count(1)
    return alice.page


def privacy(cast: Cast) -> Page:
    alice, bob = cast.signed_in("Alice"), cast.signed_in("Bob")
    cast.befriend(alice, bob)
    alice.open("/accounts/privacy/")
    return alice.page


def about_a_contact(cast: Cast) -> Page:
    page = privacy(cast)
    page.get_by_role("link", name="Bob").click()
    return page


def reporting(cast: Cast) -> Page:
    page = about_a_contact(cast)
    page.get_by_role("link", name="Report Bob").click()
    page.get_by_label("What happened?").fill("He calls every night.")
    return page


def somebodys_link(cast: Cast) -> Page:
    bob = cast.signed_in("Bob")
    bob.open("/accounts/privacy/")
    link = bob.page.locator(".part__link").inner_text()
    alice = cast.signed_in("Alice")
    alice.page.goto(link)
    return alice.page


def dead_link(cast: Cast) -> Page:
    cast.expected.append("404")
    alice = cast.signed_in("Alice")
    alice.open("/add/nothing/")
    return alice.page


def not_to_be_disturbed(cast: Cast) -> Page:
    alice, bob = cast.signed_in("Alice"), cast.signed_in("Bob")
    cast.befriend(alice, bob)
    cast.site.backstage("decide", username=alice.username, values={"do_not_disturb": True})
    alice.go_online()
    return alice.page


def menu_of_a_contact(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    alice.press(f"More about {bob.name}")
    return alice.page


def menu_of_a_request(cast: Cast) -> Page:
    alice, bob = cast.asked("Alice", by="Bob")
    alice.press(f"More about {bob.name}")
    return alice.page


def question_before_blocking(cast: Cast) -> Page:
    page = menu_of_a_contact(cast)
    page.get_by_role("button", name="Block Bob").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def account_menu(cast: Cast) -> Page:
    page = empty(cast)
    page.get_by_role("button", name="Account of Alice").click()
    return page


def camera_check(cast: Cast) -> Page:
    page = empty(cast)
    page.get_by_role("button", name="Check camera and microphone").click()
    expect(page.get_by_label("Your camera")).to_be_visible()
    return page


def devices_at_home(cast: Cast) -> Page:
    page = account_menu(cast)
    page.get_by_role("button", name="Sound and camera").click()
    expect(page.get_by_label("Camera", exact=True)).to_be_enabled()
    return page


def connection_checked(cast: Cast) -> Page:
    """Without STUN and TURN: what works, and what does only in part."""
    alice = cast.signed_in("Alice")
    alice.go_online("/connection/")
    alice.press("Start the check")
    expect(alice.page.get_by_role("status")).not_to_be_empty(timeout=30_000)
    alice.press("Play a tone")
    expect(alice.button("Yes, I hear it")).to_be_visible()
    return alice.page
