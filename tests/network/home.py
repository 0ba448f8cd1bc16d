"""One home of the laboratory: a computer, the wire to its router, and the router."""

from __future__ import annotations

import enum
import json
import subprocess
import sys
from collections.abc import Sequence

from tests.network.namespace import Namespace
from tests.network.wire import Condition
from tests.processes import PROJECT, program

FIRST = 2  # the computer behind its router, which is 1
PUBLIC_4, PUBLIC_6 = "203.0.113", "2001:db8:1:"


class Nat(enum.StrEnum):
    """How a router translates, and what it lets back in (RFC 4787)."""

    CONE = "masquerade"  # one outside port for one inside port, whoever the other is
    SYMMETRIC = "masquerade random,fully-random"  # another outside port for every other side


# What the router lets out, as nft rules: everything, no udp, or nothing but https and names.
OPEN = ""
NO_UDP = "meta l4proto udp drop"
ONLY_443 = "meta l4proto udp drop\n  tcp dport != 443 drop"
# nft 1.0.6 wants a new line before a closing brace.
RULES = """
flush ruleset
table ip nat {{
 chain after {{
  type nat hook postrouting priority 100
  oifname "wan" {nat}
 }}
}}
table inet filter {{
 chain through {{
  type filter hook forward priority 0; policy drop;
  iifname "lan" jump out
  ct state established,related accept
 }}
 chain out {{
  {out}
  accept
 }}
 chain own {{
  type filter hook input priority 0
  iifname "wan" meta nfproto ipv4 ct state new,invalid drop
 }}
}}
"""


class Home:
    """`number` (1…) makes its addresses: 10.N.0.2 behind 203.0.113.N, and 2001:db8:aN::2."""

    def __init__(self, prefix: str, name: str, number: int) -> None:
        self.name, self.number = name, number
        self.computer = Namespace(f"{prefix}{name}-computer")
        self._middle = Namespace(f"{prefix}{name}-wire")
        self._router = Namespace(f"{prefix}{name}-router")
        self._address = (0, 0)
        self._connect()
        self._wire = self._start_wire()

    def _connect(self) -> None:
        self.computer.join("eth0", self._middle, "inner")
        self._middle.join("outer", self._router, "lan")
        self._router.ip(f"addr add 10.{self.number}.0.1/24 dev lan")
        self._router.ip(f"addr add 2001:db8:a{self.number}::1/64 dev lan nodad")
        self._router.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        self.router()
        self.address()

    def plug_into(self, hub: Namespace, machines: Sequence[Namespace]) -> None:
        """Join the router to the public network; the machines there learn the way to this home's IPv6."""
        port = f"home{self.number}"
        hub.join(port, self._router, "wan")
        hub.ip(f"link set {port} master hub")
        self._router.ip(f"addr add {PUBLIC_4}.{self.number}/24 dev wan")
        self._router.ip(f"addr add {PUBLIC_6}:{self.number}/64 dev wan nodad")
        for machine in machines:
            machine.ip(f"route add 2001:db8:a{self.number}::/64 via {PUBLIC_6}:{self.number}")

    def next_to(self, other: Home) -> None:
        """The way from this router to the other home's IPv6."""
        self._router.ip(f"route add 2001:db8:a{other.number}::/64 via {PUBLIC_6}:{other.number}")

    def router(self, nat: Nat = Nat.CONE, out: str = OPEN) -> None:
        """What the router does from now on, with connections under way too; those over udp it forgets."""
        self._router.run(program("nft", "nftables"), "-f", "-", given=RULES.format(nat=nat, out=out))
        # By a number that says how many, or 1 where there were none.
        subprocess.run(
            [*self._router.within, program("conntrack", "conntrack"), "-D", "-p", "udp"],
            check=False,
            capture_output=True,
        )

    def address(self, last: int = FIRST, version: int = 4) -> bool:
        """The computer's only address from now on: 10.N.0.`last`, or the like of IPv6. What went over another
        one is not told. Whether it is another one."""
        if (last, version) == self._address:
            return False
        self._address = (last, version)
        self.computer.ip("addr flush dev eth0 scope global")
        lan = f"10.{self.number}.0." if version == 4 else f"2001:db8:a{self.number}::"
        own = f"{lan}{last}/24" if version == 4 else f"{lan}{last}/64"
        self.computer.ip(f"addr add {own} dev eth0" + " nodad" * (version == 6))
        self.computer.ip(f"-{version} route replace default via {lan}1")
        return True

    def move(self) -> None:
        """Another address of the same network."""
        last, version = self._address
        self.address(FIRST if last > 200 else last + 1, version)

    def wire(self, delay_ms: float = 0, loss: float = 0, kbps: float = 0) -> None:
        """How the wire is from now on, each way; `loss` 1 cuts it."""
        assert self._wire.stdin
        self._wire.stdin.write(json.dumps(Condition(delay_ms, loss, kbps)._asdict()) + "\n")
        self._wire.stdin.flush()

    def close(self) -> None:
        self._wire.communicate(timeout=10)
        for namespace in (self.computer, self._middle, self._router):
            namespace.close()

    def _start_wire(self) -> subprocess.Popen[str]:
        command = [*self._middle.within, sys.executable, "-m", "tests.network.wire", "inner", "outer"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, text=True, cwd=PROJECT)
