"""A whole call as each kind of server carries it: ring, accept, offer, answer, twice 8 candidates, hang up.

Where a server knows neither ring nor acceptance, the first message to the callee counts as the ring.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from benchmarks.dialects import entering
from benchmarks.frames import JSON, SOCKET_IO, Frames

CANDIDATES = 8
SDP = Path(__file__).with_name("offer.sdp").read_text().replace("\n", "\r\n")  # Chromium's, 5.5 kB
CANDIDATE = "candidate:842163049 1 udp 1677729535 192.0.2.7 46154 typ srflx raddr 10.0.0.2 rport 46154"


class Line(Protocol):
    """A connected client, as the scripts use it."""

    person: Mapping[str, str]
    identity: dict[str, str]

    def say(self, message: Mapping[str, Any]) -> None: ...
    async def hear(self, kind: str, **fields: Any) -> Mapping[str, Any]: ...


class Script(Protocol):
    kind: str  # the field that names a message's kind
    frames: Frames

    def path(self, person: Mapping[str, str]) -> str: ...
    def headers(self, person: Mapping[str, str], origin: str) -> dict[str, str]: ...
    async def greet(self, line: Line) -> None: ...
    async def ring(self, caller: Line, callee: Line) -> str: ...
    async def rest(self, call: str, caller: Line, callee: Line) -> None: ...


class Ours:
    kind = "channel"
    frames = JSON

    def path(self, person: Mapping[str, str]) -> str:
        return "/ws/"

    def headers(self, person: Mapping[str, str], origin: str) -> dict[str, str]:
        return {"Cookie": person["cookie"], "Origin": origin, "Sec-WebSocket-Protocol": "videocall.v1"}

    async def greet(self, line: Line) -> None:
        line.say({"channel": "hello", **line.identity})
        welcome = await line.hear("welcome")
        line.identity.update(device=welcome["device"], resume=welcome["resume"])

    async def ring(self, caller: Line, callee: Line) -> str:
        caller.say({"channel": "start_call", "to": callee.person["name"], "media": "video"})
        return str((await callee.hear("start_call"))["call"])

    async def rest(self, call: str, caller: Line, callee: Line) -> None:
        mine = {"call": call, "epoch": 1}
        callee.say({"channel": "accept_call", "call": call, "media": "video"})
        callee.say({"channel": "webrtc_offer", **mine, "offer": {"type": "offer", "sdp": SDP}})
        await caller.hear("webrtc_offer")
        caller.say({"channel": "webrtc_answer", **mine, "answer": {"type": "answer", "sdp": SDP}})
        await callee.hear("webrtc_answer")
        for one, other in ((caller, callee), (callee, caller)):
            for _ in range(CANDIDATES):
                one.say({"channel": "webrtc_ice_candidate", **mine, "candidates": [{"candidate": CANDIDATE}]})
            for _ in range(CANDIDATES):
                await other.hear("webrtc_ice_candidate")
        caller.say({"channel": "hang_up", "call": call})
        for line in (caller, callee):
            await line.hear("call_state", call=call, state="ended")


class Tutorial:
    """Nothing is answered, and there is no hanging up: leaving the page is."""

    kind = "channel"
    frames = JSON

    def path(self, person: Mapping[str, str]) -> str:
        return "/ws"

    def headers(self, person: Mapping[str, str], origin: str) -> dict[str, str]:
        return {}

    async def greet(self, line: Line) -> None:
        line.say({"channel": "login", "name": line.person["name"]})
        line.say({"channel": "start_call", "otherPerson": line.person["name"]})
        await line.hear("start_call")

    async def ring(self, caller: Line, callee: Line) -> str:
        caller.say({"channel": "start_call", "otherPerson": callee.person["name"]})
        await callee.hear("start_call")
        return ""

    async def rest(self, call: str, caller: Line, callee: Line) -> None:
        to_caller, to_callee = ({"otherPerson": line.person["name"]} for line in (caller, callee))
        callee.say({"channel": "webrtc_offer", "offer": {"type": "offer", "sdp": SDP}, **to_caller})
        await caller.hear("webrtc_offer")
        caller.say({"channel": "webrtc_answer", "answer": {"type": "answer", "sdp": SDP}, **to_callee})
        await callee.hear("webrtc_answer")
        for one, other, to in ((caller, callee, to_callee), (callee, caller, to_caller)):
            for _ in range(CANDIDATES):
                one.say({"channel": "webrtc_ice_candidate", "candidate": {"candidate": CANDIDATE}, **to})
            for _ in range(CANDIDATES):
                await other.hear("webrtc_ice_candidate")


class PeerJS:
    """The offer rings, as with PeerJS' own client; nobody is asked who they are."""

    kind = "type"
    frames = JSON

    def path(self, person: Mapping[str, str]) -> str:
        return f"/peerjs?key=peerjs&id={person['name']}&token=x&version=1.5.4"

    def headers(self, person: Mapping[str, str], origin: str) -> dict[str, str]:
        return {}

    async def greet(self, line: Line) -> None:
        await line.hear("OPEN")

    async def ring(self, caller: Line, callee: Line) -> str:
        self._pass(caller, callee, "OFFER", {"sdp": {"type": "offer", "sdp": SDP}, "type": "media"})
        await callee.hear("OFFER")
        return ""

    async def rest(self, call: str, caller: Line, callee: Line) -> None:
        self._pass(callee, caller, "ANSWER", {"sdp": {"type": "answer", "sdp": SDP}, "type": "media"})
        await caller.hear("ANSWER")
        for one, other in ((caller, callee), (callee, caller)):
            for _ in range(CANDIDATES):
                self._pass(one, other, "CANDIDATE", {"candidate": {"candidate": CANDIDATE}})
            for _ in range(CANDIDATES):
                await other.hear("CANDIDATE")
        self._pass(caller, callee, "LEAVE", {})
        await callee.hear("LEAVE")

    def _pass(self, one: Line, other: Line, kind: str, payload: Mapping[str, Any]) -> None:
        one.say({"type": kind, "dst": other.person["name"], "payload": payload})


class MiroTalk:
    """Everybody waits in a room of their own. Who calls enters the other's, which rings; they hang up by
    leaving, and come back to their own. So a call takes two entries, as with two pages, but no new socket."""

    kind = "channel"
    frames = SOCKET_IO

    def path(self, person: Mapping[str, str]) -> str:
        return "/socket.io/?EIO=4&transport=websocket"

    def headers(self, person: Mapping[str, str], origin: str) -> dict[str, str]:
        return {}

    async def greet(self, line: Line) -> None:
        line.say({"channel": "connect"})
        line.identity["id"] = (await line.hear("connect"))["payload"]["sid"]
        line.say(entering(line.identity["id"], line.person["name"]))
        await line.hear("serverInfo")

    async def ring(self, caller: Line, callee: Line) -> str:
        caller.say(entering(callee.identity["id"], caller.person["name"]))
        await callee.hear("addPeer")
        return ""

    async def rest(self, call: str, caller: Line, callee: Line) -> None:
        for one, other, kind in ((caller, callee, "offer"), (callee, caller, "answer")):
            self._pass(one, other, "relaySDP", session_description={"type": kind, "sdp": SDP})
            await other.hear("sessionDescription")
        for one, other in ((caller, callee), (callee, caller)):
            for _ in range(CANDIDATES):
                candidate = {"sdpMLineIndex": 0, "candidate": CANDIDATE}
                self._pass(one, other, "relayICE", ice_candidate=candidate)
            for _ in range(CANDIDATES):
                await other.hear("iceCandidate")
        caller.say({"channel": "disconnect"})
        await callee.hear("removePeer")
        await self.greet(caller)

    def _pass(self, one: Line, other: Line, kind: str, **what: Mapping[str, Any]) -> None:
        one.say({"channel": kind, "payload": {"peer_id": other.identity["id"], **what}})


SCRIPTS: dict[str, Script] = {
    "ours": Ours(),
    "tutorial": Tutorial(),
    "peerjs": PeerJS(),
    "mirotalk": MiroTalk(),
}
