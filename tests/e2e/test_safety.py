"""The safety code: what two people read to each other, and what becomes of a call that is not what it was."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.test_view import choose
from tests.e2e.test_whole_call import talk


class Code(NamedTuple):
    names: list[str]
    numbers: str


def code_of(person: Person) -> Code:
    """As it stands in the panel, which this opens."""
    panel = person.page.get_by_role("dialog", name="Safety code")
    if not panel.is_visible():
        choose(person, "Safety code")
    expect(panel.get_by_role("listitem")).to_have_count(5)
    names = [item.inner_text().splitlines()[-1] for item in panel.get_by_role("listitem").all()]
    return Code(names, panel.locator("#safety-numbers").inner_text())


def test_both_read_the_same_code_and_another_one_after_a_reload(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    code = code_of(alice)
    assert code_of(bob) == code
    assert len(code.numbers.split()) == 3

    alice.press("They match")
    expect(alice.page.get_by_text("You compared the codes with Bob, and they match.")).to_be_visible()
    expect(bob.button("They match")).to_be_visible()  # nobody compares for another

    bob.page.reload()
    alice.sees_and_hears(bob)
    expect(alice.button("They match")).to_be_visible()
    again = code_of(alice)
    assert code_of(bob) == again != code


def test_who_sees_another_code_ends_the_call(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    code_of(alice)
    alice.press("They do not match")
    expect(alice.page.get_by_role("heading", name="the codes do not match")).to_be_visible()
    bob.says("ended")
    alice.has_released_everything()


def test_connections_in_the_middle_show_in_two_codes_that_differ(cast: Cast) -> None:
    """Somebody who relays the signals puts certificates of their own in, and does everything else right."""
    alice, bob = cast("Alice", "Bob")
    somebody_between(alice)
    alice.call(bob)
    bob.rings(alice)
    bob.accept(alice)
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
    assert code_of(alice) != code_of(bob)


def test_connections_in_the_middle_without_a_commitment_of_their_own_end_the_call(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.page.add_init_script("globalThis.keepsCommitment = true")
    somebody_between(alice)
    alice.call(bob)
    bob.rings(alice)
    bob.accept(alice)
    expect(alice.page.get_by_role("heading", name="the connection is not safe")).to_be_visible()
    bob.says("ended")
    alice.has_released_everything()


def test_a_page_whose_part_for_the_code_does_not_come_says_so(cast: Cast) -> None:
    """The call does not wait for it for longer than two seconds."""
    alice, [bob] = cast.signed_in("Alice"), cast("Bob")
    cast.befriend(alice, bob)
    alice.page.route("**/js/safety/room*.js", lambda route: None)  # neither answered nor refused
    for person in (alice, bob):
        person.go_online()
    alice.call(bob)
    bob.accept(alice)
    alice.is_connected_to(bob)
    choose(alice, "Safety code")
    panel = alice.page.get_by_role("dialog", name="Safety code")
    expect(panel).to_contain_text("did not come in time")
    expect(alice.button("They match")).to_be_hidden()


def somebody_between(alice: Person) -> None:
    alice.page.add_init_script(path=Path(__file__).with_name("mallory.js"))
    alice.go_online()
