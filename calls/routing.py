"""Which sockets there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from channels.routing import URLRouter
from django.urls import URLPattern, re_path

from calls import worker
from calls.consumers import calls_socket
from calls.handshake import Scope
from calls.outbox import Send

Receive = Callable[[], Awaitable[dict[str, Any]]]


Application = Callable[[Scope, Receive, Send], Awaitable[None]]


async def no_such_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse the handshake. Channels' router would end it with a traceback in the log."""
    await receive()
    await send({"type": "websocket.close"})


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Servers that say so (uvicorn, not daphne) get their worker ended when they end."""
    while True:
        event = await receive()
        if event["type"] == "lifespan.shutdown":
            await worker.stop()
        await send({"type": f"{event['type']}.complete"})
        if event["type"] == "lifespan.shutdown":
            return


def _route(pattern: str, application: Application) -> URLPattern:
    """Django types its routes for views; Channels' router takes applications in their place."""
    view: Any = application
    route: URLPattern = re_path(pattern, view)
    return route


websocket_application = URLRouter([_route(r"^ws/$", calls_socket), _route("", no_such_socket)])
