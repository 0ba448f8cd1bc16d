"""How this process learns that its server ends, before the server does anything about it."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any

Goodbye = Callable[[], Coroutine[Any, Any, None]]


def before_server_ends(goodbye: Goodbye) -> None:
    """Run the goodbye first when the process is asked to end; called on the event loop."""
    if not before_daphne_ends(goodbye) and threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            _before_handler(number, goodbye)


def before_daphne_ends(goodbye: Goodbye) -> bool:
    """The same where daphne serves; False where it does not."""
    reactor = sys.modules.get("twisted.internet.reactor")
    if reactor is None or not reactor.running:
        return False
    _before_reactor_stops(reactor, goodbye)
    return True


def stop_listening() -> None:
    """Daphne takes no new connection from now on: a proxy asks another process. By itself it would until the
    last moment."""
    from twisted.internet.tcp import Port

    reactor: Any = sys.modules["twisted.internet.reactor"]
    ports: list[Any] = [reader for reader in reactor.getReaders() if isinstance(reader, Port)]
    for port in ports:
        port.stopListening()


def _before_reactor_stops(reactor: Any, goodbye: Goodbye) -> None:
    """Daphne only cancels its applications, and not even that when a socket was opened within the last
    second: `Server.kill_all_applications` then fails with KeyError on the entry of its HTTP request (seen in
    4.2.3)."""
    from twisted.internet.defer import Deferred

    def wait() -> Deferred[None]:
        return Deferred.fromFuture(asyncio.ensure_future(goodbye()))

    reactor.addSystemEventTrigger("before", "shutdown", wait)


def _before_handler(number: signal.Signals, goodbye: Goodbye) -> None:
    """Uvicorn closes every socket with 1012 as soon as its handler was called, and tells the application
    only then: so the handler is called after the goodbye. A second signal does not wait."""
    server = signal.getsignal(number)
    if not callable(server) or server is signal.default_int_handler:
        return  # nobody serves here: a test, or a command
    end = server
    loop = asyncio.get_running_loop()
    going: list[asyncio.Task[None]] = []

    def handle(number: int, frame: FrameType | None) -> None:
        if going:
            end(number, frame)
        else:
            loop.call_soon_threadsafe(begin, number, frame)

    def begin(number: int, frame: FrameType | None) -> None:
        if not going:
            going.append(loop.create_task(goodbye()))
            going[0].add_done_callback(lambda _: end(number, frame))

    signal.signal(number, handle)
