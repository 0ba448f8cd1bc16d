"""The media checks themselves: they pass on a live stream and fail on a frozen, black or silent one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e import media
from tests.e2e.browsers import WITNESS

LABEL = "Video from Bob"
# One page calls itself: what the first peer connection sends, the second receives and shows.
BARE = f"""<!doctype html><title>Bare</title><video aria-label="{LABEL}" autoplay playsinline></video>"""
CONNECT = """async (source) => {
  const frozen = () => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    const draw = () => {
      context.fillStyle = "white";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = "black";
      context.fillRect(20, 20, 90, 60);
    };
    setInterval(draw, 50);
    draw();
    return canvas.captureStream(20).getVideoTracks()[0];
  };
  const camera = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  const [sound] = camera.getAudioTracks();
  const picture = source === "frozen" ? frozen() : camera.getVideoTracks()[0];
  if (source === "black") picture.enabled = false;
  if (source === "silent") sound.enabled = false;
  const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
  one.onicecandidate = ({ candidate }) => other.addIceCandidate(candidate);
  other.onicecandidate = ({ candidate }) => one.addIceCandidate(candidate);
  other.ontrack = ({ streams }) => { document.querySelector("video").srcObject = streams[0]; };
  const stream = new MediaStream([picture, sound]);
  for (const track of stream.getTracks()) one.addTrack(track, stream);
  await one.setLocalDescription();
  await other.setRemoteDescription(one.localDescription);
  await other.setLocalDescription();
  await one.setRemoteDescription(other.localDescription);
}"""


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context() as context:
        context.add_init_script(path=WITNESS)
        page = context.new_page()
        page.route("**/bare", lambda route: route.fulfill(body=BARE, content_type="text/html"))
        page.goto("http://localhost/bare")
        yield page


def connect(page: Page, source: str) -> None:
    page.mouse.click(5, 5)  # sound may play only after a click
    page.evaluate(CONNECT, source)


def test_live_stream_is_seen_and_heard(bare: Page) -> None:
    connect(bare, "live")
    media.assert_sees(bare, LABEL)
    media.assert_hears(bare)
    with pytest.raises(TimeoutError, match="is still for"):
        media.assert_still(bare, LABEL, seconds=1, within=3)
    with pytest.raises((AssertionError, TimeoutError), match=r"audio energy|silence"):
        media.assert_hears_nothing(bare)


def test_frozen_picture_is_decoded_but_does_not_move(bare: Page) -> None:
    connect(bare, "frozen")
    media.assert_decodes(bare)
    with pytest.raises(TimeoutError, match="moves; brightness"):
        media.assert_moves(bare, LABEL, seconds=3)


@pytest.mark.long
def test_black_picture_does_not_move(bare: Page) -> None:
    connect(bare, "black")
    media.assert_hears(bare)
    with pytest.raises(TimeoutError, match="moves; "):
        media.assert_moves(bare, LABEL, seconds=3)
    media.assert_still(bare, LABEL)


def test_missing_picture_does_not_move(bare: Page) -> None:
    with pytest.raises(TimeoutError, match="no such visible video"):
        media.assert_moves(bare, LABEL, seconds=0.2)


@pytest.mark.long
def test_silent_sound_has_no_energy(bare: Page) -> None:
    connect(bare, "silent")
    media.assert_sees(bare, LABEL)
    with pytest.raises(TimeoutError, match="more audio energy"):
        media.assert_hears(bare, seconds=3)
    media.assert_hears_nothing(bare)


def test_muted_element_plays_nothing(bare: Page) -> None:
    connect(bare, "live")
    bare.evaluate("document.querySelector('video').muted = true")
    with pytest.raises(TimeoutError, match="more audio energy"):
        media.assert_hears(bare, seconds=4)
