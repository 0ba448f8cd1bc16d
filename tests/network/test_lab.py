"""The laboratory does to packets what it says, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.network.home import NO_UDP, ONLY_443, Home
from tests.network.lab import ADDRESSES, SITE, TURN, sweep
from tests.network.namespace import ETC, LabError, run
from tests.network.stage import Stage
from tests.processes import PROJECT

# Prints how long opening a connection takes; an address and a port are its arguments.
CONNECT = """
import socket, sys, time
began = time.monotonic()
socket.create_connection((sys.argv[1], int(sys.argv[2])), 1).close()
print(time.monotonic() - began)
"""
# Prints the own address as the other side of a udp socket answers it: STUN, RFC 8489.
STUN = """
import os, socket, sys
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(1)
client.sendto(b"\\0\\1\\0\\0\\x21\\x12\\xa4\\x42" + os.urandom(12), (sys.argv[1], 3478))
print(len(client.recv(1000)))
"""
LEAVE = """
import os
from tests.network.namespace import Namespace
left = Namespace(f"videocall-{os.getpid()}-left")
left.write("hosts", "")
import subprocess
subprocess.Popen([*left.within, "sleep", "600"], stdout=subprocess.DEVNULL)
print(left.name, flush=True)
os.kill(os.getpid(), 9)
"""


def seconds_to_connect(home: Home, name: str = SITE, port: int = 443) -> float:
    address = ADDRESSES[name][0]
    return float(home.computer.run(sys.executable, "-c", CONNECT, address, str(port)))


def test_the_wire_delays_and_cuts(stage: Stage) -> None:
    home = stage.lab.a
    home.wire(delay_ms=100)
    assert seconds_to_connect(home) >= 0.2
    home.wire(loss=1)
    with pytest.raises(LabError):
        seconds_to_connect(home)


def test_the_router_blocks_what_it_is_told_to(stage: Stage) -> None:
    home, turn = stage.lab.a, ADDRESSES[TURN][0]
    assert home.computer.run(sys.executable, "-c", STUN, turn)
    home.router(out=NO_UDP)
    with pytest.raises(LabError):
        home.computer.run(sys.executable, "-c", STUN, turn)
    assert seconds_to_connect(home, TURN, 3478)
    home.router(out=ONLY_443)
    with pytest.raises(LabError):
        seconds_to_connect(home, TURN, 3478)
    assert seconds_to_connect(home, TURN, 443)


def test_nobody_gets_in_from_outside(stage: Stage) -> None:
    """Where they could, calls would be direct for the wrong reason."""
    stage.lab.site.ip("route add 10.1.0.0/24 via 203.0.113.1")
    listen = "import socket; s = socket.create_server(('', 5000)); print('listens', flush=True); s.accept()"
    command = [*stage.lab.a.computer.within, sys.executable, "-c", listen]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout
        server.stdout.readline()
        try:
            with pytest.raises(LabError):
                stage.lab.site.run(sys.executable, "-c", CONNECT, "10.1.0.2", "5000")
        finally:
            server.kill()
            stage.lab.site.ip("route delete 10.1.0.0/24")


def test_what_a_killed_laboratory_left_behind_is_removed() -> None:
    command = [sys.executable, "-c", LEAVE]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    left = done.stdout.strip()
    assert left in run("ip", "netns", "list")
    (ETC / f"{left}-half").mkdir(parents=True)  # of one that was removed by hand
    sweep()
    assert left not in run("ip", "netns", "list")
    assert not list(ETC.glob(f"{left}*"))
