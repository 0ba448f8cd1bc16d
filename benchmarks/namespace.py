"""A network of one's own for browsers: loopback and one address that leads nowhere.

WebRTC gathers addresses of real interfaces and asks the local network for names (mDNS); in a
namespace of its own it finds candidates as on any machine and nothing leaves.
"""

from __future__ import annotations

import os
import shutil
import sys

INSIDE = "BENCHMARK_NAMESPACE"
# A default route makes Chromium offer the interface's address.
PREPARE = """
ip link set lo up
ip link add inside type veth peer name outside
ip address add 10.111.0.1/24 dev inside
ip link set inside up
ip link set outside up
ip route add default via 10.111.0.2
exec "$@"
"""


def enter() -> None:
    """Start this program again inside such a namespace (util-linux and iproute2; root or user namespaces)."""
    if os.environ.get(INSIDE):
        return
    unshare = shutil.which("unshare")
    if unshare is None or shutil.which("ip") is None:
        raise SystemExit("This needs unshare and ip: apt-get install util-linux iproute2.")
    own = ["--net"] if os.geteuid() == 0 else ["--net", "--map-root-user"]
    program = [sys.executable, *sys.orig_argv[1:]]
    os.environ[INSIDE] = "1"
    os.execv(unshare, [unshare, *own, "sh", "-euc", PREPARE, "sh", *program])
