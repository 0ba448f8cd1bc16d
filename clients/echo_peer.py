"""One epoch's peer connection of an echo: makes the offer, gives picture and sound back."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.sdp import candidate_from_sdp

from clients.echo_tracks import EchoAudio, EchoTrack, EchoVideo, let_go

logger = logging.getLogger(__name__)

UFRAG = re.compile(r"^a=ice-ufrag:(\S+)", re.MULTILINE)


class EchoPeer:
    """The callee's side: polite, and offerer of its epoch's first description.

    `changed` is told every connection state (W3C WebRTC, RTCPeerConnectionState).
    """

    def __init__(
        self, ice_servers: list[dict[str, Any]], video: bool, changed: Callable[[str], Awaitable[None]]
    ) -> None:
        servers = [RTCIceServer(**server) for server in ice_servers]
        # Without a list aiortc asks servers of other people.
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self._echoes: dict[str, EchoTrack] = {"audio": EchoAudio()}
        if video:
            self._echoes["video"] = EchoVideo()
        self._given_back: set[str] = set()
        self._feeds: set[asyncio.Task[None]] = set()
        self._answer: dict[str, str] | None = None
        self._reachable = False
        # Both sides make the same two, so that nobody has to ask (docs/protocol.md, Between the two pages).
        self.control: RTCDataChannel = self._peer.createDataChannel("control", negotiated=True, id=0)
        self._peer.createDataChannel("bytes", negotiated=True, id=1)
        self._peer.on("track", self._give_back)
        self._peer.on("connectionstatechange", lambda: self._spawn(changed(self._peer.connectionState)))

    async def offer(self) -> dict[str, str]:
        """The epoch's first description, with every candidate in it: aiortc does not trickle."""
        for echo in self._echoes.values():
            self._peer.addTransceiver(echo, direction="sendrecv")
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return self._local()

    async def take_answer(self, answer: dict[str, str]) -> None:
        """Applied once an address of the other is known: without one aioice gives up at once."""
        self._answer = answer
        self._reachable |= "a=candidate" in answer["sdp"]
        await self._apply_answer()

    async def take_offer(self, offer: dict[str, str]) -> dict[str, str] | None:
        """The answer to a later offer; None where it restarts ICE, which aiortc cannot: a new epoch must."""
        if self._restarts_ice(offer["sdp"]):
            return None
        await self._peer.setRemoteDescription(RTCSessionDescription(**_described(offer)))
        await self._peer.setLocalDescription(await self._peer.createAnswer())
        return self._local()

    async def add_candidates(self, candidates: list[dict[str, Any]]) -> None:
        for given in candidates:
            line = given.get("candidate", "").removeprefix("candidate:")
            if line and "tcptype" not in line:
                candidate = candidate_from_sdp(line)
                candidate.sdpMid = given.get("sdpMid")
                candidate.sdpMLineIndex = given.get("sdpMLineIndex")
                await self._peer.addIceCandidate(candidate)
                self._reachable = True
        await self._apply_answer()

    async def close(self) -> None:
        for echo in self._echoes.values():
            echo.stop()
        for feed in self._feeds:
            feed.cancel()
        await self._peer.close()

    # ----------------------------------------------------------------------------------------------

    async def _apply_answer(self) -> None:
        answer = self._answer
        if answer and self._reachable:
            self._answer = None
            await self._peer.setRemoteDescription(RTCSessionDescription(**_described(answer)))

    def _give_back(self, track: MediaStreamTrack) -> None:
        """The first of a kind is the microphone or the camera. What comes beside them is a screen and its
        sound: it is looked at and forgotten, for aiortc keeps every frame that nobody takes."""
        first = track.kind not in self._given_back
        self._given_back.add(track.kind)
        echo = self._echoes.get(track.kind) if first else None
        self._spawn(echo.feed(track) if echo else let_go(track))

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._feeds.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._feeds.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("An echo stopped.", exc_info=error)

    def _local(self) -> dict[str, str]:
        return _described(self._peer.localDescription)

    def _restarts_ice(self, sdp: str) -> bool:
        known = self._answer["sdp"] if self._answer else self._peer.remoteDescription.sdp
        return UFRAG.findall(known)[:1] != UFRAG.findall(sdp)[:1]


def _described(description: Any) -> dict[str, str]:
    """Type and SDP alone, of a description object or a message's description."""
    if isinstance(description, dict):
        return {"type": description["type"], "sdp": description["sdp"]}
    return {"type": description.type, "sdp": description.sdp}
