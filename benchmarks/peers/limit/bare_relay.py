"""The limit: a relay that does nothing but relay, on a WebSocket library written in C (picows).

It takes the tutorial's messages and finds the receiver in a dictionary; nobody is checked and the
message is passed on as it came. What it cannot do no server in Python can, and it is fast enough to
show the load generator's own limit. Usage: python bare_relay.py PORT
"""

from __future__ import annotations

import json
import sys

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

sockets: dict[bytes, WSTransport] = {}
NAMED = b'"otherPerson":"'


class Socket(WSListener):
    """One client: its first message says its name, every other names its receiver."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        text = frame.get_payload_as_bytes()
        at = text.rfind(NAMED)
        if at < 0:
            sockets[json.loads(text)["name"].encode()] = transport
            return
        at += len(NAMED)
        receiver = sockets.get(text[at : text.index(b'"', at)])
        if receiver is not None:
            receiver.send(WSMsgType.TEXT, text)


def new_socket(request: WSUpgradeRequest) -> Socket:
    return Socket()


async def main(port: int) -> None:
    server = await ws_create_server(new_socket, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
