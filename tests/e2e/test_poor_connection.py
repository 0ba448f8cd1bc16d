"""Sound before picture: what is asked of the sound, and the picture that makes room for it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.polling import wait_until
from tests.e2e.test_whole_call import talk

# What the browser measures says that there is hardly any room, while `narrow` is set; all else is as it is.
MEASURES = """(() => {
  window.narrow = false;
  const measured = RTCPeerConnection.prototype.getStats;
  const change = {
    "candidate-pair": { availableOutgoingBitrate: 60_000 },
    "outbound-rtp": { qualityLimitationReason: "bandwidth" },
  };
  RTCPeerConnection.prototype.getStats = async function (...given) {
    const report = await measured.apply(this, given);
    if (!window.narrow) return report;
    return new Map([...report].map(([id, row]) => [id, { ...row, ...change[row.type] }]));
  };
})();"""

# The statistics name Opus, which the redundant packets are made of; what was agreed on comes first here.
SOUND = """async () => {
  const peer = witness.peers.findLast((one) => one.connectionState === "connected");
  const sender = peer.getSenders().find((one) => one.track?.kind === "audio");
  const { codecs, encodings } = sender.getParameters();
  return { codec: codecs[0].mimeType, priority: encodings[0].priority, remote: peer.remoteDescription.sdp };
}"""


def test_sound_is_redundant_corrects_errors_and_comes_first(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    for person in (alice, bob):
        sound = person.page.evaluate(SOUND)
        assert sound["codec"] == "audio/red"
        assert "useinbandfec=1" in sound["remote"]
        assert "usedtx=1" in sound["remote"]
        assert sound["priority"] == "high"


def test_a_poor_connection_pauses_the_picture_and_brings_it_back(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.context.add_init_script(MEASURES)
    alice.page.reload()
    talk(alice, bob)
    alice.page.evaluate("window.narrow = true")
    alice.says("Poor connection: your picture is paused, sound goes on")
    bob.says("picture is paused, sound goes on")
    bob.sees_nothing_of(alice)
    bob.hears(alice)
    alice.sees_and_hears(bob)
    expect(bob.call_with(alice)).to_have_attribute("data-picture", "none")
    expect(alice.button("Your connection is bad")).to_be_visible()
    expect(bob.page.get_by_role("button", name=re.compile("Alice.s connection is bad"))).to_be_visible()
    alice.page.evaluate("window.narrow = false")
    bob.sees(alice)
    wait_until(lambda: "paused" not in bob.page.get_by_role("status").inner_text(), 15, "no word of it")
    assert [call["epoch"] for call in cast.calls_of(alice)] == [1]
    # Not "is good": on a busy machine it is weak, and says so.
    expect(alice.button("Your connection is bad")).to_be_hidden()


# Of what this page receives every tenth packet is missing, while `lossy` is set.
LOSS = """(() => {
  window.lossy = false;
  let lost = 0;
  const measured = RTCPeerConnection.prototype.getStats;
  RTCPeerConnection.prototype.getStats = async function (...given) {
    const report = await measured.apply(this, given);
    const rows = [...report].map(([id, row]) => {
      if (row.type === "inbound-rtp" && row.kind === "audio" && window.lossy) lost += 8;
      return [id, row.type === "inbound-rtp" && row.kind === "audio" ? { ...row, packetsLost: lost } : row];
    });
    return new Map(rows);
  };
})();"""


@pytest.mark.long
def test_the_indicator_says_whose_connection_it_is_and_the_panel_how_bad(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.context.add_init_script(LOSS)
    alice.page.reload()
    talk(alice, bob)
    # Not "is good" without loss: on a busy machine one's own is weak, and the page says so.
    bobs_fault = alice.page.get_by_role("button", name=re.compile("Bob.s connection is (weak|bad)"))
    expect(bobs_fault).to_be_hidden()
    alice.page.evaluate("window.lossy = true")
    expect(bobs_fault).to_be_visible()
    alice.page.keyboard.press("q")
    panel = alice.page.get_by_role("dialog", name="Connection", exact=True)
    expect(panel).to_contain_text(re.compile(r"\d+ . \d+.*(k|M)bit/s"))
    expect(panel).to_contain_text("Direct (UDP)")
    drawn = "document.getElementById('plot-received').points.length"
    wait_until(lambda: alice.page.evaluate(drawn) >= 3, 15, "the plot is drawn")
    alice.page.evaluate("window.lossy = false")
    expect(bobs_fault).to_be_hidden()
