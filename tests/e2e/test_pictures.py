"""Somebody's picture, from the profile to everybody who sees the name; and light instead of a ring tone."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, expect

from tests.e2e.cast import Cast
from tests.e2e.people import SECONDS, Person
from tests.e2e.polling import wait_until


def photo() -> FilePayload:
    """As a phone takes it: upright, though the sensor is not; red above blue."""
    image = Image.new("RGB", (1600, 1200), "red")
    image.paste((0, 0, 255), (800, 0, 1600, 1200))
    exif = Image.Exif()
    exif[0x0112] = 6
    written = BytesIO()
    image.save(written, "JPEG", exif=exif)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def faces(place: Locator) -> Locator:
    return place.locator(".avatar img")


def shows_a_face(place: Locator) -> None:
    """The picture is there and was loaded: red on top."""
    expect(faces(place)).to_have_count(1)
    top = """(image) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 9, height: 9 });
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0, 9, 9);
      const [red, , blue] = context.getImageData(4, 1, 1, 1).data;
      return image.naturalWidth === 256 && red > 200 && blue < 60;
    }"""
    wait_until(lambda: faces(place).evaluate(top), SECONDS, "the picture is shown")


def test_a_picture_is_chosen_seen_at_once_rings_and_goes(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    bob.open("/accounts/profile/")
    expect(bob.button("Use this picture")).to_be_hidden()
    bob.page.get_by_label("Choose a picture", exact=True).set_input_files(photo())
    expect(bob.page.get_by_role("img", name="The picture you chose")).to_be_visible()
    size = "document.querySelector('#picture-file').files[0].size"
    wait_until(lambda: bob.page.evaluate(size) < 60_000, SECONDS, "what is sent is small")
    bob.press("Use this picture")
    expect(bob.page.get_by_text("Your contacts see your new picture.")).to_be_visible()
    shows_a_face(alice.row(bob))  # she did nothing

    bob.go_online()
    shows_a_face(bob.button(f"Account of {bob.name}"))
    bob.call(alice)
    alice.rings(bob)
    shows_a_face(alice.ring_of(bob))
    alice.accept(bob, "voice")
    alice.is_connected_to(bob)
    shows_a_face(alice.call_with(bob))
    bob.hang_up()
    alice.says("ended")

    bob.open("/accounts/profile/")
    bob.press("Remove picture")
    expect(faces(alice.row(bob))).to_have_count(0)
    expect(alice.row(bob).locator(".avatar")).to_have_text("B")


def test_what_is_no_picture_is_said_before_it_is_sent(cast: Cast) -> None:
    alice = cast.signed_in("Alice")
    alice.go_online("/accounts/profile/")
    field = alice.page.get_by_label("Choose a picture", exact=True)
    field.set_input_files({"name": "me.png", "mimeType": "image/png", "buffer": b"not a picture"})
    expect(alice.page.get_by_role("alert").filter(has_text="no picture in this file")).to_be_visible()
    expect(alice.button("Use this picture")).to_be_hidden()


def test_the_page_lights_up_for_who_wishes_it(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.go_online("/accounts/profile/")
    alice.page.get_by_label("Light up the page").check()
    alice.go_online()
    light = alice.page.locator("[data-light='page']")
    expect(light).to_have_count(0)
    bob.call(alice)
    alice.rings(bob)
    swells(alice, light)
    expect(bob.page.locator("[data-light]")).to_have_count(0)
    alice.decline(bob)
    expect(light).to_have_count(0)


def is_bright(light: Locator, bright: bool) -> bool:
    return (float(light.evaluate("(layer) => getComputedStyle(layer).opacity")) > 0.6) is bright


def swells(person: Person, light: Locator) -> None:
    """It covers the page, takes no press, and its light comes and goes."""
    look = """(layer) => {
      const { width, height } = layer.getBoundingClientRect();
      return [width === innerWidth, height === innerHeight, getComputedStyle(layer).pointerEvents];
    }"""
    expect(light).to_have_count(1)
    assert light.evaluate(look) == [True, True, "none"]
    for bright in (True, False):
        is_so = partial(is_bright, light, bright)
        wait_until(is_so, SECONDS, f"bright: {bright}")
    timing = "(layer) => layer.getAnimations()[0].effect.getTiming().duration"
    assert light.evaluate(timing) >= 1000
    assert person.page.get_by_role("dialog").get_by_role("button", name="Decline").is_visible()
