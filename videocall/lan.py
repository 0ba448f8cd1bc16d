"""`make run-lan`: the site by https on this machine's own network, to be tried with a phone.

Browsers give camera and microphone to https alone. So this makes an authority and a certificate
(videocall/lan_certificate.py), shows how a phone comes to trust them, and starts daphne with them.
"""

from __future__ import annotations

import io
import ipaddress
import re
import signal
import socket
import subprocess
import sys
from types import FrameType
from typing import NamedTuple

import ifaddr
import segno

from videocall import environment
from videocall.lan_certificate import Address, Files, certificate, fingerprint, is_local
from videocall.lan_trust import TrustPage

LOOPBACK = [ipaddress.ip_address(address) for address in ("127.0.0.1", "::1")]


class Place(NamedTuple):
    """Where the site is reached: `addresses` on the network, `hosts` by name."""

    port: int
    hosts: list[str]
    addresses: list[Address]

    @property
    def names(self) -> list[str]:
        """As they stand in a URL; the one to tell people first."""
        own = [*self.addresses, *LOOPBACK]
        return [*(bracketed(address) for address in own), *self.hosts]

    @property
    def origins(self) -> list[str]:
        return [f"https://{name}:{self.port}" for name in self.names]


def main() -> int:
    """Until it is ended; the exit code of the server."""
    environment.load_file()
    place = Place(environment.number("PORT", 8443, least=1, most=65534), hosts(), addresses())
    folder = environment.folder("DATA_DIR", "var") / "lan"
    files = certificate(folder, place.hosts, [*place.addresses, *LOOPBACK])
    signal.signal(signal.SIGTERM, _leave)
    try:
        with TrustPage(place.port + 1, files.authority, place.origins[0], fingerprint(files.authority)):
            return _serve(place, files)
    except KeyboardInterrupt:
        return 0


def addresses() -> list[Address]:
    """This machine's addresses that others on its network reach, IPv4 first."""
    listed = (
        ip.ip if isinstance(ip.ip, str) else ip.ip[0] for one in ifaddr.get_adapters() for ip in one.ips
    )
    found = {ipaddress.ip_address(address) for address in listed}
    usable = (one for one in found if is_local(one) and not (one.is_loopback or one.is_link_local))
    return sorted(usable, key=lambda address: (address.version, address.packed))


def hosts() -> list[str]:
    """Its names: what phones find by multicast DNS (RFC 6762), and localhost."""
    label = re.sub(r"[^a-z0-9-]", "-", socket.gethostname().lower().partition(".")[0]).strip("-")
    return [f"{label}.local", "localhost"] if label else ["localhost"]


def bracketed(address: Address) -> str:
    return f"[{address}]" if address.version == 6 else str(address)


def settings(place: Place) -> dict[str, str]:
    """The site's settings for this: https, reached by these names and no others."""
    return {
        "HTTPS": "1",
        "HSTS_SECONDS": "0",  # browsers must not remember this name for https
        "HOST": "localhost",
        "PORT": str(place.port),
        "ALLOWED_HOSTS": ",".join(place.names),
        # daphne does not tell the application whether a socket came by wss.
        "CSRF_TRUSTED_ORIGINS": ",".join(place.origins),
    }


def _serve(place: Place, files: Files) -> int:
    sys.stdout.write(introduction(place, files))
    sys.stdout.flush()
    command = [sys.executable, "-m", "daphne", "--verbosity", "0", "--websocket_timeout", "-1"]
    command += ["--websocket-max-message-size", "65536", "--websocket-max-frame-size", "65536"]
    command += ["--endpoint", _endpoint(place.port, files), "videocall.asgi:application"]
    server = subprocess.Popen(command, env=environment.of_child(**settings(place)))  # noqa: S603
    try:
        return server.wait()
    finally:
        server.terminate()
        server.wait()


def _endpoint(port: int, files: Files) -> str:
    """As Twisted writes where to listen; a colon within is escaped."""
    interface = "::" if socket.has_dualstack_ipv6() else "0.0.0.0"  # noqa: S104
    parts = {"privateKey": files.key, "certKey": files.chain, "interface": interface}
    said = (f"{name}={str(value).replace(':', chr(92) + ':')}" for name, value in parts.items())
    return ":".join([f"ssl:{port}", *said])


def introduction(place: Place, files: Files) -> str:
    """What the terminal shows."""
    here = f"On this machine:  https://localhost:{place.port}/\n"
    if not place.addresses:
        return f"\n{here}This machine has no address on a private network: no phone can reach it.\n\n"
    page = f"http://{place.names[0]}:{place.port + 1}/"
    return (
        f"\nWith a phone on the same network, once:  {page}\n\n{_code(page)}\n"
        f"That page hands out this machine's certificate authority and says how to trust it.\n"
        f"Its fingerprint (SHA-256):\n{fingerprint(files.authority)}\n\n"
        f"From then on:     {place.origins[0]}/\n{here}Ctrl+C ends it.\n\n"
    )


def _code(url: str) -> str:
    drawn = io.StringIO()
    segno.make(url, error="m", micro=False).terminal(drawn, compact=True, border=2)
    return drawn.getvalue()


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
