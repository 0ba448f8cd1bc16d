"""uvicorn's WebSocket protocol, but picows, which is written in C, reads and writes its frames
(docs/decisions/0026).

uvicorn's own class does the handshake as far as the application's answer to it; with *accept* the connection
goes over to picows, and only the application's side (`receive`, `send`) stays here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, cast

from picows import (
    WSAutoPingStrategy,
    WSCloseCode,
    WSFrame,
    WSListener,
    WSMsgType,
    WSProtocolError,
    WSTransport,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
)
from picows.picows import WSProtocol  # type: ignore[attr-defined] # not exported, and made for its own servers
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

READ_AHEAD = 8  # messages, each of 64 KiB at most (deploy/serve)
READ_BUFFER = 2048  # bytes, to begin with
NO_CODE = 1005  # RFC 6455, 7.1.5: the closing frame said none
# What is left of the handshake once it is accepted. The rest of what the browser sent is kept nowhere.
REQUEST = (
    "GET / HTTP/1.1\r\nHost: accepted\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
)


class Frames(WSListener, WebSocketsSansIOProtocol):
    """One connection: uvicorn's protocol until it is accepted, then picows' listener.

    Reading stops when READ_AHEAD messages wait for the application; uvicorn's own stops at each, and begins
    again when it is taken: system calls that cost more than the message does.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.queue: Any = Inbox(self.loop)  # in the place of uvicorn's; the handshake fills it too
        self._line: WSTransport | None = None  # once accepted
        self._kind = WSMsgType.CONTINUATION  # of a message that comes in several frames
        self._parts: bytearray | None = None  # what has come of it

    # ---- the application's side ------------------------------------------------------------------

    async def receive(self) -> Any:
        waiting = self.queue.waiting
        while not waiting:
            await self.queue.more()
        message = waiting.pop(0)
        if self.read_paused and not waiting:
            self.read_paused = False
            self.transport.resume_reading()
        return message

    async def send(self, message: Any) -> None:
        line = self._line
        if line is None and message["type"] == "websocket.accept":
            self._accept(message)
            return
        if line is None:
            await super().send(message)
            return
        if not self.writable.is_set():
            await self.writable.wait()
        # Not only for the application's sake: picows writes to the socket by its number, which may be
        # another's as soon as this one is closed.
        if self.disconnected or self.close_sent or self.transport.is_closing():
            raise ClientDisconnected
        if message["type"] == "websocket.close":
            self._close(line, message.get("code", 1000), message.get("reason") or "")
        elif message.get("text") is not None:
            line.send(WSMsgType.TEXT, message["text"])
        else:
            line.send(WSMsgType.BINARY, message["bytes"])

    def shutdown(self) -> None:
        """The server ends."""
        if self._line and not self.close_sent and not self.transport.is_closing():
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1012})
            self._line.send_close(WSCloseCode.SERVICE_RESTART)
            self.transport.close()
        elif self._line:
            self.transport.close()
        else:
            super().shutdown()

    def _accept(self, message: Mapping[str, Any]) -> None:
        if self.disconnected or self.transport.is_closing():
            raise ClientDisconnected
        named = message.get("subprotocol")
        headers = {"Sec-WebSocket-Protocol": named} if named else None
        answer = WSUpgradeResponseWithListener(WSUpgradeResponse.create_101_response(headers), self)
        protocol = _protocol(answer, self.config.ws_max_size)
        protocol.connection_made(self.transport)
        self.transport.set_protocol(protocol)
        request = REQUEST.format(key=self.request.headers["Sec-WebSocket-Key"]).encode()
        protocol.get_buffer(-1)[: len(request)] = request
        protocol.buffer_updated(len(request))

    def _close(self, line: WSTransport, code: int, reason: str) -> None:
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        line.send_close(cast(WSCloseCode, code), reason)  # any number, in truth
        self.close_sent = True
        if self.read_paused:  # for the other side's closing frame
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)

    # ---- picows' side ----------------------------------------------------------------------------

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._line = transport
        self.handshake_complete = True
        del self.conn, self.request, self.response  # 8 kB

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "A reserved bit is set.")
        if self.close_sent and kind != WSMsgType.CLOSE:
            return
        if kind == WSMsgType.TEXT and frame.fin and self._parts is None:
            self._take(kind, frame.get_payload_as_bytes())
        elif kind in (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION):
            self._take_part(kind, frame)
        elif kind == WSMsgType.PING:
            # Who does not read gets no more answers, and so fills no memory.
            if self.writable.is_set() and not self.transport.is_closing():
                transport.send_pong(frame.get_payload_as_bytes())
        elif kind == WSMsgType.CLOSE:
            self._end(transport, frame.get_payload_as_bytes())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.connection_lost(None)

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def _take_part(self, kind: WSMsgType, frame: WSFrame) -> None:
        if (kind == WSMsgType.CONTINUATION) != (self._parts is not None):
            raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "A message begins within another.")
        if self._parts is None:
            self._kind, self._parts = kind, bytearray()
        self._parts += frame.get_payload_as_memoryview()
        if len(self._parts) > self.config.ws_max_size:
            raise WSProtocolError(WSCloseCode.MESSAGE_TOO_BIG, "The message is too long.")
        if frame.fin:
            whole, self._parts = bytes(self._parts), None
            self._take(self._kind, whole)

    def _take(self, kind: WSMsgType, payload: bytes) -> None:
        message: dict[str, Any] = {"type": "websocket.receive"}
        if kind == WSMsgType.TEXT:
            try:
                message["text"] = payload.decode()
            except UnicodeDecodeError:
                raise WSProtocolError(WSCloseCode.INVALID_TEXT, "The text is not UTF-8.") from None
        else:
            message["bytes"] = payload
        self.queue.put_nowait(message)
        if len(self.queue.waiting) >= READ_AHEAD and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def _end(self, line: WSTransport, payload: bytes) -> None:
        """The other side closes, or answers our closing."""
        if not self.close_sent and not self.transport.is_closing():
            code = int.from_bytes(payload[:2], "big") if payload else NO_CODE
            self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
            line.send(WSMsgType.CLOSE, payload[:2])
        self.transport.close()


class Inbox:
    """What waits for the application, for one reader. An asyncio.Queue is twice as slow, and ten times as
    large while it is empty."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.waiting: list[Any] = []
        self._loop = loop
        self._reader: asyncio.Future[None] | None = None

    def put_nowait(self, message: Any) -> None:
        self.waiting.append(message)
        reader, self._reader = self._reader, None
        if reader and not reader.done():
            reader.set_result(None)

    def more(self) -> asyncio.Future[None]:
        """Done as soon as something waits."""
        self._reader = self._loop.create_future()
        return self._reader


class _Complaints(logging.LoggerAdapter[logging.Logger]):
    """picows' log. What a page sends wrong is no error of ours; what goes wrong here has a traceback, and
    is logged by `exception`."""

    def error(self, msg: object, *args: object, **kwargs: Any) -> None:
        self.info(msg, *args, **kwargs)


_complaints = _Complaints(logging.getLogger("picows"), {})


def _protocol(answer: WSUpgradeResponseWithListener, max_size: int) -> Any:
    """picows' side of one connection, as its `ws_create_server` makes it."""

    def answered(_: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
        return answer

    host = path = handshake_timeout = extra_headers = None
    is_client = auto_ping = auto_pong = False
    return WSProtocol(
        host, path, is_client, answered, _complaints, True, handshake_timeout, auto_ping, 0, 0,
        WSAutoPingStrategy.PING_WHEN_IDLE, auto_pong, max_size, extra_headers, READ_BUFFER,
    )  # fmt: skip
