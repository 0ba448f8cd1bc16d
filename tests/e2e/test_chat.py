"""Writing and sending files in a call, from page to page."""

from __future__ import annotations

import hashlib
import random
import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.test_whole_call import both_say_it_ended, talk

# Without it a file is received as a download, which a test can look at.
NO_PICKER = "delete window.showSaveFilePicker;"


def open_chat(person: Person) -> None:
    person.page.get_by_role("button", name=re.compile(r"^Chat\b")).click()
    expect(person.page.get_by_label("Message", exact=True)).to_be_focused()


def write(person: Person, text: str) -> None:
    person.page.get_by_label("Message", exact=True).fill(text)
    person.page.keyboard.press("Enter")


def messages(person: Person) -> Locator:
    return person.page.get_by_role("log").get_by_role("listitem")


def reads(person: Person, *texts: str) -> None:
    """These and no other messages, in this order."""
    expect(person.page.locator(".said__text")).to_have_text(list(texts))


def offer(person: Person, path: Path) -> None:
    person.page.get_by_label("Files to send").set_input_files(path)


# At once, so that nothing of the file comes while the chat is open.
ACCEPT_AND_CLOSE_THE_CHAT = """(accept) => {
  accept.click();
  document.querySelector("#chat [data-part=close]").click();
}"""


PASTE = """([name, words]) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File(["."], name, { type: "image/png" }));
  if (words) clipboardData.setData("text/plain", words);
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def file_of(folder: Path, size: int, name: str = "holiday.jpg") -> tuple[Path, str]:
    path = folder / name
    path.write_bytes(random.Random(7).randbytes(size))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def receive(person: Person, name: str, seconds: float = 30) -> str:
    """Accept it, and give the checksum of what was downloaded."""
    with person.page.expect_download(timeout=seconds * 1000) as download:
        person.press(f"Accept {name}")
    assert download.value.suggested_filename == name
    return hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest()


def test_two_people_write_and_send_a_file_and_one_loads_the_page_again(cast: Cast, tmp_path: Path) -> None:
    alice, bob = cast("Alice", "Bob")
    bob.context.add_init_script(NO_PICKER)
    bob.page.reload()
    talk(alice, bob)
    open_chat(alice)
    write(alice, "Look: https://example.org/a?b=1.\nNice 🎈 <b>isn't</b> it?")
    expect(bob.button("Chat, 1 unread")).to_be_visible()
    expect(bob.page.locator("#chat-peek")).to_contain_text("Alice: Look: https://example.org")
    open_chat(bob)
    expect(bob.button("Chat")).to_be_visible()
    link = bob.page.get_by_role("link", name="https://example.org/a?b=1")
    expect(link).to_have_attribute("href", "https://example.org/a?b=1")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(messages(alice).first).to_contain_text("Delivered")
    write(bob, "It is")
    written = ["Look: https://example.org/a?b=1.\nNice 🎈 <b>isn't</b> it?", "It is"]
    for person in (alice, bob):
        reads(person, *written)

    path, checksum = file_of(tmp_path, 3_000_000)
    offer(alice, path)
    expect(messages(bob).last).to_contain_text("3.0 MB · Do you want this file?")
    assert receive(bob, path.name) == checksum
    expect(messages(alice).last).to_contain_text("Bob has it, unchanged")

    path, checksum = file_of(tmp_path, 3_000_000, "closed.jpg")
    offer(alice, path)
    with bob.page.expect_download() as download:  # whatever is shown by then
        bob.button("Accept closed.jpg").evaluate(ACCEPT_AND_CLOSE_THE_CHAT)
    assert hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest() == checksum
    expect(bob.page.get_by_role("region", name="Chat with Alice")).to_be_hidden()
    open_chat(bob)

    before = messages(alice).count()
    alice.page.evaluate(PASTE, ["with words.png", "Some words"])  # as office programs copy
    alice.page.evaluate(PASTE, ["pasted.png", ""])
    expect(messages(alice).last).to_contain_text("pasted.png")
    expect(messages(alice)).to_have_count(before + 1)

    alice.page.reload()
    alice.is_connected_to(bob)
    open_chat(alice)
    write(alice, "Back again")
    for person in (alice, bob):
        reads(person, *written, "Back again")
    alice.hang_up()
    both_say_it_ended(alice, bob)
    assert alice.page.evaluate("sessionStorage.getItem('videocall.exchange')") is None
