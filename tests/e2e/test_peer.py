"""Two real peer connections in one page, wired together without a server: peer.js on its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Playwright

from tests.e2e.browsers import launch
from tests.e2e.peers import Peers, peers_in
from tests.servers import wait_until


@pytest.fixture
def peers(chromium: Browser) -> Iterator[Peers]:
    with peers_in(chromium) as peers:
        yield peers


def test_nothing_leaves_before_the_call_is_accepted_and_then_media_flows_after_two_messages(
    peers: Peers,
) -> None:
    peers.wire()
    peers.do("pair.caller.setTracks(await tracks());")
    peers.until_gathered("callee")
    assert peers.ask("pair.log") == []
    peers.connect()
    assert peers.sent("callee", "offer") == 1
    assert peers.sent("caller", "answer") == 1
    assert peers.sent("caller", "offer") == 0


def test_the_answer_does_not_wait_for_the_tracks_to_be_taken_up(peers: Peers) -> None:
    peers.wire()
    peers.connect()
    assert peers.ask("pair.log.filter(([who, what]) => who === 'caller' && /answer|track/.test(what))") == [
        *(["caller", "answer"], ["caller", "track"], ["caller", "track"])
    ]


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_thousand_connections_come_about(playwright: Playwright) -> None:
    """In eight browsers, on a busy machine: one in some hundreds came to nothing (decision 20)."""
    with ExitStack() as stack:
        pages = []
        for _ in range(8):
            browser = launch(playwright)
            stack.callback(browser.close)
            pages.append(stack.enter_context(peers_in(browser)))
        for peers in pages:
            peers.wire()
            peers.do(
                """pair.close();
                globalThis.results = [];
                globalThis.media = await tracks();
                (async () => {
                    for (let pair = 0; pair < 125; pair++) results.push(await new Pair().connects(10_000));
                })();"""
            )
        for peers in pages:
            peers.until("results.length === 125", 500)
        failed = sum(peers.ask("results.filter((connected) => !connected).length") for peers in pages)
    assert failed == 0, f"{failed} of them did not"


def test_a_camera_that_opens_late_is_seen_without_another_negotiation(peers: Peers) -> None:
    peers.wire()
    peers.do("pair.callee.release();")
    peers.until("pair.state('caller') === 'connected' && pair.state('callee') === 'connected'")
    peers.do("globalThis.seen = show(pair.streams.caller); pair.callee.setTracks(await tracks());")
    peers.until("seen.videoWidth > 0")
    peers.do("globalThis.other = show(pair.streams.callee); pair.caller.setTracks(await tracks());")
    peers.until("other.videoWidth > 0")
    assert peers.ask("pair.count('offer')") == 1
    assert peers.ask("pair.count('answer')") == 1


def test_when_both_offer_at_once_the_polite_one_yields_and_media_flows_on(peers: Peers) -> None:
    peers.wire()
    peers.connect()
    peers.do("pair.held.add('offer'); pair.caller.restart(); pair.callee.restart();")
    peers.until("pair.waiting.length === 2")
    peers.do("pair.deliver('offer');")
    peers.until("pair.count('answer') >= 2")
    peers.until_media_flows()
    assert (
        peers.sent("callee", "answer") == 1
    )  # to the caller's offer; its own was rolled back, then made again


def test_lost_candidates_do_no_harm_when_the_descriptions_carry_them(peers: Peers) -> None:
    peers.wire()
    peers.do("pair.lost.add('candidates');")
    peers.until_gathered("callee")
    peers.connect()


def test_candidates_that_overtake_their_description_are_kept_for_it(peers: Peers) -> None:
    peers.wire()
    peers.do(
        """pair.held.add('answer'); pair.held.add('candidates');
        pair.caller.setTracks(await tracks()); pair.callee.setTracks(await tracks());
        pair.callee.release();"""
    )
    peers.until("pair.waiting.some((one) => one.kind === 'answer')")
    peers.until("pair.waiting.some((one) => one.kind === 'candidates')")
    peers.do("pair.deliver('candidates', 'answer');")
    peers.until_media_flows()


@pytest.mark.parametrize("lost", ["offer", "answer"])
def test_the_watchdog_makes_good_a_lost_description(peers: Peers, lost: str) -> None:
    peers.wire(quick=10)  # after half a second instead of five
    peers.do(f"pair.lost.add('{lost}'); pair.callee.release();")
    peers.until(f"pair.count('{lost}') === 1")
    peers.do("pair.lost.clear();")
    peers.connect()
    assert peers.sent("callee", "offer") >= 2


@pytest.mark.parametrize("lost", ["offer", "answer"])
def test_what_a_gap_in_the_signalling_swallowed_is_said_again(peers: Peers, lost: str) -> None:
    peers.wire(quick=0.1)  # the watchdog sleeps for fifty seconds
    peers.do(f"pair.lost.add('{lost}'); pair.callee.release();")
    peers.until(f"pair.count('{lost}') === 1")
    peers.do("pair.lost.clear(); pair.callee.resend(); pair.caller.resend();")
    peers.connect()


def test_an_offer_that_comes_twice_is_answered_twice_and_no_candidate_is_lost(peers: Peers) -> None:
    """Over only the caller's addresses can they meet."""
    peers.wire()
    peers.do(
        """pair.nowhere = 'callee'; pair.held.add('offer');
        pair.callee.release(); pair.callee.resend();"""
    )
    peers.until("pair.waiting.length === 2")
    peers.do("pair.deliver('offer');")
    peers.connect()
    assert peers.sent("caller", "answer") == 2


def test_candidates_that_a_gap_swallowed_are_said_again(peers: Peers) -> None:
    peers.wire()
    peers.do("pair.nowhere = 'callee'; pair.lost.add('candidates'); pair.callee.release();")
    peers.until("pair.log.some(([who, kind]) => who === 'caller' && kind === 'candidates')")
    peers.do("pair.lost.clear(); pair.caller.resend();")
    peers.connect()


def test_an_ice_restart_takes_a_new_path_while_media_flows(peers: Peers) -> None:
    peers.wire()
    peers.connect()
    peers.do("pair.caller.restart();")
    peers.until("pair.count('answer') === 2")
    peers.do("pair.callee.restart();")
    peers.until("pair.count('answer') === 3")
    peers.until_media_flows()
    assert peers.sent("caller", "offer") == 1


def test_the_answer_to_an_earlier_offer_is_not_taken_for_this_one(peers: Peers) -> None:
    peers.wire()
    peers.connect()
    peers.do("pair.held.add('answer'); pair.callee.restart();")
    peers.until("pair.waiting.length === 1")
    peers.do("pair.callee.restart();")
    peers.until("pair.waiting.length === 2")
    peers.do("pair.deliver('answer');")
    peers.until_media_flows()
    peers.do("pair.callee.restart();")
    peers.until("pair.count('answer') === 4")
    peers.until_media_flows()


def test_closing_twice_is_closing_once_and_nothing_is_sent_afterwards(peers: Peers) -> None:
    peers.wire()
    peers.connect()
    peers.do(
        """pair.close(); pair.close(); pair.callee.restart(); pair.callee.resend();
        globalThis.sent = pair.log.length;"""
    )
    peers.do("await pair.turnOfTheLoop();")
    assert peers.ask("pair.log.length === sent")
    assert peers.do("return pair.callee.bytesReceived();") == 0


# ---- screens -------------------------------------------------------------------------------------


def kinds_shown_to(peers: Peers, who: str) -> list[str]:
    return sorted(peers.ask(f"pair.screens.{who}.map(({{ kind }}) => kind)"))


def until_shown(peers: Peers, who: str, *kinds: str) -> None:
    wait_until(lambda: kinds_shown_to(peers, who) == sorted(kinds), 15, f"{who} is shown {kinds}")


@pytest.mark.parametrize("sharer", ["caller", "callee"])
def test_a_screen_goes_beside_the_camera_and_away_again_and_its_lines_are_used_again(
    peers: Peers, sharer: str
) -> None:
    viewer = "callee" if sharer == "caller" else "caller"
    peers.wire()
    peers.connect()
    for _ in range(2):
        peers.do(f"pair.{sharer}.setTracks(await tracksWithScreen());")
        until_shown(peers, viewer, "audio", "video")
        peers.do(f"globalThis.seen = show(new MediaStream(pair.screens.{viewer}));")
        peers.until("seen.videoWidth > 0")
        assert peers.ask(f"pair.{sharer}.screenTaken") is True
        peers.do(f"pair.{sharer}.setTracks(await tracks());")
        until_shown(peers, viewer)
    assert peers.ask("pair.lines()") == 4
    assert peers.ask(f"pair.{sharer}.screenTaken") is None
    assert peers.ask(f"pair.streams.{viewer}.getTracks().length") == 2  # the camera's stream is left alone
    peers.until_media_flows()


def test_two_screens_shown_at_once_are_both_seen(peers: Peers) -> None:
    peers.wire()
    peers.connect()
    peers.do(
        """const [one, other] = [await tracksWithScreen(), await tracksWithScreen()];
        pair.held.add("offer"); pair.caller.setTracks(one); pair.callee.setTracks(other);"""
    )
    peers.until("pair.waiting.length === 2")
    peers.do("pair.deliver('offer');")
    for who in ("caller", "callee"):
        until_shown(peers, who, "audio", "video")
        peers.do(f"globalThis.seen = show(new MediaStream(pair.screens.{who}));")
        peers.until("seen.videoWidth > 0")
    peers.until_media_flows()


def test_a_screen_shown_before_the_connection_stands_comes_with_it_and_survives_an_ice_restart(
    peers: Peers,
) -> None:
    peers.wire()
    peers.do(
        """pair.caller.setTracks(await tracksWithScreen()); pair.callee.setTracks(await tracksWithScreen());
        pair.callee.release();"""
    )
    for who in ("caller", "callee"):
        until_shown(peers, who, "audio", "video")
    peers.do("pair.caller.restart();")
    peers.until_media_flows()
    for who in ("caller", "callee"):
        assert kinds_shown_to(peers, who) == ["audio", "video"]
    assert peers.ask("pair.lines()") == 6
