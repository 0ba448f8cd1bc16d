"""A small Internet in network namespaces: two homes behind routers, and the public network between them.

    home "a" ─ wire ─ router ─┐        ┌─ the site's machine
                              ├─ hub ──┤
    home "b" ─ wire ─ router ─┘        └─ the TURN server's machine

    with Lab() as lab:
        lab.a.router(Nat.SYMMETRIC)
        lab.a.wire(delay_ms=50)

Needs root, iproute2, nftables, conntrack and ethtool. Names carry the process id; all goes with the
laboratory, and what a killed one left behind goes when the next one starts. There is one at a time.
"""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.network.home import PUBLIC_4, PUBLIC_6, Home
from tests.network.namespace import ETC, LabError, Namespace, remove, run

SITE, TURN = "calls.example.org", "turn.example.org"
ADDRESSES = {
    SITE: [f"{PUBLIC_4}.10", f"{PUBLIC_6}:10"],
    TURN: [f"{PUBLIC_4}.11", f"{PUBLIC_6}:11"],
}
# The lab's public addresses, which a TURN server denies elsewhere.
PUBLIC = [f"{PUBLIC_4}.0-{PUBLIC_4}.255", "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"]
OURS = re.compile(r"videocall-(\d+)-\S+")
LOCK = Path(tempfile.gettempdir(), "videocall-network.lock")
NOT_ROOT = (
    "The network tests make network namespaces, which needs root: run `make test` (it asks sudo), or "
    "`sudo .venv/bin/python -m pytest tests/network`."
)


class Lab:
    """`a` and `b` are the homes, `site` and `turn` the machines with public addresses."""

    site: Namespace
    turn: Namespace
    a: Home
    b: Home

    def __enter__(self) -> Self:
        if os.geteuid() != 0:
            raise LabError(NOT_ROOT)
        self._lock = LOCK.open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        sweep()
        try:
            self._build(f"videocall-{os.getpid()}-")
        except BaseException:
            sweep(os.getpid())
            raise
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        try:
            for home in (self.a, self.b):
                home.close()
        finally:
            sweep(os.getpid())
            self._lock.close()

    def calm(self) -> bool:
        """Every home as at the start: IPv4, a router that lets direct calls through, a quick wire. Whether an
        address had to change for it."""
        homes = (self.a, self.b)
        for home in homes:
            home.wire()
            home.router()
        return True in [home.address() for home in homes]

    def _build(self, prefix: str) -> None:
        self._hub = Namespace(f"{prefix}hub")
        self._hub.ip("link add hub type bridge")
        self._hub.ip("link set hub up")
        self.site, self.turn = self._machine(f"{prefix}site", SITE), self._machine(f"{prefix}turn", TURN)
        self.a, self.b = Home(prefix, "a", 1), Home(prefix, "b", 2)
        for home in (self.a, self.b):
            home.plug_into(self._hub, [self.site, self.turn])
            home.computer.write("hosts", names())
            home.computer.write("resolv.conf", "")
        self.a.next_to(self.b)
        self.b.next_to(self.a)

    def _machine(self, namespace: str, name: str) -> Namespace:
        machine = Namespace(namespace)
        port = f"port{name[:4]}"
        self._hub.join(port, machine, "eth0")
        self._hub.ip(f"link set {port} master hub")
        for address in ADDRESSES[name]:
            machine.ip(
                f"addr add {address}/64 dev eth0 nodad"
                if ":" in address
                else f"addr add {address}/24 dev eth0"
            )
        _lead_nowhere(machine)
        return machine


def _lead_nowhere(machine: Namespace) -> None:
    """What is sent to an address that is not here vanishes, as on the Internet, instead of failing at once:
    coturn would give an allocation up at that."""
    for gateway in (f"{PUBLIC_4}.254", f"{PUBLIC_6}:fe"):
        machine.ip(f"neigh add {gateway} lladdr 02:00:00:00:00:01 dev eth0")
        machine.ip(f"route add default via {gateway}")


def names() -> str:
    """The hosts file. Chromium looks TURN servers up with a dot behind the name."""
    rows = [f"{address} {name} {name}.\n" for name, both in ADDRESSES.items() for address in both]
    return "127.0.0.1 localhost\n" + "".join(rows)


def sweep(also: int | None = None) -> None:
    """Remove what laboratories of ended processes left, and that of the process `also`."""
    there = set(run("ip", "netns", "list").split()) | {path.name for path in ETC.glob("*")}
    for name in there:
        match = OURS.fullmatch(name)
        if match and (int(match[1]) == also or not Path("/proc", match[1]).exists()):
            remove(name)
