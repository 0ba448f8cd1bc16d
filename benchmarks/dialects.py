"""How each kind of relay is spoken to: connecting, introducing a pair, and the load message itself.

The load message is a signal of an exact size that carries the time it was sent, in the words of each
protocol: a candidate as the commonest of a call, or an offer where it is too large to be a candidate. The
offer is Chromium's (offer.sdp) as far as it goes in, since ours looks into what it passes on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, TypedDict

from benchmarks.frames import JSON, SOCKET_IO, Frames

STAMP = b'"t":'
STAMP_DIGITS = 13
LARGEST_CANDIDATE = 2048  # bytes
# As they stand in a message, each with its line end.
OFFER = [
    json.dumps(line + "\r\n")[1:-1] for line in Path(__file__).with_name("offer.sdp").read_text().splitlines()
]


class Person(TypedDict):
    """One of the people of the load. The peers' servers need the name only."""

    name: str
    cookie: str


class Line(Protocol):
    """A connected client, as the dialects use it."""

    person: Person

    def say(self, **message: object) -> None: ...
    async def hear(self, channel: str) -> Mapping[str, Any]: ...


class Dialect(Protocol):
    path: str
    frames: Frames

    def headers(self, person: Person, origin: str) -> dict[str, str]: ...

    async def arrive(self, line: Line) -> None:
        """Say who a connected client is."""

    async def introduce(self, caller: Line, callee: Line) -> str:
        """Bring two that have arrived to where signals pass between them; returns the call's id."""

    def load(self, call: str, receiver: Person, size: int) -> tuple[bytes, bytes]:
        """The load message but for its time stamp: what stands before it, what after it."""


class Tutorial:
    """Names typed in, everything forwarded: the tutorial's server and those that imitate it."""

    path = "/ws"
    frames = JSON

    def headers(self, person: Person, origin: str) -> dict[str, str]:
        return {}

    async def arrive(self, line: Line) -> None:
        # Nothing answers a login; a call to oneself shows that it has been taken.
        line.say(channel="login", name=line.person["name"])
        line.say(channel="start_call", otherPerson=line.person["name"])
        await line.hear("start_call")

    async def introduce(self, caller: Line, callee: Line) -> str:
        return ""

    def load(self, call: str, receiver: Person, size: int) -> tuple[bytes, bytes]:
        if size > LARGEST_CANDIDATE:
            start = '{"channel":"webrtc_offer","offer":{"type":"offer","sdp":"'
        else:
            start = '{"channel":"webrtc_ice_candidate","candidate":{"candidate":"'
        return _sized(start, f'}},"otherPerson":"{receiver["name"]}"}}', size)


class Ours:
    """A signed-in session, and a call that was really placed, accepted and reported connected."""

    path = "/ws/"
    frames = JSON

    def headers(self, person: Person, origin: str) -> dict[str, str]:
        return {
            "Cookie": person["cookie"],
            "Origin": origin,
            "Sec-WebSocket-Protocol": "videocall.v1",
        }

    async def arrive(self, line: Line) -> None:
        line.say(channel="hello")
        await line.hear("welcome")

    async def introduce(self, caller: Line, callee: Line) -> str:
        caller.say(channel="start_call", to=callee.person["name"], media="video")
        call = str((await callee.hear("start_call"))["call"])
        callee.say(channel="accept_call", call=call, media="video")
        while (await caller.hear("call_state"))["state"] != "connecting":
            pass
        for line in (caller, callee):
            line.say(channel="media_status", call=call, state="connected", audio=True, video=True)
        while (await caller.hear("call_state"))["state"] != "active":
            pass
        return call

    def load(self, call: str, receiver: Person, size: int) -> tuple[bytes, bytes]:
        if size > LARGEST_CANDIDATE:
            start = f'{{"channel":"webrtc_offer","call":"{call}","epoch":1,"offer":{{"type":"offer","sdp":"'
            return _sized(start, "}}", size)
        start = f'{{"channel":"webrtc_ice_candidate","call":"{call}","epoch":1,"candidates":[{{"candidate":"'
        return _sized(start, "}]}", size)


class MiroTalk:
    """As its page does, everybody waits in a room of their own; who calls enters the other's."""

    path = "/socket.io/?EIO=4&transport=websocket"
    frames = SOCKET_IO

    def headers(self, person: Person, origin: str) -> dict[str, str]:
        return {}

    async def arrive(self, line: Line) -> None:
        line.say(channel="connect")
        # Whatever their names, the server goes by the ids that it gives.
        line.person["name"] = (await line.hear("connect"))["payload"]["sid"]
        line.say(**entering(line.person["name"], line.person["name"]))
        await line.hear("serverInfo")

    async def introduce(self, caller: Line, callee: Line) -> str:
        caller.say(**entering(callee.person["name"], caller.person["name"]))
        await callee.hear("addPeer")
        return ""

    def load(self, call: str, receiver: Person, size: int) -> tuple[bytes, bytes]:
        to = f'{{"peer_id":"{receiver["name"]}"'
        if size > LARGEST_CANDIDATE:
            start = f'42["relaySDP",{to},"session_description":{{"type":"offer","sdp":"'
        else:
            start = f'42["relayICE",{to},"ice_candidate":{{"sdpMLineIndex":0,"candidate":"'
        return _sized(start, "}}]", size)


def entering(room: str, name: str) -> dict[str, Any]:
    """What MiroTalk's page says as it enters a room; the server looks through every text in it."""
    yes = ("peer_video", "peer_audio", "peer_video_status", "peer_audio_status")
    no = ("peer_screen_status", "peer_hand_status", "peer_rec_status", "peer_privacy_status")
    nothing = ("channel_password", "peer_avatar", "peer_token")
    page = {
        "join_data_time": "11/23/2026-12:00:00",
        "channel": room,
        "peer_info": {
            **{f"is{kind}Device": kind == "Desktop" for kind in ("Desktop", "Mobile", "Tablet", "IPad")},
            "osName": "Linux",
            "osVersion": "",
            "browserName": "Chrome",
            "browserVersion": "140.0.0.0",
            "extras": {},
        },
        "peer_uuid": "6f1c2f0e-8a54-4d6b-9b1e-3f0a7d5c2b11",
        "peer_name": name,
        **dict.fromkeys(yes, True),
        **dict.fromkeys(no, False),
        **dict.fromkeys(nothing),
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
    }
    return {"channel": "join", "payload": page}


def _sized(start: str, end: str, size: int) -> tuple[bytes, bytes]:
    """`start` FILLING `","t":` STAMP `end`, together of `size` bytes; without the stamp."""
    head, tail = start.encode(), end.encode()
    room = size - len(head) - len(tail) - len(b'",') - len(STAMP) - STAMP_DIGITS
    if room < 0:
        raise ValueError(f"{size} bytes are too few for this message.")
    filling = _offer(room) if size > LARGEST_CANDIDATE else "c" * room
    return head + filling.encode() + b'",' + STAMP, tail


def _offer(length: int) -> str:
    """Whole lines of the offer, and one more that fills up."""
    text, last = "", "a=x-filled-up:"
    for line in OFFER:
        if len(text) + len(line) + len(last) > length:
            break
        text += line
    return text + last + "c" * (length - len(text) - len(last))


DIALECTS: dict[str, Dialect] = {"tutorial": Tutorial(), "ours": Ours(), "mirotalk": MiroTalk()}
