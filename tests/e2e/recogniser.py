"""Speech recognition made up: headless Chromium has no language on the device."""

from __future__ import annotations

from tests.e2e.people import SECONDS, Person
from tests.e2e.polling import wait_until

RECOGNISER = """(() => {
  window.SpeechRecognition = class SpeechRecognition {
    static available = async ({ processLocally }) => (processLocally ? "available" : "unavailable");
    set processLocally(here) { this.here = here; }
    get processLocally() { return this.here; }
    start(track) {
      if (!this.here || track.kind !== "audio" || track.readyState !== "live") throw new Error("not here");
      window.hears = (transcript, isFinal) =>
        this.onresult({ resultIndex: 0, results: [Object.assign([{ transcript }], { isFinal })] });
    }
    abort() { delete window.hears; }
  };
})();"""


def recognises(person: Person) -> None:
    """Their browser understands speech from its next page on."""
    person.context.add_init_script(RECOGNISER)
    person.page.reload()
    person.is_online()


def listens(person: Person) -> bool:
    return bool(person.page.evaluate("Boolean(window.hears)"))


def hears(person: Person, words: str, *, final: bool) -> None:
    """Their browser has understood these words; `final`: it is sure."""
    wait_until(lambda: listens(person), SECONDS, f"{person.name}'s speech is recognised")
    person.page.evaluate("([words, final]) => hears(words, final)", [words, final])
