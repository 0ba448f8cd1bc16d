"""Scenes (tests/e2e/scenes.py) of what people do in a call beside talking."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from tests.e2e import media
from tests.e2e.cast import Cast
from tests.e2e.recogniser import hears, recognises
from tests.e2e.scenes_in_call import connect, connected, met
from tests.e2e.test_together import choose


def chatting(cast: Cast) -> Page:
    """Texts both ways, a file that arrived, one that is asked about."""
    alice, bob = connected(cast, "video")
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
    alice, bob = connected(cast, "video")
    bob.press("Chat")
    bob.page.get_by_label("Message", exact=True).fill("Can you hear me? I see you, but there is no sound.")
    bob.page.keyboard.press("Enter")
    expect(alice.button("Chat, 1 unread")).to_be_visible()
    expect(alice.page.locator("#chat-peek")).to_contain_text("Bob:")
    return alice.page


def shown_a_screen(cast: Cast) -> Page:
    """Bob's screen fills the stage, his camera is beside it."""
    alice, bob = connected(cast, "video")
    bob.press("Share screen")
    media.assert_moves(alice.page, f"Screen from {bob.name}")
    return alice.page


def sharing_a_screen(cast: Cast) -> Page:
    alice, bob = connected(cast, "video")
    alice.press("Share screen")
    media.assert_moves(bob.page, f"Screen from {alice.name}")
    return alice.page


def screen_not_shared(cast: Cast) -> Page:
    """The system forbids it, this once."""
    alice, _ = connected(cast, "video")
    alice.page.evaluate(
        """() => {
          const devices = navigator.mediaDevices;
          const { getDisplayMedia } = devices;
          devices.getDisplayMedia = async () => {
            devices.getDisplayMedia = getDisplayMedia;
            throw new DOMException("Permission denied by system", "NotAllowedError");
          };
        }"""
    )
    alice.press("Share screen")
    expect(alice.page.get_by_text("Your screen is not shared")).to_be_visible()
    return alice.page


def asked_to_be_recorded(cast: Cast) -> Page:
    """Alice records already; Bob, his hand raised, asks whether he may too."""
    alice, bob = connected(cast, "video")
    for person, item in ((alice, "Record the call"), (bob, "Raise your hand"), (bob, "Record the call")):
        choose(person, item)
        if person is alice:
            bob.press("Allow recording")
    expect(alice.page.get_by_text("You are recording this call")).to_be_visible()
    expect(alice.page.get_by_text("Bob has raised a hand")).to_be_visible()
    expect(alice.button("Allow recording")).to_be_visible()
    return alice.page


def reacting(cast: Cast) -> Page:
    """Alice chooses a reaction; Bob, his hand raised, has sent one."""
    alice, bob = connected(cast, "video")
    choose(bob, "Raise your hand")
    expect(alice.page.get_by_text("Bob has raised a hand")).to_be_visible()
    choose(alice, "React")
    expect(alice.button("Heart")).to_be_visible()
    return alice.page


def captioned(cast: Cast) -> Page:
    """Alice reads what Bob says."""
    alice, bob = met(cast)
    recognises(bob)
    connect(alice, bob, "video")
    choose(alice, "Captions of Bob")
    bob.press("Allow captions")
    hears(bob, "Shall we take the train at nine?", final=True)
    hears(bob, "It leaves from platform four, and I bring the", final=False)
    expect(alice.page.locator(".captions__words")).to_contain_text("platform four")
    return alice.page
