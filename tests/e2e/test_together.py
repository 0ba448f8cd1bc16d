"""What two people do together in a call, beside talking."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.recogniser import hears, listens, recognises
from tests.e2e.test_whole_call import talk

# What floated over the picture, though it is gone again.
FLOATED = """() => {
  window.floated = [];
  const note = ({ addedNodes }) => window.floated.push(...[...addedNodes].map((one) => one.textContent));
  new MutationObserver((changes) => changes.forEach(note)).observe(
    document.querySelector(".reactions"), { childList: true });
}"""


def choose(person: Person, item: str) -> None:
    person.press("More options")
    person.press(item)


def reacts(person: Person, reaction: str) -> None:
    choose(person, "React")
    person.press(reaction)
    person.page.keyboard.press("Escape")


def test_two_people_react_raise_hands_take_a_picture_and_read_captions(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    recognises(bob)
    talk(alice, bob)
    for person in (alice, bob):
        person.page.locator(".reactions").wait_for(state="attached")
        person.page.evaluate(FLOATED)
    reacts(alice, "Heart")
    expect(alice.page.get_by_text("You react: Heart")).to_be_attached()
    expect(bob.page.get_by_text("Alice reacts: Heart")).to_be_attached()
    assert alice.page.evaluate("floated") == ["❤️You"]
    assert bob.page.evaluate("floated") == ["❤️Alice"]

    with alice.page.expect_download() as download:
        choose(alice, "Take a picture of Bob")
        expect(bob.page.get_by_text("Alice took a picture of you")).to_be_visible()
    assert re.fullmatch(r"Bob \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.jpg", download.value.suggested_filename)
    assert Path(download.value.path()).read_bytes().startswith(b"\xff\xd8\xff")

    choose(alice, "Captions of Bob")
    expect(bob.page.get_by_text("Your browser turns your speech into text on this device")).to_be_visible()
    bob.press("Allow captions")
    hears(bob, "The train leaves", final=False)
    expect(alice.page.locator(".captions__words")).to_have_text("The train leaves")
    expect(alice.page.get_by_role("log", name="Captions")).to_be_empty()
    hears(bob, "The train leaves at <b>nine</b>.", final=True)
    expect(alice.page.get_by_role("log", name="Captions")).to_have_text("The train leaves at <b>nine</b>.")
    bob.press("Stop the captions for Alice")
    expect(alice.page.get_by_text("Bob ended the captions.")).to_be_visible()
    assert not listens(bob)

    bob.page.locator("#call").focus()
    bob.page.keyboard.press("r")
    expect(alice.page.get_by_text("Bob has raised a hand")).to_be_visible()
    bob.page.reload()
    bob.is_connected_to(alice)
    expect(bob.page.get_by_text("Your hand is raised")).to_be_visible()
    expect(alice.page.get_by_text("Bob has raised a hand")).to_be_visible()
    bob.press("Lower")
    expect(alice.page.get_by_text("Bob has raised a hand")).to_be_hidden()
    alice.hang_up()
