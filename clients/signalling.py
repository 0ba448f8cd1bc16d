"""The client's end of the protocol's socket: greeting, heartbeat, coming back (docs/protocol.md)."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from clients.account import Account

logger = logging.getLogger(__name__)

SUBPROTOCOL = "videocall.v1"
FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0
SILENCE_SECONDS = 45
SIGNED_OUT, NOT_THIS_PROTOCOL, REPLACED, TOO_FAST = 4401, 4400, 4409, 4429
TOO_FAST_WAIT = 60

Message = dict[str, Any]


class Unwelcome(Exception):
    """The site will not talk to this client, now or later; the message says why."""


class Signalling:
    """One device's socket, opened anew whenever it breaks. Every message goes to `receive`."""

    def __init__(self, account: Account, receive: Callable[[Message], Awaitable[None]]) -> None:
        self._account = account
        self._receive = receive
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._identity: dict[str, str] = {}
        self._failures = 0
        self._away_ms = 0

    async def run(self) -> None:
        """Until cancelled. Unwelcome or SignInFailed where coming back is no use."""
        while True:
            code = await self._try_once()
            if code in {NOT_THIS_PROTOCOL, REPLACED}:
                raise Unwelcome(f"The site closed the socket with {code}; coming back would be no use.")
            if code == SIGNED_OUT:
                await self._sign_in()
            else:
                await asyncio.sleep(self._wait(code))

    async def send(self, channel: str, **fields: Any) -> None:
        """Lost while the socket is away: whoever needs an answer asks again after `welcome`."""
        if self._socket is not None and not self._socket.closed:
            await self._socket.send_str(json.dumps({"channel": channel, **fields}))

    async def _try_once(self) -> int | None:
        """One socket's life; its close code."""
        try:
            return await self._talk()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            logger.info("No connection to %s: %s", self._account.site, error or type(error).__name__)
            return None
        finally:
            self._socket = None

    async def _talk(self) -> int | None:
        async with self._account.http.ws_connect(
            self._account.socket_url, protocols=[SUBPROTOCOL], origin=self._account.origin, max_msg_size=2**20
        ) as socket:
            self._socket = socket
            await self.send("hello", **self._identity)
            while True:
                event = await socket.receive(timeout=SILENCE_SECONDS)
                if event.type is not aiohttp.WSMsgType.TEXT:
                    return socket.close_code
                await self._handle(json.loads(event.data))

    async def _handle(self, message: Message) -> None:
        match message["channel"]:
            case "ping":
                nonce = {"nonce": message["nonce"]} if "nonce" in message else {}
                await self.send("pong", **nonce)
            case "going_away":
                self._away_ms = message["after_ms"]
            case "welcome":
                self._failures = 0
                self._identity = {"device": message["device"], "resume": message["resume"]}
                await self._receive(message)
            case _:
                await self._receive(message)

    async def _sign_in(self) -> None:
        """Signed out: a new session begins, and with it a new device."""
        self._identity = {}
        try:
            await self._account.sign_in()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            logger.info("Could not sign in at %s: %s", self._account.site, error or type(error).__name__)
            await asyncio.sleep(self._wait(None))

    def _wait(self, code: int | None) -> float:
        """Seconds until the next try: as the server asked, else doubling, with full jitter."""
        away, self._away_ms = self._away_ms, 0
        if away:
            return away / 1000
        self._failures += 1
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self._failures, 10))
        return (TOO_FAST_WAIT if code == TOO_FAST else 0) + random.uniform(0.1, longest)  # noqa: S311
