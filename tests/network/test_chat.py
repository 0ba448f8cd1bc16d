"""What is written and sent arrives whole and once, whatever the network does meanwhile."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.people import Person
from tests.e2e.polling import wait_until
from tests.e2e.test_chat import NO_PICKER, file_of, offer, open_chat, reads, write
from tests.network.stage import Stage

SIZE = 200_000_000
RATE = 60_000  # kbit/s: it takes a while, and leaves the machine its processor
# After this the page builds the connection anew (recovery.js).
REBUILT_SECONDS = 33

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


def silence(stage: Stage, seconds: float) -> None:
    """Nothing passes Alice's wire for so long."""
    stage.lab.a.wire(loss=1)
    end = time.time() + seconds
    wait_until(lambda: time.time() > end, seconds + 1, "it has been silent")
    stage.lab.a.wire(kbps=RATE)


def progress(person: Person, share: float) -> Callable[[], bool]:
    """Whether so much of the file is there."""
    bar = person.page.get_by_role("progressbar")
    return lambda: float(bar.evaluate("(bar) => bar.value / bar.max")) > share


def epoch_of(stage: Stage) -> int:
    return int(stage.cast.calls_of(stage.alice)[0]["epoch"])


def test_a_large_file_goes_on_through_silence_another_address_and_a_new_epoch(
    stage: Stage, tmp_path: Path
) -> None:
    alice, bob = stage.people
    bob.context.add_init_script(NO_PICKER)
    bob.page.reload()
    stage.talk()
    path, checksum = file_of(tmp_path, SIZE, "film.mkv")
    stage.lab.a.wire(kbps=RATE)
    open_chat(alice)
    open_chat(bob)
    offer(alice, path)
    with bob.page.expect_download(timeout=500_000) as download:
        bob.press("Accept film.mkv")
        wait_until(progress(bob, 0.1), 180, "a tenth of it is there")
        silence(stage, 5)
        wait_until(progress(bob, 0.3), 180, "it goes on after silence")
        stage.lab.a.move()
        wait_until(progress(bob, 0.5), 180, "it goes on from another address")
        silence(stage, REBUILT_SECONDS)
        expect(bob.page.get_by_text("Paused until the connection is back")).to_be_hidden(timeout=30_000)
    assert epoch_of(stage) > 1
    assert hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest() == checksum
    expect(alice.page.get_by_text("Bob has it, unchanged")).to_be_visible()
    stage.survived()


def test_what_is_written_under_loss_and_over_a_new_epoch_is_read_once_and_in_order(stage: Stage) -> None:
    stage.talk()
    for home in (stage.lab.a, stage.lab.b):
        home.wire(delay_ms=50, loss=0.1)
    for person in stage.people:
        open_chat(person)
    said = [f"{number}: {'x' * number}" for number in range(60)]
    for text in said[:20]:
        write(stage.alice, text)
    silence(stage, 3)
    for text in said[20:40]:
        write(stage.alice, text)
    before = epoch_of(stage)
    stage.bob.page.reload(wait_until="commit")
    for text in said[40:]:
        write(stage.alice, text)
    wait_until(lambda: epoch_of(stage) > before, 30, "there is a new epoch")
    stage.bob.is_connected_to(stage.alice)
    open_chat(stage.bob)
    reads(stage.bob, *said)
    write(stage.bob, "All of it")
    reads(stage.alice, *said, "All of it")
    fates = stage.alice.page.locator(".said[data-mine=true] [data-part=fate]")
    expect(fates).to_have_text([re.compile("Delivered")] * len(said))
