"""What each page showed and heard, in the report of a test that failed."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from tests.e2e.cast import Cast

# A fixture that brings people puts them here.
CAST = pytest.StashKey[Cast]()
PEERS = """Promise.all((window.witness?.peers ?? []).map(async (peer) => {
  const rows = peer.connectionState === "closed" ? [] : [...(await peer.getStats()).values()];
  const pairs = rows.filter(({ type, nominated }) => type === "candidate-pair" && nominated);
  const media = rows.filter(({ type }) => type === "inbound-rtp");
  return [
    `${peer.connectionState}, ice ${peer.iceConnectionState}, ${peer.signalingState}`,
    ...pairs.map((one) => `pair ${one.state}: ${one.bytesSent} sent, ${one.bytesReceived} received`),
    ...media.map((one) => `${one.kind}: ${one.bytesReceived} bytes, ${one.framesDecoded ?? 0} pictures`),
  ].join("; ");
}))"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed and CAST in item.stash:
        for number, person in enumerate(item.stash[CAST].people):
            title = f"{person.name}, {person.page.url}"
            report.sections.append((title, _seen_by(person.page, item, number)))
    return report


def _seen_by(page: Page, item: pytest.Item, number: int) -> str:
    picture = Path(item.config.rootpath, ".pytest_cache", "pages", f"{item.name}-{number}.png")
    try:
        page.screenshot(path=picture)
        words = page.evaluate("document.body.innerText")
        messages = page.evaluate("window.witness?.messages ?? []")
        peers = page.evaluate(PEERS)
    except Error as error:
        return f"gone: {error}"
    rows = "\n".join([*map(json.dumps, messages), *(f"peer connection {peer}" for peer in peers)])
    return f"{picture}\n{words}\n{rows}"
