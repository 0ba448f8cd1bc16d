"""A program that answers every call and gives picture, sound and words back: an account that anybody may call
to hear whether calling works."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import aiohttp

from clients.account import Account
from clients.echo_chat import EchoChat
from clients.echo_peer import EchoPeer
from clients.signalling import Message, Signalling

logger = logging.getLogger(__name__)

LONGEST_CALL_SECONDS = 600
ICE_SECONDS = 5
SIGNALS = {"webrtc_offer", "webrtc_answer", "webrtc_ice_candidate"}


class EchoCall:
    """The call the bot is in: at most one, as for everybody."""

    def __init__(self, call: str, video: bool) -> None:
        self.id = call
        self.video = video
        self.epoch = 0
        self.peer: EchoPeer | None = None
        self.chat = EchoChat()
        self.ends_at = time.monotonic() + LONGEST_CALL_SECONDS


class EchoBot:
    """Signs in, accepts contact requests, answers calls one at a time, hangs up after ten minutes."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._signalling = Signalling(account, self._receive)
        self._call: EchoCall | None = None
        self._ice: asyncio.Future[list[dict[str, Any]]] | None = None
        self._work: asyncio.Queue[Message] = asyncio.Queue()

    async def run(self) -> None:
        """For ever. SignInFailed or Unwelcome where the site does not let it in."""
        await self._account.sign_in()
        logger.info("Signed in at %s as %s.", self._account.site, self._account.username)
        jobs = {asyncio.ensure_future(job) for job in (self._signalling.run(), self._act(), self._watch())}
        try:
            done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in done:
                job.result()
        finally:
            for job in jobs:
                job.cancel()
            await self._leave()
            await self._account.close()

    # ---- the socket's messages -------------------------------------------------------------------

    async def _receive(self, message: Message) -> None:
        """Reading never waits for media: ICE servers are handed over at once, the rest queues up."""
        if message["channel"] != "ice_servers":
            await self._work.put(message)
        elif self._ice and not self._ice.done():
            self._ice.set_result(message["ice_servers"])

    async def _act(self) -> None:
        while True:
            message = await self._work.get()
            try:
                await self._do(message)
            except Exception:
                logger.exception("A message could not be handled; the call it is about ends.")
                await self._hang_up()

    async def _do(self, message: Message) -> None:
        channel = message["channel"]
        if channel == "welcome":
            await self._welcomed(message["calls"])
        elif channel == "contacts_changed":
            await self._accept_requests()
        elif channel == "start_call":
            await self._signalling.send("accept_call", call=message["call"], media=message["media"])
        elif channel == "call_state":
            await self._follow(message)
        elif channel in SIGNALS and self._is_current(message):
            await self._signal(message)

    async def _welcomed(self, calls: list[Message]) -> None:
        """After a gap: what ended meanwhile is left; a call whose connection a restart took is rejoined."""
        if self._call and self._call.id not in {snapshot["call"] for snapshot in calls}:
            await self._leave()
        for snapshot in calls:
            await self._follow(snapshot, after_gap=True)
        await self._accept_requests()

    async def _accept_requests(self) -> None:
        try:
            for username in await self._account.requests():
                await self._account.accept(username)
        except aiohttp.ClientError as error:
            logger.warning("Contact requests could not be accepted: %s", error)

    # ---- the call --------------------------------------------------------------------------------

    async def _follow(self, snapshot: Message, after_gap: bool = False) -> None:
        call, seat, state = snapshot["call"], snapshot["seat"], snapshot["state"]
        mine = self._call is not None and self._call.id == call
        if state == "ringing":
            if after_gap and snapshot["role"] == "callee":
                await self._signalling.send("accept_call", call=call, media=snapshot["media"])
        elif state == "ended" or seat == "none":
            if mine:
                await self._leave()
        elif seat == "here" and (mine or not after_gap):
            await self._keep_up(snapshot)
        elif after_gap:  # this program was restarted, and has no connection for the call
            await self._signalling.send("rejoin_call", call=call)
        elif mine:
            await self._leave()  # another program with this account took over

    async def _keep_up(self, snapshot: Message) -> None:
        """A connection for the present epoch."""
        if self._call is None or self._call.id != snapshot["call"]:
            await self._leave()
            self._call = EchoCall(snapshot["call"], snapshot["media"] == "video")
        call = self._call
        if call.epoch != snapshot["epoch"]:
            call.epoch = snapshot["epoch"]
            await self._connect(call)

    async def _connect(self, call: EchoCall) -> None:
        if call.peer:
            await call.peer.close()
        epoch = call.epoch

        async def changed(state: str) -> None:
            if self._call is call and call.epoch == epoch:
                await self._report(call, state)

        call.peer = EchoPeer(await self._ice_servers(), call.video, changed)
        call.chat.attach(call.peer.control)
        await self._send_signal("webrtc_offer", call, offer=await call.peer.offer())

    async def _ice_servers(self) -> list[dict[str, Any]]:
        self._ice = asyncio.get_running_loop().create_future()
        await self._signalling.send("get_ice_servers")
        try:
            async with asyncio.timeout(ICE_SECONDS):
                return await self._ice
        except TimeoutError:
            return []  # on one network it works without

    async def _signal(self, message: Message) -> None:
        call = self._call
        if call is None or call.peer is None:
            return
        if message["channel"] == "webrtc_answer":
            await call.peer.take_answer(message["answer"])
        elif message["channel"] == "webrtc_ice_candidate":
            await call.peer.add_candidates(message["candidates"])
        elif answer := await call.peer.take_offer(message["offer"]):
            await self._send_signal("webrtc_answer", call, answer=answer)
        else:
            await self._report(call, "failed")

    def _is_current(self, message: Message) -> bool:
        return self._call is not None and (message["call"], message["epoch"]) == (
            self._call.id,
            self._call.epoch,
        )

    async def _send_signal(self, channel: str, call: EchoCall, **what: Any) -> None:
        await self._signalling.send(channel, call=call.id, epoch=call.epoch, **what)

    async def _report(self, call: EchoCall, state: str) -> None:
        """aiortc never says `disconnected`; after `failed` only a new epoch helps, which nobody is given
        who still says `connecting`."""
        if state in {"connected", "connecting", "failed"}:
            status = {"state": state, "audio": True, "video": call.video}
            await self._signalling.send("media_status", call=call.id, **status)
        if state == "failed":
            await self._signalling.send("rejoin_call", call=call.id)

    async def _watch(self) -> None:
        """Nobody keeps the echo to themselves: others find it busy."""
        while True:
            await asyncio.sleep(1)
            if self._call and time.monotonic() > self._call.ends_at:
                await self._hang_up()

    async def _hang_up(self) -> None:
        if self._call:
            await self._signalling.send("hang_up", call=self._call.id)
            await self._leave()

    async def _leave(self) -> None:
        call, self._call = self._call, None
        if call and call.peer:
            await call.peer.close()
