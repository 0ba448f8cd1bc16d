"""A way to a site that can be cut: a TCP proxy on loopback. Media do not go through it."""

from __future__ import annotations

import copy
import socket
import threading
from contextlib import suppress
from typing import Self

from tests.servers import Site

CHUNK = 65_536


class Detour:
    """Passes bytes on to the site until it is cut; a context manager. `site` is the site, by this way."""

    def __init__(self, site: Site) -> None:
        self._target = site.port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.site = copy.copy(site)
        self.site.port = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._cut = False

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.cut()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def cut(self) -> None:
        """Every connection breaks, and new ones break at once."""
        with self._lock:
            self._cut = True
            cut, self._open = self._open, set()
        for end in cut:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._cut = False

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self._join(self._listener.accept()[0])

    def _join(self, near: socket.socket) -> None:
        if self._cut:
            near.close()
            return
        far = socket.create_connection(("127.0.0.1", self._target))
        with self._lock:
            self._open |= {near, far}
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                sink.sendall(chunk)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open -= {source, sink}
        source.close()
