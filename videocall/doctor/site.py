"""The site as browsers reach it: name, certificate, proxy, pages and the WebSocket."""

from __future__ import annotations

import base64
import http.client
import os
import socket
import ssl

from calls.context import SOCKET_PATH
from calls.messages import SUBPROTOCOL
from videocall.doctor import tls
from videocall.doctor.findings import Finding, Findings, fine, warning, wrong
from videocall.doctor.public_address import Address

PROXY = "the proxy (nginx or caddy)"
SERVICE = "nginx (or caddy)"
SIGN_IN = "/accounts/login/"


def examine(address: Address | None) -> Findings:
    if address is None:
        yield warning(
            "Not looked at: ALLOWED_HOSTS names no public host.",
            "manage.py doctor --site-url https://calls.example.org",
        )
        return
    try:
        answer = address.ask("/healthz")
    except ssl.SSLError as error:
        yield tls.refused(address.origin, error, SERVICE)
        return
    except (OSError, http.client.HTTPException) as error:
        yield _unreachable(address, error)
        return
    if answer.certificate:
        yield from tls.lifetime(address.origin, answer.certificate, SERVICE)
    yield from _served(address, answer.status)


def _unreachable(address: Address, error: Exception) -> Finding:
    if isinstance(error, socket.gaierror):
        fix = f"Make a DNS record (A, AAAA) for {address.host}."
        return wrong(f"The name {address.host} is not known.", fix)
    fix = f"systemctl status {SERVICE}; open ports 80 and 443 in the firewall"
    return wrong(f"{address.origin} does not answer ({type(error).__name__}).", fix)


def _served(address: Address, status: int) -> Findings:
    if status == 200:
        yield from _pages(address)
        yield from _socket(address)
    elif status in {502, 503, 504}:
        yield wrong(
            f"{PROXY[4:].capitalize()} at {address.origin} does not reach the server ({status}).",
            "systemctl status 'videocall@*'; then compare its port with the proxy's",
        )
    else:
        yield wrong(
            f"{address.origin}/healthz answers {status}: another program serves there.",
            f"Look which server {PROXY} hands {address.host} to.",
        )


def _pages(address: Address) -> Findings:
    answer = address.ask(SIGN_IN)
    to_itself = answer.headers.get("location", "") == f"{address.origin}{SIGN_IN}"
    if answer.status in {301, 302} and to_itself:
        yield wrong(
            "Every page redirects to itself: the server is not told that the visit was by https.",
            f"TRUSTED_PROXIES=127.0.0.1 (the proxy's address), and {PROXY} must set X-Forwarded-Proto",
        )
    elif answer.status == 400:
        yield wrong(
            f"{address.origin} refuses its own name (400).",
            f"ALLOWED_HOSTS={address.host}; and {PROXY} must pass Host on unchanged",
        )
    elif answer.status != 200:
        yield wrong(f"The sign-in page answers {answer.status}.", "journalctl -u 'videocall@*' says why.")
    else:
        yield fine(f"{address.origin} serves the site.")


def _socket(address: Address) -> Findings:
    """The handshake of RFC 6455, section 4.1; who is not signed in is let in first, and then told."""
    key = base64.b64encode(os.urandom(16)).decode()
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Protocol": SUBPROTOCOL,
        "Origin": address.origin,
    }
    try:
        status = address.ask(SOCKET_PATH, handshake).status
    except (OSError, http.client.HTTPException) as error:
        yield _no_socket(type(error).__name__)
        return
    yield fine("Its WebSocket opens.") if status == 101 else _no_socket(str(status))


def _no_socket(reason: str) -> Finding:
    return wrong(
        f"The WebSocket {SOCKET_PATH} does not open ({reason}): nobody can call or be called.",
        f"{PROXY[0].upper()}{PROXY[1:]} must pass {SOCKET_PATH} on as a WebSocket, with Host unchanged "
        "(deploy/nginx.conf).",
    )
