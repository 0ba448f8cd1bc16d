"""uvicorn's WebSocket protocol, but it reads ahead of the application (docs/decisions/0009)."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

READ_AHEAD = 8  # messages, each of 64 KiB at most (deploy/serve)


class ReadAhead(WebSocketsSansIOProtocol):
    """Stops reading when READ_AHEAD messages wait for the application; uvicorn does so at each message, and
    begins again when it is taken, at the price of system calls that cost more than the message does.

    `receive` of the base class goes on reading when all that waited is taken."""

    def send_receive_event_to_app(self) -> None:
        if self.read_paused or self.queue.qsize() + 1 >= READ_AHEAD:
            super().send_receive_event_to_app()
            return
        self.read_paused = True  # as if it were: the base class then leaves the transport alone
        super().send_receive_event_to_app()
        self.read_paused = False
