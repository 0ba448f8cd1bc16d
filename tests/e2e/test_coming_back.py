"""Pages that go in the middle of a call: reloaded, closed, signed out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.cast import Cast
from tests.e2e.test_whole_call import both_say_it_ended, talk


@pytest.mark.parametrize("who", ["caller", "callee"])
def test_reload_in_a_call_brings_picture_and_sound_back(cast: Cast, who: str) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    (alice if who == "caller" else bob).page.reload()
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.sees_and_hears(other)
    [call] = cast.calls_of(alice)
    assert call["epoch"] >= 2
    alice.hang_up()
    both_say_it_ended(alice, bob)


# Camera and microphone open when the test says so, and until then no sound is allowed: whether Chromium
# refuses it by itself after a reload depends on what it remembers of the site.
LATE_DEVICES = """(() => {
  let open = false;
  const devices = navigator.mediaDevices;
  const capture = devices.getUserMedia.bind(devices);
  const opened = new Promise((resolve) => { window.openDevices = resolve; });
  devices.getUserMedia = async (wanted) => {
    await opened;
    open = true;
    return capture(wanted);
  };
  const play = HTMLAudioElement.prototype.play;
  HTMLAudioElement.prototype.play = async function () {
    if (!open) throw new DOMException("not touched", "NotAllowedError");
    return play.call(this);
  };
})();"""
# A file of the page that the test holds back.
LATE_PICTURE = """addEventListener("DOMContentLoaded", () => {
  const picture = new Image();
  picture.src = "/late.png";
  document.body.append(picture);
});"""


def test_who_is_not_heard_after_a_reload_is_heard_once_the_microphone_is_open(cast: Cast) -> None:
    """Browsers refuse sound on a page that was not touched, unless it captures."""
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.context.add_init_script(LATE_DEVICES)
    alice.page.reload()
    alice.is_connected_to(bob)
    expect(alice.button("Turn on sound")).to_be_visible()
    alice.page.evaluate("openDevices()")
    alice.hears(bob)
    expect(alice.button("Turn on sound")).to_be_hidden()


def test_a_page_whose_devices_are_not_open_yet_has_loaded_all_the_same(cast: Cast) -> None:
    """An own picture without a camera, set before the last file came, would hold the loading back."""
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.context.add_init_script(LATE_DEVICES)
    alice.context.add_init_script(LATE_PICTURE)
    held: list[Route] = []
    alice.page.route("**/late.png", lambda route: held.append(route))
    alice.page.reload(wait_until="commit")
    alice.is_connected_to(bob)
    assert alice.page.evaluate("document.readyState") == "interactive"
    cast.expected.append("404")
    held[0].fulfill(status=404)
    alice.page.wait_for_load_state("load")
    alice.page.evaluate("openDevices()")
    alice.hears(bob)


def test_voice_call_reloaded_never_opens_the_camera(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob, "voice")
    bob.accept(alice, "voice")
    alice.is_connected_to(bob)
    bob.page.reload()
    bob.is_connected_to(alice)
    bob.hears(alice)
    alice.hears(bob)
    assert not any(capture["video"] for capture in bob.captures())


def test_reload_while_it_rings_out_goes_on_ringing(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    alice.page.reload()
    alice.says("ringing")
    bob.accept(alice)
    for one, other in ((alice, bob), (bob, alice)):
        one.sees_and_hears(other)


def test_reload_of_the_callee_while_it_rings_goes_on_ringing(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    bob.page.reload()
    bob.accept(alice)
    for one, other in ((alice, bob), (bob, alice)):
        one.sees_and_hears(other)


def test_sign_out_in_a_call_ends_it(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    tab = cast.sign_in_again(alice)
    settings = alice.context.new_page()
    settings.goto(cast.site.url + "/accounts/logout/")
    settings.get_by_role("button", name="Sign out", exact=True).click()
    bob.says("ended")
    bob.has_released_everything()
    alice.has_released_everything()
    expect(alice.page.get_by_role("heading", name="You are signed out")).to_be_visible()
    tab.go_online()  # her other browser's session goes on


def test_signed_out_on_a_phone_the_way_back_in_is_in_sight(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.page.set_viewport_size({"width": 390, "height": 844})
    talk(alice, bob)
    cast.site.backstage("end_sessions", username=alice.username)
    expect(alice.page.get_by_role("heading", name="Call ended")).to_be_visible()
    expect(alice.button("Call again")).to_be_hidden()
    alice.button("Sign in").click(trial=True)  # nothing lies over it
    expect(bob.page.get_by_text("Alice was signed out.")).to_be_visible()


def test_a_copied_tab_says_once_that_another_page_has_the_call(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    tab = alice.another_tab()
    tab.page.goto(alice.page.url)
    tab.says("another page")
    expect(tab.page.get_by_text("Another page of yours has it open.")).to_be_visible()
    expect(tab.page.locator("#notices-list .notice")).to_have_count(1)
    alice.is_connected_to(bob)
    alice.hang_up()
    expect(tab.page.locator("#notices-list .notice")).to_have_count(0)


def test_sessions_ended_by_the_operator_end_the_call(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    cast.site.backstage("end_sessions", username=alice.username)
    bob.says("ended")
    bob.has_released_everything()
    alice.has_released_everything()
