"""The site as an app of one's own: rings while no page is in view, says when it is away, is updated."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.cast import Cast, cast_of
from tests.e2e.people import SECONDS, Person
from tests.e2e.polling import wait_until
from tests.servers import Site

# As if another window lay over the page: headless, each one is in view.
IN_VIEW = """(visible) => {
  const state = visible ? "visible" : "hidden";
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.hasFocus = () => visible;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const notices = (await registration?.getNotifications()) ?? [];
  const names = (actions) => actions.map(({ action }) => action);
  return notices.map(({ title, body, actions }) => ({ title, body, actions: names(actions) }));
}"""
# What the system does when somebody presses the notification, or one of its buttons.
PRESS = """async (action) => {
  const [notification] = await registration.getNotifications();
  ExtendableEvent.prototype.waitUntil = () => undefined; // for the browser's own events only
  dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
}"""
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys())
      found[new URL(url).pathname] = await (await cache.match(url)).text();
  }
  return found;
}"""
# Playwright's evaluate counts as a touch of the page: here only a click does.
UNTOUCHED = """(() => {
  let touched = false;
  addEventListener("click", () => { touched = true; }, true);
  Object.defineProperty(UserActivation.prototype, "hasBeenActive", { get: () => touched });
  const Context = window.AudioContext;
  window.AudioContext = class AudioContext extends Context {
    get state() {
      return touched ? super.state : "suspended";
    }
  };
})();"""
CHAT_IS_THERE = """performance.getEntriesByType("resource").some(
  ({ name, responseEnd }) => name.includes("/chat-panel.") && responseEnd > 0)"""
HAS_WORKER = "async () => Boolean((await navigator.serviceWorker.getRegistration())?.active)"


def has_worker(person: Person) -> None:
    wait_until(lambda: person.page.evaluate(HAS_WORKER), SECONDS, f"{person.name}'s browser has the worker")


def has_the_chat(person: Person) -> None:
    wait_until(lambda: person.page.evaluate(CHAT_IS_THERE), SECONDS, f"{person.name} has the chat")


def in_background(person: Person) -> None:
    has_worker(person)
    person.page.evaluate(IN_VIEW, False)


def notices(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.page.evaluate(SHOWN)
    return found


def is_told(person: Person) -> dict[str, Any]:
    [notice] = wait_until(lambda: notices(person), SECONDS, f"{person.name} sees a notification")
    return dict(notice)


def is_told_no_more(person: Person) -> None:
    wait_until(lambda: not notices(person), SECONDS, f"{person.name}'s notification is gone")


def press(person: Person, action: str) -> None:
    person.context.service_workers[0].evaluate(PRESS, action)


def test_a_call_for_a_page_in_the_background_is_declined_from_its_notification(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    in_background(bob)
    alice.call(bob)
    notice = is_told(bob)
    assert (notice["title"], notice["body"]) == ("Alice is calling", "Video call")
    assert notice["actions"] == ["accept", "decline"]
    press(bob, "decline")
    alice.says("declined")
    is_told_no_more(bob)
    bob.does_not_ring()
    assert bob.captures() == []
    bob.open("/accounts/profile/")
    kept = bob.page.evaluate(KEPT)
    assert any(path.startswith("/static/css/account.") for path in kept)
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]
    assert not [path for path, text in kept.items() if bob.username in text or alice.username in text]


@pytest.mark.long
def test_accepting_from_a_notification_shows_the_ring_on_a_page_never_touched(cast: Cast) -> None:
    """Such a page may not sound: the person would see the other one and hear nothing."""
    alice, bob = cast("Alice", "Bob")
    bob.context.add_init_script(UNTOUCHED)
    bob.go_online()
    in_background(bob)
    alice.call(bob)
    is_told(bob)
    press(bob, "accept")
    accept = bob.ring_of(alice).get_by_role("button", name="Accept with video", exact=True)
    expect(accept).to_be_focused()
    assert bob.captures() == []
    bob.page.keyboard.press("Enter")
    bob.is_connected_to(alice)


@pytest.mark.long
def test_accepting_from_a_notification_is_the_press_on_a_page_that_was_touched(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    bob.page.get_by_role("heading", level=2).first.click()
    in_background(bob)
    alice.call(bob)
    is_told(bob)
    press(bob, "accept")
    bob.is_connected_to(alice)
    bob.sees_and_hears(alice)
    is_told_no_more(bob)


@pytest.mark.long
def test_the_notification_goes_when_it_stops_ringing(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    in_background(bob)
    alice.call(bob, "voice")
    assert is_told(bob)["body"] == "Voice call"
    alice.press("Cancel call")
    is_told_no_more(bob)


@pytest.mark.long
def test_two_pages_in_the_background_show_one_and_none_while_one_is_in_view(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    tab = bob.another_tab()
    in_background(bob)
    has_worker(tab)
    alice.call(bob)
    for one in (bob, tab):
        one.rings(alice)
    assert notices(bob) == []
    tab.page.evaluate(IN_VIEW, False)
    is_told(tab)
    tab.page.evaluate(IN_VIEW, True)
    is_told_no_more(bob)


@pytest.mark.long
def test_without_a_connection_the_page_says_so(cast: Cast) -> None:
    cast.expected.append("ERR_INTERNET_DISCONNECTED")
    [alice] = cast("Alice")
    has_worker(alice)
    alice.context.set_offline(True)
    alice.open("/")
    expect(alice.page.get_by_role("heading", name="No connection")).to_be_visible()
    assert alice.page.locator("img").evaluate("(img) => img.complete && img.naturalWidth > 0")
    assert alice.page.evaluate("getComputedStyle(document.querySelector('main')).display") == "grid"
    alice.context.set_offline(False)
    alice.page.get_by_role("link", name="Try again").click()
    expect(alice.contacts).to_be_attached()


@pytest.mark.long
def test_a_browser_that_is_mistaken_about_being_offline_gets_the_page(cast: Cast) -> None:
    [alice] = cast("Alice")
    has_worker(alice)
    alice.context.service_workers[0].evaluate("Object.defineProperty(navigator, 'onLine', { value: false })")
    alice.go_online()


@pytest.mark.long
def test_an_update_waits_for_the_person_and_for_the_end_of_the_call(chromium: Browser) -> None:
    with Site() as site, cast_of(chromium, site) as cast:
        cast.expected += [
            "ERR_CONNECTION_REFUSED",
            "ERR_FAILED",
            "when fetching the script",
            "WebSocket connection",
        ]
        alice, bob = cast("Alice", "Bob")
        has_worker(bob)
        alice.call(bob)
        bob.accept(alice)
        for one, other in ((alice, bob), (bob, alice)):
            one.sees_and_hears(other)
            # What a call loads when it has begun is asked for before the server is away.
            has_the_chat(one)
        site.settings["SITE_NAME"] = "Another name"
        site.restart()
        waits = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
        wait_until(lambda: bob.page.evaluate(waits), 70, "the new version waits")
        ready = bob.page.get_by_role("heading", name="An update is ready")
        expect(ready).to_be_hidden()
        bob.sees_and_hears(alice)
        bob.hang_up()
        expect(ready).to_be_visible()
        before = bob.page.evaluate("async () => (await caches.keys()).sort()")
        bob.page.evaluate("window.same = true")
        with bob.page.expect_navigation():
            bob.press("Update now")
        expect(bob.page).to_have_title("Another name")
        expect(ready).to_be_hidden()
        assert _same(bob.page) is None
        kept = wait_until(lambda: bob.page.evaluate("caches.keys()"), SECONDS, "the new files are kept")
        wait_until(lambda: len(bob.page.evaluate("caches.keys()")) == 1, SECONDS, "the old files are gone")
        assert kept != before


def _same(page: Page) -> object:
    return page.evaluate("window.same ?? null")


@pytest.mark.long
def test_one_press_enables_calls(cast: Cast) -> None:
    bob = cast.signed_in("Bob")
    bob.context.add_init_script(UNTOUCHED)
    bob.go_online()
    has_worker(bob)
    expect(bob.page.get_by_role("heading", name="No ring tone yet")).to_be_visible()
    bob.press("Turn on the ring")
    expect(bob.page.get_by_role("heading", name="Calls are enabled")).to_be_visible()
    expect(bob.page.get_by_role("heading", name="Calls are enabled")).to_be_hidden()


@pytest.mark.long
def test_a_browser_that_was_told_no_says_what_to_do(cast: Cast) -> None:
    bob = cast.signed_in("Bob", permissions=["camera", "microphone"])
    for path in ("/", "/accounts/profile/"):
        bob.go_online(path)
        expect(bob.page.get_by_role("heading", name="You may miss calls")).to_be_visible()
        expect(bob.page.get_by_text("To allow them:")).to_be_visible()
        expect(bob.button("Enable calls")).to_be_hidden()
