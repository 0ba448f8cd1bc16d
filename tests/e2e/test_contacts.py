"""Contacts and presence: both sides see every change at once, without loading the page again."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.conftest import SHORT_RING
from tests.e2e.people import Person
from tests.e2e.test_whole_call import talk

BLOCK = """async (username) => {
  const { csrf } = JSON.parse(document.getElementById("config").textContent);
  const asked = { method: "POST", headers: { "X-CSRFToken": csrf } };
  return (await fetch(`/contacts/${username}/block/`, asked)).status;
}"""
SOON = 5_000  # ms: two seconds by the site's promise, and slack for a busy machine


def meet(cast: Cast) -> tuple[Person, Person]:
    """Alice and Bob, online, who do not know each other."""
    alice, bob = (cast.signed_in(name) for name in ("Alice", "Bob"))
    for person in (alice, bob):
        person.go_online()
    return alice, bob


def test_request_accepted_shows_on_both_sides_at_once(cast: Cast) -> None:
    alice, bob = meet(cast)
    alice.ask(bob.username)
    expect(alice.page.get_by_text("Request sent", exact=True)).to_be_visible()
    bob.press("Accept request from Alice")
    for one, other in ((alice, bob), (bob, alice)):
        expect(one.row(other)).to_be_visible(timeout=SOON)
        expect(one.row(other)).to_contain_text("Online", timeout=SOON)
    alice.call(bob)
    bob.rings(alice)


def test_request_declined_goes_on_both_sides(cast: Cast) -> None:
    alice, bob = meet(cast)
    alice.ask(bob.username)
    bob.press("Decline request from Alice")
    expect(alice.page.get_by_text("Request sent", exact=True)).to_be_hidden(timeout=SOON)
    expect(bob.button("Accept request from Alice")).to_be_hidden()


def test_request_withdrawn_goes_on_both_sides(cast: Cast) -> None:
    alice, bob = meet(cast)
    alice.ask(bob.username)
    expect(bob.button("Accept request from Alice")).to_be_visible()
    alice.press(f"Withdraw request to {bob.username}")
    expect(bob.button("Accept request from Alice")).to_be_hidden(timeout=SOON)


def test_asking_an_unknown_name_looks_like_any_other(cast: Cast) -> None:
    alice, bob = meet(cast)
    answers = []
    for name in (bob.username, f"{bob.username}000"):
        alice.ask(name)
        row = alice.page.get_by_role("listitem").filter(has=alice.button(f"Withdraw request to {name}"))
        expect(row).to_be_visible()
        answers.append(row.inner_text().replace(name, "NAME"))
    assert answers[0] == answers[1]


def test_removed_contact_goes_on_both_sides(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.more_about(bob, "Remove")
    for one, other in ((alice, bob), (bob, alice)):
        expect(one.row(other)).to_be_hidden(timeout=SOON)


def test_block_is_invisible_to_the_one_blocked(impatient_cast: Cast) -> None:
    alice, bob = impatient_cast("Alice", "Bob")
    expect(alice.row(bob)).to_contain_text("Online", timeout=SOON)
    bob.more_about(alice, "Block")
    expect(bob.row(alice)).to_be_hidden(timeout=SOON)
    expect(bob.button("Unblock Alice")).to_be_visible()
    expect(alice.row(bob)).to_contain_text("Offline", timeout=SOON)
    alice.call(bob)
    alice.says("calling")
    alice.says("no answer")
    bob.was_never_rung()
    expect(bob.past_calls.get_by_role("listitem")).to_have_count(0)


def test_somebody_who_asks_is_blocked_from_the_request(cast: Cast) -> None:
    bob, alice = cast.asked("Bob", by="Alice")
    bob.press("More about Alice")
    expect(bob.button("Remove Alice")).to_be_hidden()  # she is no contact
    bob.page.keyboard.press("Escape")
    bob.more_about(alice, "Block")
    expect(bob.button("Unblock Alice")).to_be_visible()
    expect(bob.button("Accept request from Alice")).to_be_hidden()
    expect(alice.button(f"Withdraw request to {bob.username}")).to_be_visible()  # as if nothing had happened


def test_block_while_it_rings_stops_the_ring(impatient_cast: Cast) -> None:
    alice, bob = impatient_cast("Alice", "Bob")
    tab = bob.another_tab()
    alice.call(bob)
    bob.rings(alice)
    # The ring covers the page; somebody quick has the contact's menu open on another.
    assert tab.page.evaluate(BLOCK, alice.username) == 200
    for page in (bob, tab):
        page.does_not_ring(seconds=SHORT_RING / 2)
    alice.says("no answer")


def test_unblocked_contact_is_reachable_again(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    bob.more_about(alice, "Block")
    expect(alice.row(bob)).to_contain_text("Offline", timeout=SOON)
    bob.press("Unblock Alice")
    expect(alice.row(bob)).to_contain_text("Online", timeout=SOON)
    alice.call(bob)
    bob.rings(alice)


def test_presence_follows_pages_and_calls(cast: Cast) -> None:
    alice, bob, charlie = cast("Alice", "Bob", "Charlie")
    expect(alice.row(bob)).to_contain_text("Online", timeout=SOON)
    talk(bob, charlie)
    expect(alice.row(bob)).to_contain_text("In a call", timeout=SOON)
    bob.hang_up()
    expect(alice.row(bob)).not_to_contain_text("In a call", timeout=SOON)
    expect(alice.row(bob)).to_contain_text("Online", timeout=SOON)
    bob.page.close()
    expect(alice.row(bob)).to_contain_text("Offline", timeout=SOON)
