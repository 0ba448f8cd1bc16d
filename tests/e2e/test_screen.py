"""Screens shown in a call: seen and heard beside the camera, taken back in every way, by one or by both."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e import media
from tests.e2e.cast import Cast
from tests.e2e.people import SECONDS, Person
from tests.e2e.polling import wait_until
from tests.e2e.test_whole_call import both_say_it_ended, talk

# What the browser's own bar does: the capture ends by itself, and the page is told.
BROWSERS_BAR = """() => {
  const [track] = window.witness.screens.at(-1).getVideoTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
LIVE = """() => window.witness.screens.flatMap((screen) => screen.getTracks())
  .filter(({ readyState }) => readyState === "live").length"""
REFUSED_BY_SYSTEM = """navigator.mediaDevices.getDisplayMedia = async () => {
  throw new DOMException("Permission denied by system", "NotAllowedError");
};"""
PICKER = """navigator.mediaDevices.getDisplayMedia = () => new Promise((_, refuse) => {
  window.pickerOpened = performance.now();
  window.closePicker = () => refuse(new DOMException("Permission denied", "NotAllowedError"));
});"""
# No hand is faster than static/js/screen-capture.js takes for one; closed, what the page says of it is drawn.
OPEN_FOR_A_WHILE = "() => performance.now() - window.pickerOpened > 400"
CLOSE_PICKER = """() => new Promise((drawn) => {
  window.closePicker();
  requestAnimationFrame(() => requestAnimationFrame(drawn));
})"""
NO_SCREEN = "delete navigator.mediaDevices.getDisplayMedia; delete MediaDevices.prototype.getDisplayMedia;"
SENT = """async () => {
  const [peer] = window.witness.peers.filter((one) => one.connectionState === "connected");
  const { sender } = peer.getTransceivers().filter(({ receiver }) => receiver.track.kind === "video")[1];
  const { degradationPreference, encodings } = sender.getParameters();
  return { degradationPreference, hint: sender.track.contentHint, ...encodings[0] };
}"""


def screen_of(person: Person) -> str:
    return f"Screen from {person.name}"


def sees_screen(viewer: Person, sharer: Person) -> None:
    media.assert_moves(viewer.page, screen_of(sharer))


def sees_no_screen(viewer: Person, sharer: Person) -> None:
    expect(viewer.page.get_by_label(screen_of(sharer), exact=True)).to_be_hidden()


def no_longer_shares(person: Person) -> None:
    expect(person.button("Share screen")).to_be_visible()
    expect(person.page.get_by_text("You are sharing your screen")).to_be_hidden()
    wait_until(lambda: not person.page.evaluate(LIVE), SECONDS, "the screen is let go")


def test_a_screen_with_its_sound_beside_the_camera(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Mute microphone")
    bob.hears_nothing()
    alice.press("Share screen")
    expect(alice.page.get_by_text("You are sharing your screen")).to_be_visible()
    sees_screen(bob, alice)
    bob.says("sharing a screen")
    bob.sees(alice)
    bob.hears(alice)  # the microphone is off: it is the screen's sound
    alice.press("Stop sharing")
    no_longer_shares(alice)
    sees_no_screen(bob, alice)
    bob.sees(alice)
    bob.hears_nothing()
    alice.press("Share screen")
    sees_screen(bob, alice)
    alice.page.evaluate(BROWSERS_BAR)
    no_longer_shares(alice)
    sees_no_screen(bob, alice)
    bob.hang_up()
    both_say_it_ended(alice, bob)
    alice.has_released_everything()


@pytest.mark.long
def test_both_share_at_once(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    for person in (alice, bob):
        person.press("Share screen")
    sees_screen(alice, bob)
    sees_screen(bob, alice)
    alice.press("Stop sharing")
    sees_no_screen(bob, alice)
    sees_screen(alice, bob)


@pytest.mark.long
def test_a_screen_in_a_voice_call(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob, "voice")
    bob.accept(alice, "voice")
    alice.is_connected_to(bob)
    bob.hears(alice)
    bob.press("Share screen")
    sees_screen(alice, bob)
    assert not any(capture["video"] for person in (alice, bob) for capture in person.captures())


@pytest.mark.long
def test_the_viewer_loads_the_page_again_and_the_screen_goes_on(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Share screen")
    sees_screen(bob, alice)
    bob.page.reload()
    bob.is_connected_to(alice)
    sees_screen(bob, alice)
    bob.sees(alice)


@pytest.mark.long
def test_the_sharer_loads_the_page_again_and_is_told_that_it_ended_the_sharing(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Share screen")
    sees_screen(bob, alice)
    alice.page.reload()
    alice.is_connected_to(bob)
    sees_no_screen(bob, alice)
    alice.press("Share it again")
    sees_screen(bob, alice)
    expect(alice.page.get_by_text("You no longer share your screen")).to_be_hidden()


@pytest.mark.long
def test_the_call_ends_while_a_screen_is_shown(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Share screen")
    sees_screen(bob, alice)
    bob.hang_up()
    both_say_it_ended(alice, bob)
    alice.has_released_everything()


@pytest.mark.long
def test_a_screen_that_moves_is_sent_fluent_and_the_camera_stays_small(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Share screen")
    sees_screen(bob, alice)
    wait_until(lambda: alice.page.evaluate(SENT)["hint"] == "motion", SECONDS, "the fake screen moves")
    assert alice.page.evaluate(SENT)["degradationPreference"] == "balanced"
    assert alice.page.evaluate(SENT)["maxBitrate"] == 4_000_000


@pytest.mark.long
def test_a_closed_picker_is_silent_and_a_system_that_forbids_it_is_explained(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.page.evaluate(f"() => {{ {PICKER} }}")
    alice.press("Share screen")
    notice = alice.page.get_by_text("Your screen is not shared")
    alice.page.wait_for_function(OPEN_FOR_A_WHILE)
    alice.page.evaluate(CLOSE_PICKER)
    expect(notice).to_be_hidden()
    alice.page.evaluate(f"() => {{ {REFUSED_BY_SYSTEM} }}")
    alice.press("Share screen")
    expect(notice).to_be_visible()
    expect(alice.page.get_by_text("Screen Recording")).to_be_visible()


@pytest.mark.long
def test_a_browser_that_cannot_says_so_beforehand(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.context.add_init_script(NO_SCREEN)
    alice.page.reload()
    talk(alice, bob)
    button = alice.button("Share screen")
    said = "This browser cannot share a screen. On phones and tablets none can."
    expect(button).to_have_attribute("title", said)
    button.click()
    expect(alice.page.get_by_text("Join the call from a computer")).to_be_visible()


@pytest.mark.long
def test_the_viewer_looks_closer(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Share screen")
    sees_screen(bob, alice)
    size = bob.page.locator("#zoom-fit")
    bob.press("Zoom in")
    expect(size).to_have_text("125%")
    bob.page.get_by_role("group", name="screen: plus and minus").press("+")
    expect(size).to_have_text("156%")
    bob.page.mouse.move(700, 300)
    bob.page.mouse.wheel(0, 240)
    bob.press("Show the whole screen")
    expect(size).to_have_text("100%")
