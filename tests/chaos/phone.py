"""A page of somebody, driven by the protocol alone: places, accepts, negotiates, and comes back.

Its media are make-believe: `Air` stands for the way between two devices, and carries media once both
sides of a call have negotiated the same epoch.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Mapping
from typing import Any

from tests.chaos.history import History
from tests.protocol_client import Address, Client, Identity, Message, Requests

ANSWERED = frozenset({"connecting", "active", "reconnecting"})
OFFER_AGAIN = 5.0  # seconds until a negotiation that is not stable begins again
TICK = 0.5
LATER = 1.5  # seconds, until what the server could not do is asked again
FINAL = {"not_in_call", "call_not_found"}  # the request has lost its object


class Air:
    """Between the two devices of each call; media flow while both have the same epoch."""

    def __init__(self) -> None:
        self._sides: dict[str, dict[Phone, int]] = {}

    def negotiated(self, call: str, epoch: int, phone: Phone) -> None:
        sides = self._sides.setdefault(call, {})
        sides[phone] = epoch
        if len(sides) == 2 and len(set(sides.values())) == 1:
            for side in sides:
                side.media(call, epoch, up=True)

    def gone(self, call: str, phone: Phone) -> None:
        """This side's connection is no more; the other's media stop, as it will notice."""
        sides = self._sides.get(call, {})
        epoch = sides.pop(phone, 0)
        for side, theirs in sides.items():
            if theirs == epoch:
                side.media(call, epoch, up=False)


class Link:
    """This page's half of the peer connection of one epoch."""

    def __init__(self, epoch: int, clock: float) -> None:
        self.epoch = epoch
        self.offered_at = clock
        self.answered = False  # both descriptions are known here
        self.up = False


class Phone:
    """One page. `calls` are the newest snapshots, `presence` what it was told: what the page shows."""

    def __init__(
        self,
        who: str,
        number: int,
        where: Callable[[], Address],
        cookies: Mapping[str, str],
        air: Air,
        history: History,
        rng: random.Random,
    ) -> None:
        self.who = who
        self.page = f"{who}.{number}"
        self.calls: dict[str, Message] = {}
        self.presence: dict[str, str] = {}
        self.rings: dict[str, Message] = {}
        self.audio = True
        self._links: dict[str, Link] = {}
        self._fresh = False  # it has just been loaded: calls that live have no link here
        self._rejoined_from: dict[str, int] = {}  # by call: the epoch before this page's rejoin_call
        self._where, self._cookies = where, cookies
        self.lists_changed = 0  # how often it was told that the contact list changed
        self._air, self._history, self._rng = air, history, rng
        self._news = asyncio.Event()
        self._open(None)

    # ---- the page itself -------------------------------------------------------------------------

    @property
    def online(self) -> bool:
        return self.client.online

    def _open(self, identity: Identity | None) -> None:
        self.client = Client(self._where, self._cookies, self, identity, self._rng)
        self.requests = Requests(self.client)
        self._tasks = [asyncio.create_task(self.client.run()), asyncio.create_task(self._keep_asking())]

    async def leave(self) -> None:
        """Gone without a word, as a browser that crashes."""
        for call in list(self._links):
            self._forget_link(call)
        await self.close()
        self._history.note("left", who=self.who, page=self.page)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def reload(self, forget: bool = False) -> None:
        """All that the page knew is gone but its token, and that too when its storage is lost."""
        identity = None if forget else self.client.identity
        await self.leave()
        self._history.note("reloaded", who=self.who, page=self.page, forgot=forget)
        self.calls.clear()
        self.rings.clear()
        self.presence.clear()
        self._fresh = True
        self._open(identity)

    def wake(self) -> None:
        """Let `until` look again."""
        self._news.set()

    async def until(self, condition: Callable[[], Any], seconds: float) -> Any:
        """The condition's first true value, looked at with every message of this page, and now and then for
        what happens at others; None when it did not come."""
        deadline = self._history.now + seconds
        while not (value := condition()) and self._history.now < deadline:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), TICK)
        return value or None

    # ---- what its person does --------------------------------------------------------------------

    def call(self, username: str) -> None:
        ref = f"{self._rng.getrandbits(64):016x}"
        self._ask("start_call", username, to=username, media="video", ref=ref)

    def accept(self, call: str) -> None:
        self._ask("accept_call", call, call=call, media="video")

    def decline(self, call: str) -> None:
        self._ask("decline_call", call, call=call)

    def hang_up(self, call: str) -> None:
        self.requests.settle_all_about(call)
        self._ask("hang_up", call, call=call)

    def mute(self, call: str, audio: bool) -> None:
        self.audio = audio
        self._report(call)

    def gives_up_calling(self, username: str) -> None:
        self.requests.settle("start_call", username)

    def call_with(self, username: str, *states: str) -> Message | None:
        """The live call with this person that is in one of these states and seated here."""
        for call in self.calls.values():
            mine = call["peer"]["username"] == username and call["seat"] == "here"
            if mine and call["state"] in states:
                return call
        return None

    def hears(self, call: str) -> bool:
        return call in self._links and self._links[call].up

    # ---- the socket (protocol_client.Listener) ---------------------------------------------------

    def greeted(self, welcome: Message) -> None:
        self._history.note_message("got", self.who, self.page, welcome)
        live = {call["call"]: call for call in welcome["calls"]}
        for call in [known for known in self.calls if known not in live]:
            self._over(call)
        self.rings = {call: ring for call, ring in self.rings.items() if call in live}
        for snapshot in live.values():
            self._take(snapshot, welcome=True)
        self._fresh = False
        self.requests.repeat()
        for call in self._links:
            self._report(call)
        self._news.set()

    def heard(self, message: Message) -> None:
        self._history.note_message("got", self.who, self.page, message)
        match message["channel"]:
            case "call_state":
                self._take(message)
            case "start_call":
                self.rings[message["call"]] = message
            case "presence":
                self.presence |= message["people"]
            case "contacts_changed":
                self.lists_changed += 1
            case "webrtc_offer":
                self._offered(message)
            case "webrtc_answer":
                self._answered(message)
            case "error":
                self._refused(message)
        self._news.set()

    def lost(self, code: int) -> None:
        self._history.note("lost", who=self.who, page=self.page, code=code)
        self._news.set()

    # ---- calls -----------------------------------------------------------------------------------

    def _take(self, snapshot: Message, welcome: bool = False) -> None:
        call, known = snapshot["call"], self.calls.get(snapshot["call"])
        if known and known["version"] > snapshot["version"]:
            return
        self._settle(snapshot)
        self._show_ring(snapshot)
        if snapshot["state"] == "ended":
            self._over(call)
            return
        self.calls[call] = snapshot
        if welcome and self._fresh and snapshot["seat"] != "none":
            self._rejoined_from[call] = snapshot["epoch"] if snapshot["state"] in ANSWERED else 0
            self._ask("rejoin_call", call, call=call)
        elif snapshot["state"] in ANSWERED and snapshot["seat"] == "here":
            self._follow(snapshot)
        elif call in self._links:
            self._forget_link(call)

    def _show_ring(self, snapshot: Message) -> None:
        if snapshot["state"] != "ringing":
            self.rings.pop(snapshot["call"], None)
        elif snapshot["role"] == "callee":
            self.rings.setdefault(snapshot["call"], snapshot)

    def _settle(self, snapshot: Message) -> None:
        """Requests whose effect this snapshot shows."""
        call, peer = snapshot["call"], snapshot["peer"]["username"]
        if snapshot["seat"] == "here":
            self.requests.settle("start_call", peer)
            if snapshot["state"] == "ringing" or snapshot["epoch"] > self._rejoined_from.get(call, 0):
                self.requests.settle("rejoin_call", call)
        if snapshot["state"] != "ringing":
            self.requests.settle("accept_call", call)
            self.requests.settle("decline_call", call)

    def _over(self, call: str) -> None:
        self.calls.pop(call, None)
        self.rings.pop(call, None)
        self.requests.settle_all_about(call)
        self._forget_link(call)

    def _refused(self, error: Message) -> None:
        """What the server cannot do now, and a seat that an older page still holds: ask again later."""
        about, call = error.get("about", ""), error.get("call", "")
        again = error["code"] in {"seated_elsewhere", "not_connected", "rate_limited"}
        seconds = error.get("retry_after_ms", LATER * 1000) / 1000 * (1 + self._rng.random())
        if about == "media_status" and again:
            asyncio.get_running_loop().call_later(seconds, self._report, call)
        for username in [call] if call else list(self.presence):
            if again:
                self.requests.put_off(about, username, seconds)
            elif about == "start_call" or error["code"] in FINAL | {"in_call"}:
                self.requests.settle(about, username)

    # ---- media -----------------------------------------------------------------------------------

    def _follow(self, snapshot: Message) -> None:
        """Have a link for the call's epoch, unless a new one has been asked for."""
        link = self._links.get(snapshot["call"])
        if self.requests.asks("rejoin_call", snapshot["call"]) or (link and link.epoch >= snapshot["epoch"]):
            return
        self._new_link(snapshot)

    def _new_link(self, snapshot: Message) -> None:
        call = snapshot["call"]
        self._forget_link(call)
        self._links[call] = Link(snapshot["epoch"], self._history.now)
        self._report(call)
        if snapshot["role"] == "callee":
            self._offer(call)

    def _offer(self, call: str) -> None:
        link = self._links[call]
        link.offered_at = self._history.now
        self._signal("webrtc_offer", call, link.epoch, offer={"type": "offer", "sdp": self.page})
        self._signal("webrtc_ice_candidate", call, link.epoch, candidates=[{"candidate": self.page}])

    def _offered(self, message: Message) -> None:
        call, epoch = message["call"], message["epoch"]
        link = self._links.get(call)
        if link is None or link.epoch != epoch:
            return
        link.answered = True
        self._signal("webrtc_answer", call, epoch, answer={"type": "answer", "sdp": self.page})
        self._signal("webrtc_ice_candidate", call, epoch, candidates=[{"candidate": self.page}])
        self._air.negotiated(call, epoch, self)

    def _answered(self, message: Message) -> None:
        link = self._links.get(message["call"])
        if link and link.epoch == message["epoch"]:
            link.answered = True
            self._air.negotiated(message["call"], link.epoch, self)

    def media(self, call: str, epoch: int, up: bool) -> None:
        """The Air's word that media flow now, or do no longer."""
        link = self._links.get(call)
        if link and link.epoch == epoch and link.up != up:
            link.up = up
            self._history.note("link", who=self.who, page=self.page, call=call, epoch=epoch, up=up)
            self._report(call)
            self._news.set()

    def _forget_link(self, call: str) -> None:
        if link := self._links.pop(call, None):
            if link.up:
                fields = {"call": call, "epoch": link.epoch, "up": False}
                self._history.note("link", who=self.who, page=self.page, **fields)
            self._air.gone(call, self)

    def _report(self, call: str) -> None:
        """Said again after every welcome, and when the server could not note it."""
        if link := self._links.get(call):
            state = "connected" if link.up else "disconnected" if link.answered else "connecting"
            fields = {"call": call, "state": state, "audio": self.audio, "video": True}
            self._history.note("sent", who=self.who, page=self.page, channel="media_status", **fields)
            self.client.say("media_status", **fields)

    # ---- asking ----------------------------------------------------------------------------------

    def _ask(self, channel: str, about: str, **fields: Any) -> None:
        self._history.note("sent", who=self.who, page=self.page, channel=channel, **fields)
        self.requests.ask(channel, about, **fields)

    def _signal(self, channel: str, call: str, epoch: int, **fields: Any) -> None:
        self._history.note("sent", who=self.who, page=self.page, channel=channel, call=call, epoch=epoch)
        self.client.say(channel, call=call, epoch=epoch, **fields)

    async def _keep_asking(self) -> None:
        while True:
            await asyncio.sleep(TICK * (0.5 + self._rng.random()))
            self.requests.tick()
            for call, link in list(self._links.items()):
                unstable = self.calls[call]["role"] == "callee" and not link.up
                if unstable and self._history.now - link.offered_at > OFFER_AGAIN:
                    self._offer(call)
