"""Every page and state that somebody can look at, each set up by real people in real browsers.

A scene takes the cast and gives back the page to look at. The tests of accessibility and layout look at
all of them, and tests/e2e/screens.py takes their pictures.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from tests.e2e import media
from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.portraits import CALM, WARM, still

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


def menu_of_a_contact(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
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


def outgoing(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    alice.says("ringing")
    expect(alice.page.get_by_label("Your video", exact=True)).to_be_visible()
    return alice.page


def outgoing_to_nobody(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    bob.page.close()
    expect(alice.row(bob)).to_contain_text("Offline")
    alice.call(bob)
    alice.says("calling")
    return alice.page


def ringing(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    return bob.page


def ringing_elsewhere(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    bob.go_online("/accounts/profile/")
    alice.call(bob)
    bob.rings(alice)
    return bob.page


def in_call(cast: Cast) -> Page:
    return _connected(cast, "video")[0].page


def voice_call(cast: Cast) -> Page:
    return _connected(cast, "voice")[0].page


def more_options(cast: Cast) -> Page:
    page = in_call(cast)
    page.get_by_role("button", name="More options").click()
    return page


def swapped(cast: Cast) -> Page:
    """The own picture is large, Bob's in the corner."""
    page = more_options(cast)
    page.get_by_role("button", name="Swap the pictures").click()
    return page


def contacts_aside(cast: Cast) -> Page:
    """On a phone: the list, with the call in a corner. Elsewhere the list is there anyway."""
    page = in_call(cast)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="More options").click()
    page.get_by_role("button", name="Contacts and calls").click()
    expect(page.get_by_role("button", name="Back to the call")).to_be_visible()
    return page


def faces(cast: Cast) -> Page:
    """People with pictures, talking without a camera."""
    alice, bob = cast("Alice", "Bob")
    for person, portrait in ((alice, CALM), (bob, WARM)):
        picture = base64.b64encode(still(portrait)).decode()
        cast.site.backstage("wear", username=person.username, picture=picture)
    for person in (alice, bob):
        person.go_online()
    alice.call(bob, "voice")
    bob.accept(alice, "voice")
    alice.is_connected_to(bob)
    return alice.page


def devices_in_call(cast: Cast) -> Page:
    """*Sound and camera* beside the call."""
    page = more_options(cast)
    page.get_by_role("button", name="Sound and camera").click()
    expect(page.get_by_role("dialog", name="Sound and camera")).to_be_visible()
    return page


def devices_at_home(cast: Cast) -> Page:
    page = account_menu(cast)
    page.get_by_role("button", name="Sound and camera").click()
    expect(page.get_by_label("Camera", exact=True)).to_be_enabled()
    return page


def keys_in_call(cast: Cast) -> Page:
    page = more_options(cast)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    return page


def quality_in_call(cast: Cast) -> Page:
    page = more_options(cast)
    page.get_by_role("button", name="Connection quality").click()
    expect(page.get_by_role("dialog", name="Connection", exact=True)).to_contain_text("bit/s")
    return page


def muted_call(cast: Cast) -> Page:
    """Bob has switched his microphone and camera off, Alice her own."""
    alice, bob = _connected(cast, "video")
    for person in (bob, alice):
        person.press("Mute microphone")
        person.press("Turn camera off")
    alice.says("microphone and camera are off")
    return alice.page


def chatting(cast: Cast) -> Page:
    """Texts both ways, a file that arrived, one that is asked about."""
    alice, bob = _connected(cast, "video")
    for person in (alice, bob):
        person.press("Chat")
        expect(person.page.get_by_label("Message", exact=True)).to_be_focused()
    for person, text in (
        (bob, "Shall we take the train at nine?"),
        (alice, "Yes. It leaves from platform 4: https://example.org/trains?from=here&at=9"),
        (bob, "Perfect 🎈\nI bring the sandwiches."),
    ):
        person.page.get_by_label("Message", exact=True).fill(text)
        person.page.keyboard.press("Enter")
        other = bob if person is alice else alice
        expect(other.page.locator(".said__text").last).to_have_text(text)
    tickets: FilePayload = {"name": "tickets.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" * 60_000}
    photo: FilePayload = {
        "name": "last-summer-at-the-lake.jpg",
        "mimeType": "image/jpeg",
        "buffer": b"JFIF" * 700_000,
    }
    alice.page.get_by_label("Files to send").set_input_files(tickets)
    bob.press("Decline tickets.pdf")
    bob.page.get_by_label("Files to send").set_input_files(photo)
    expect(alice.button("Accept last-summer-at-the-lake.jpg")).to_be_visible()
    return alice.page


def written_to(cast: Cast) -> Page:
    """Bob writes while Alice's chat is closed."""
    alice, bob = _connected(cast, "video")
    bob.press("Chat")
    bob.page.get_by_label("Message", exact=True).fill("Can you hear me? I see you, but there is no sound.")
    bob.page.keyboard.press("Enter")
    expect(alice.button("Chat, 1 unread")).to_be_visible()
    expect(alice.page.locator("#chat-peek")).to_contain_text("Bob:")
    return alice.page


def shown_a_screen(cast: Cast) -> Page:
    """Bob's screen fills the stage, his camera is beside it."""
    alice, bob = _connected(cast, "video")
    bob.press("Share screen")
    media.assert_moves(alice.page, f"Screen from {bob.name}")
    return alice.page


def sharing_a_screen(cast: Cast) -> Page:
    alice, bob = _connected(cast, "video")
    alice.press("Share screen")
    media.assert_moves(bob.page, f"Screen from {alice.name}")
    return alice.page


def screen_not_shared(cast: Cast) -> Page:
    """The system forbids it."""
    alice, _ = _connected(cast, "video")
    alice.page.evaluate(
        """() => navigator.mediaDevices.getDisplayMedia = async () => {
          throw new DOMException("Permission denied by system", "NotAllowedError");
        }"""
    )
    alice.press("Share screen")
    expect(alice.page.get_by_text("Your screen is not shared")).to_be_visible()
    return alice.page


def in_call_elsewhere(cast: Cast) -> Page:
    alice, _ = _connected(cast, "voice")
    tab = alice.another_tab()
    expect(tab.button("Move the call here")).to_be_visible()
    return tab.page


def ended(cast: Cast) -> Page:
    alice, bob = _connected(cast, "video")
    bob.hang_up()
    alice.says("ended")
    return alice.page


def declined(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.decline(alice)
    alice.says("declined")
    return alice.page


def failed(cast: Cast) -> Page:
    """Media found no way; the details for the operator are unfolded."""
    alice, bob = cast("Alice", "Bob")
    alice.wall_in()
    alice.page.reload()
    alice.call(bob)
    bob.accept(alice)
    alice.says("could not connect", seconds=40)
    alice.page.get_by_text("What to tell your operator").click()
    return alice.page


def _connected(cast: Cast, media: str) -> tuple[Person, Person]:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob, media)
    bob.accept(alice, media)
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.hears(other)
    if media == "video":
        alice.sees(bob)
    return alice, bob


def connection_checked(cast: Cast) -> Page:
    """Without STUN and TURN: what works, and what does only in part."""
    alice = cast.signed_in("Alice")
    alice.go_online("/connection/")
    alice.press("Start the check")
    expect(alice.page.get_by_role("status")).not_to_be_empty(timeout=30_000)
    alice.press("Play a tone")
    expect(alice.button("Yes, I hear it")).to_be_visible()
    return alice.page


PAGES: dict[str, Scene] = {
    "sign-up": signed_out("/accounts/signup/"),
    "sign-in": signed_out("/accounts/login/"),
    "password-reset": signed_out("/accounts/password/reset/"),
    "offline": signed_out("/offline/"),
    "profile": signed_in("/accounts/profile/"),
    "password": signed_in("/accounts/password/change/"),
    "email": signed_in("/accounts/email/"),
    "delete": signed_in("/accounts/delete/"),
    "connection": signed_in("/connection/"),
    "sign-out": signed_in("/accounts/logout/"),
}
STATES: dict[str, Scene] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        *(
            refused_sign_in,
            empty,
            calls_blocked,
            contacts,
            menu_of_a_contact,
            question_before_blocking,
            account_menu,
        ),
        *(camera_check, outgoing, outgoing_to_nobody, ringing, ringing_elsewhere, in_call, voice_call),
        *(shown_a_screen, sharing_a_screen, screen_not_shared),
        *(
            more_options,
            swapped,
            contacts_aside,
            faces,
            keys_in_call,
            quality_in_call,
            devices_in_call,
            devices_at_home,
        ),
        *(chatting, written_to, muted_call, in_call_elsewhere, ended, declined, failed),
        *(connection_checked,),
    )
}
