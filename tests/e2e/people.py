"""People with a browser: what they do on the site, by the names that screen readers read out."""

from __future__ import annotations

import contextlib
import re

from playwright.sync_api import BrowserContext, Error, Locator, expect

from tests.e2e import media
from tests.e2e.polling import wait_until
from tests.servers import PASSWORD, Site

SECONDS = 15


# Only relays may be used, and there are none.
NO_WAY_OUT = """(() => {
  const only = (configuration) => ({ ...configuration, iceServers: [], iceTransportPolicy: "relay" });
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class RTCPeerConnection extends Peer {
    constructor(configuration) {
      super(only(configuration));
    }
    setConfiguration(configuration) {
      super.setConfiguration(only(configuration));
    }
  };
})();"""


class Person:
    """Somebody with an account name, a browser of their own and one page open in it.

    `name` is the display name others see, `username` the one to type. `another_tab()` is the same
    person in the same browser on one more page.
    """

    def __init__(self, name: str, username: str, site: Site, context: BrowserContext) -> None:
        self.name, self.username, self.site, self.context = name, username, site, context
        self.page = context.new_page()

    def another_tab(self) -> Person:
        """The same person on one more page, opened and online."""
        tab = Person(self.name, self.username, self.site, self.context)
        tab.go_online()
        return tab

    # ---- getting there ---------------------------------------------------------------------------

    def open(self, path: str = "/") -> None:
        self.page.goto(self.site.url + path)

    def go_online(self, path: str = "/") -> None:
        """Open a page and wait until the site has welcomed its socket."""
        self.open(path)
        self.is_online()

    def is_online(self) -> None:
        """The site has welcomed the socket of the page that is open."""
        welcomed = "window.witness.messages.some(({ channel }) => channel === 'welcome')"
        wait_until(lambda: self.page.evaluate(welcomed), SECONDS, f"{self.name}'s page is online")

    def sign_up(self) -> None:
        """Through the form, as a stranger would; the username is then the name others see."""
        self.name = self.username
        self.open("/accounts/signup/")
        self.fill("Username", self.username)
        self.fill("Email", f"{self.username}@example.org")
        self.fill("Password", PASSWORD)
        self.fill("Password (again)", PASSWORD)
        self.press("Sign up")
        expect(self.page.get_by_role("list", name="Contacts", exact=True)).to_be_attached()

    def sign_in(self) -> None:
        """Through the form."""
        self.open("/accounts/login/")
        self.fill("Username", self.username)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("list", name="Contacts", exact=True)).to_be_attached()

    def sign_out(self) -> None:
        """By the menu of the live page, which has fetched its lists: else the browser notes a refusal."""
        self.page.wait_for_load_state("networkidle")
        self.press(f"Account of {self.name}")
        self.press("Sign out")
        expect(self.button("Sign in")).to_be_visible()

    def wear_session(self) -> None:
        """Signed in without the form."""
        for name, value in self.site.sign_in(self.username).items():
            self.context.add_cookies([{"name": name, "value": value, "url": self.site.url}])

    def crash(self) -> None:
        """The tab's process is gone, nothing of the page runs any more; a new, empty tab takes its place."""
        with self.page.expect_event("crash"), contextlib.suppress(Error):
            self.page.goto("chrome://crash")
        self.page.close()
        self.page = self.context.new_page()

    def wall_in(self) -> None:
        """From the next page on, no media finds a way out of this browser."""
        self.context.add_init_script(NO_WAY_OUT)

    # ---- the page's parts ------------------------------------------------------------------------

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        self.button(name).click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    @property
    def contacts(self) -> Locator:
        return self.page.get_by_role("list", name="Contacts", exact=True)

    @property
    def past_calls(self) -> Locator:
        return self.page.get_by_role("list", name="Recent calls", exact=True)

    def row(self, other: Person) -> Locator:
        """The other's row in the contact list."""
        call = self.page.get_by_role("button", name=f"Video call {other.name}", exact=True)
        return self.contacts.get_by_role("listitem").filter(has=call)

    def ring_of(self, other: Person) -> Locator:
        return self.page.get_by_role("dialog", name=f"Incoming call from {other.name}", exact=True)

    def call_with(self, other: Person) -> Locator:
        return self.page.get_by_role("region", name=f"Call with {other.name}", exact=True)

    # ---- by the keyboard -------------------------------------------------------------------------

    def tab_to(self, control: Locator) -> None:
        """Press Tab until the control has the focus, and see that the focus shows."""
        expect(control).to_be_visible()
        for _ in range(60):
            if control.evaluate("(control) => control === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        expect(control).to_be_focused(timeout=100)
        outline = control.evaluate("(control) => getComputedStyle(control).outlineStyle")
        assert outline != "none", "the focus does not show"

    def press_by_keyboard(self, control: Locator) -> None:
        self.tab_to(control)
        self.page.keyboard.press("Enter")

    # ---- contacts --------------------------------------------------------------------------------

    def ask(self, username: str) -> None:
        self.fill("Add a contact", username)
        self.press("Send request")

    def more_about(self, other: Person, action: str) -> None:
        """Remove or Block from the menu of a contact, and yes to the question."""
        self.press(f"More about {other.name}")
        self.page.get_by_role("button", name=re.compile(f"^{action}")).first.click()
        self.page.get_by_role("dialog").get_by_role("button", name=f"{action} {other.name}").click()

    # ---- calls -----------------------------------------------------------------------------------

    def call(self, other: Person, media: str = "video") -> None:
        self.press(f"{media.capitalize()} call {other.name}")

    def rings(self, other: Person) -> None:
        expect(self.ring_of(other)).to_be_visible(timeout=SECONDS * 1000)

    def does_not_ring(self, seconds: float = SECONDS) -> None:
        """No ring, or not any more."""
        ring = self.page.get_by_role("dialog", name=re.compile("Incoming call"))
        expect(ring).to_be_hidden(timeout=seconds * 1000)

    def was_never_rung(self) -> None:
        rung = "witness.messages.filter(({ channel }) => channel === 'start_call').length"
        assert self.page.evaluate(rung) == 0, f"{self.name}'s page was told of a call"

    def accept(self, other: Person, media: str = "video") -> None:
        self.rings(other)
        self.ring_of(other).get_by_role("button", name=f"Accept with {media}", exact=True).click()

    def decline(self, other: Person) -> None:
        self.rings(other)
        self.ring_of(other).get_by_role("button", name="Decline", exact=True).click()

    def hang_up(self) -> None:
        self.press("Hang up")

    def says(self, *words: str, seconds: float = SECONDS) -> None:
        """The status line has these words, as whole words in any case."""
        line = self.page.get_by_role("status")
        for word in words:
            pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
            expect(line).to_have_text(pattern, timeout=seconds * 1000)

    def is_connected_to(self, other: Person) -> None:
        self.says("connected")
        expect(self.call_with(other)).to_be_visible()

    # ---- what arrives ----------------------------------------------------------------------------

    def sees(self, other: Person) -> None:
        media.assert_sees(self.page, f"Video from {other.name}")

    def hears(self, other: Person) -> None:
        assert other is not self
        media.assert_hears(self.page)

    def sees_and_hears(self, other: Person) -> None:
        self.sees(other)
        self.hears(other)

    def hears_nothing(self) -> None:
        media.assert_hears_nothing(self.page)

    def sees_nothing_of(self, other: Person) -> None:
        """No picture of the other's: none is shown, or it is still."""
        media.assert_still(self.page, f"Video from {other.name}")

    # ---- what was opened -------------------------------------------------------------------------

    def captures(self) -> list[dict[str, bool]]:
        """Each time this page asked the browser for camera or microphone, and which of them."""
        asked: list[dict[str, bool]] = self.page.evaluate("window.witness.captures")
        return asked

    def open_tracks(self) -> int:
        """Tracks of camera and microphone that this page has not released."""
        left = "window.witness.tracks.filter(({ track }) => track.readyState === 'live').length"
        return int(self.page.evaluate(left))

    def has_released_everything(self) -> None:
        """No camera and no microphone is open."""
        wait_until(lambda: self.open_tracks() == 0, SECONDS, f"{self.name}'s camera and microphone are off")

    def released_after(self, what: str) -> float:
        """Milliseconds from the last click, or from the message that the call ended, to the last track's
        end."""
        moments = {
            "click": "witness.clicks.at(-1)",
            "ended": "witness.messages.findLast(({ state }) => state === 'ended').at",
        }
        stops = "Math.max(...witness.tracks.map(({ stopped }) => stopped))"
        return float(self.page.evaluate(f"{stops} - {moments[what]}"))
