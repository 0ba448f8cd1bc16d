"""Camera, microphone and speaker chosen, plugged in and pulled out in the middle of a call."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e import media
from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.polling import wait_until
from tests.e2e.test_whole_call import talk

PLUGS = Path(__file__).with_name("plugs.js")
HEADSET = '["audioinput", "headset", "Headset"], ["audiooutput", "headset-out", "Headset"]'
# Loudest frequency of what comes in, in hertz.
PITCH = """() => {
  window.pitch ??= (() => {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 4096 });
    context.createMediaStreamSource(document.getElementById("voice").srcObject).connect(analyser);
    return { context, analyser };
  })();
  const { context, analyser } = window.pitch;
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const loudest = Math.max(...levels);
  return loudest < -70 ? 0 : Math.round(levels.indexOf(loudest) * context.sampleRate / analyser.fftSize);
}"""


def panel(person: Person) -> Locator:
    return person.page.get_by_role("dialog", name="Sound and camera")


def open_panel(person: Person) -> Locator:
    person.press("More options")
    person.press("Sound and camera")
    expect(panel(person)).to_be_visible()
    return panel(person)


def with_plugs(cast: Cast) -> tuple[Person, Person]:
    alice, bob = cast("Alice", "Bob")
    alice.context.add_init_script(path=PLUGS)
    alice.page.reload()
    return alice, bob


def is_red(person: Person, other: Person) -> bool:
    colour = person.page.evaluate(media.COLOURS, f"Video from {other.name}")
    return bool(colour) and colour[0] > 100 and colour[1] < 60


def pitch_of_440(person: Person) -> bool:
    return abs(person.page.evaluate(PITCH) - 440) < 25


def negotiations(person: Person) -> int:
    return sum(
        message["channel"] in ("webrtc_offer", "webrtc_answer")
        for message in person.page.evaluate("witness.messages")
    )


def test_camera_and_microphone_are_swapped_in_the_middle_of_a_call(cast: Cast) -> None:
    alice, bob = with_plugs(cast)
    talk(alice, bob)
    assert not is_red(bob, alice)
    before = negotiations(alice), negotiations(bob)
    chooser = open_panel(alice)
    chooser.get_by_label("Camera", exact=True).select_option("Red camera")
    wait_until(lambda: is_red(bob, alice), 15, "Bob sees the red camera")
    bob.sees(alice)
    chooser.get_by_label("Microphone", exact=True).select_option("Laptop microphone")
    wait_until(lambda: pitch_of_440(bob), 15, "Bob hears the other microphone")
    assert (negotiations(alice), negotiations(bob)) == before
    alice.page.evaluate(f"plugs.plugLast({HEADSET})")
    wait_until(lambda: alice.button("Use it").is_visible(), 15, "the headset is offered")
    expect(alice.page.get_by_text("Headset is connected")).to_be_visible()
    alice.page.evaluate("plugs.pull('Headset')")
    expect(alice.button("Use it")).to_be_hidden()
    alice.page.evaluate("plugs.busy = 'front'")
    chooser.get_by_label("Camera", exact=True).select_option("Front camera")
    expect(chooser.get_by_role("alert")).to_contain_text("Another program is using that device")
    assert is_red(bob, alice)
    bob.sees(alice)


@pytest.mark.long
@pytest.mark.parametrize("quietly", [False, True], ids=["and the list says so", "and the list says nothing"])
def test_a_headset_is_followed_in_and_out(cast: Cast, quietly: bool) -> None:
    """The system makes a headset its own choice when it comes, and another device when it goes."""
    alice, bob = with_plugs(cast)
    talk(alice, bob)
    before = negotiations(alice), negotiations(bob)
    alice.page.evaluate(f"plugs.plug({HEADSET})")
    wait_until(lambda: pitch_of_440(bob), 15, "Bob hears the headset")
    expect(alice.button("Use it")).to_be_hidden()
    alice.page.evaluate("(quietly) => plugs.pull('Headset', quietly)", quietly)
    wait_until(lambda: not pitch_of_440(bob), 15, "Bob hears the desk microphone")
    bob.hears(alice)
    assert (negotiations(alice), negotiations(bob)) == before
    alice.hang_up()
    alice.has_released_everything()


@pytest.mark.long
def test_an_offered_headset_is_taken_and_remembered(cast: Cast) -> None:
    alice, bob = with_plugs(cast)
    talk(alice, bob)
    alice.page.evaluate(f"plugs.plugLast({HEADSET})")
    alice.press("Use it")
    wait_until(lambda: pitch_of_440(bob), 15, "Bob hears the headset")
    expect(alice.button("Use it")).to_be_hidden()
    expect(open_panel(alice).get_by_label("Speaker", exact=True)).to_have_value("headset-out")
    alice.page.evaluate("plugs.pull('Headset')")
    bob.hears(alice)
    expect(panel(alice).get_by_label("Microphone", exact=True)).to_contain_text("Headset (not connected)")
    alice.page.evaluate(f"plugs.plugLast({HEADSET})")
    wait_until(lambda: pitch_of_440(bob), 15, "Bob hears the headset again, which was chosen")


@pytest.mark.long
def test_chosen_before_the_call(cast: Cast) -> None:
    alice, bob = with_plugs(cast)
    alice.press(f"Account of {alice.name}")
    alice.press("Sound and camera")
    chooser = panel(alice)
    media.assert_moves(alice.page, "How others see you")
    chooser.get_by_label("Camera", exact=True).select_option("Red camera")
    chooser.get_by_label("Mirror my own view").uncheck()
    alice.press("Play a test tone")
    alice.press("Close sound and camera")
    alice.has_released_everything()
    alice.page.reload()
    alice.call(bob)
    bob.accept(alice)
    wait_until(lambda: is_red(bob, alice), 15, "Bob sees the red camera")
    mirror = "getComputedStyle(document.getElementById('own')).transform"
    assert alice.page.evaluate(mirror) == "none"


@pytest.mark.long
def test_who_speaks_while_muted_is_told(cast: Cast) -> None:
    alice, bob = with_plugs(cast)
    talk(alice, bob)
    hint = alice.page.get_by_text("You are muted")
    alice.press("Mute microphone")
    expect(alice.button("Unmute microphone")).to_be_visible()
    open_panel(alice).get_by_label("Microphone", exact=True).select_option("Laptop microphone")
    expect(hint).to_be_visible()
    bob.hears_nothing()
    alice.press("Unmute microphone")
    expect(hint).to_be_hidden()
    wait_until(lambda: pitch_of_440(bob), 15, "Bob hears her")
    alice.hang_up()
    alice.has_released_everything()


@pytest.mark.long
def test_a_phone_shows_its_other_side(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    phone = cast.sign_in_again(alice, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    alice.page.close()
    phone.context.add_init_script(path=PLUGS)
    phone.go_online()
    talk(phone, bob)
    phone.press("Switch between front and back camera")
    wait_until(lambda: phone.page.evaluate("plugs.opened.at(-1).facingMode") == "environment", 5, "flipped")
    bob.sees(phone)


# What is sent now: the bits allowed for each kind, and the lines of the camera's picture.
SENT = """() => {
  const peer = witness.peers.findLast((one) => one.connectionState === "connected");
  const said = (sender) => ({ bits: sender.getParameters().encodings[0].maxBitrate ?? null,
    lines: sender.track.getSettings().height ?? 0, hint: sender.track.contentHint });
  const senders = peer.getSenders().filter(({ track }) => track);
  return Object.fromEntries(senders.map((sender) => [sender.track.kind, said(sender)]));
}"""


@pytest.mark.long
def test_music_has_more_data_and_saving_has_less(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    before = negotiations(alice), negotiations(bob)
    chooser = open_panel(alice)
    chooser.get_by_label("Music").check()
    wait_until(lambda: alice.page.evaluate(SENT)["audio"]["bits"] == 128_000, 15, "music has more data")
    assert alice.page.evaluate(SENT)["audio"]["hint"] == "music"
    bob.hears(alice)
    chooser.get_by_label("Save data").check()
    wait_until(lambda: alice.page.evaluate(SENT)["video"]["bits"] == 200_000, 15, "the picture has less")
    assert alice.page.evaluate(SENT)["video"]["lines"] <= 360
    bob.sees(alice)
    chooser.get_by_label("Music").uncheck()
    chooser.get_by_label("Save data").uncheck()
    whole = {"audio": None, "video": None}
    wait_until(lambda: {k: v["bits"] for k, v in alice.page.evaluate(SENT).items()} == whole, 15, "as before")
    assert (negotiations(alice), negotiations(bob)) == before
