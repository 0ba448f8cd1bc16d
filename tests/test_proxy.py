"""The site behind nginx, as deploy/nginx.conf and docs/deployment.md say, with https and sockets."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any, NamedTuple

import pytest
from websockets import InvalidStatus, Origin, Subprotocol
from websockets.sync.client import ClientConnection, connect

from tests.proxy import NAME, PublicNginx
from tests.servers import Site

PRODUCTION: dict[str, Any] = {
    "DEBUG": "0",
    "SECRET_KEY": "a key for a test and for nothing else, of 50 letters",
    "ALLOWED_HOSTS": f"{NAME}, localhost",
    "TRUSTED_PROXIES": "127.0.0.1",
}


class Proxied(NamedTuple):
    site: Site
    http: int
    https: int
    trust: ssl.SSLContext


@pytest.fixture(scope="module")
def proxied() -> Iterator[Proxied]:
    with Site(**PRODUCTION) as site, PublicNginx([site.port]) as nginx:
        challenge = nginx.folder / ".well-known" / "acme-challenge"
        challenge.mkdir(parents=True)
        (challenge / "token").write_text("a proof")
        nginx.folder.chmod(0o755)  # nginx' own processes may not be who started it
        yield Proxied(site, nginx.http, nginx.port, nginx.trust)


def get(proxied: Proxied, path: str, **headers: str) -> HTTPResponse:
    connection = HTTPSConnection("127.0.0.1", proxied.https, context=proxied.trust, timeout=30)
    connection.request("GET", path, headers={"Host": NAME} | headers)
    return connection.getresponse()


def test_pages_come_by_https_with_their_cookies(proxied: Proxied) -> None:
    response = get(proxied, "/accounts/login/")
    assert response.status == 200
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_http_leads_to_https(proxied: Proxied) -> None:
    connection = HTTPConnection("127.0.0.1", proxied.http, timeout=30)
    connection.request("GET", "/accounts/login/", headers={"Host": NAME})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, f"https://{NAME}/accounts/login/")


def test_certbot_can_renew(proxied: Proxied) -> None:
    connection = HTTPConnection("127.0.0.1", proxied.http, timeout=30)
    connection.request("GET", "/.well-known/acme-challenge/token", headers={"Host": NAME})
    assert connection.getresponse().read() == b"a proof"


def test_the_server_itself_believes_only_the_proxy_about_https(proxied: Proxied) -> None:
    connection = HTTPConnection("127.0.0.1", proxied.site.port, timeout=30)
    connection.request("GET", "/accounts/login/", headers={"Host": NAME})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, f"https://{NAME}/accounts/login/")


def test_what_a_browser_claims_of_its_connection_is_overwritten(proxied: Proxied) -> None:
    response = get(proxied, "/accounts/login/", **{"X-Forwarded-Proto": "http"})
    assert response.status == 200


def test_sockets_pass(proxied: Proxied) -> None:
    proxied.site.make_user("alice")
    (session,) = proxied.site.sign_in("alice").values()
    with open_socket(proxied, f"https://{NAME}", Cookie=f"__Host-session={session}") as alice:
        alice.send(json.dumps({"channel": "hello"}))
        welcome = json.loads(alice.recv(timeout=30))
    assert welcome["channel"] == "welcome"


def test_sockets_of_other_origins_do_not(proxied: Proxied) -> None:
    with pytest.raises(InvalidStatus) as refusal, open_socket(proxied, "https://evil.example"):
        pass
    assert refusal.value.response.status_code == 403


def open_socket(proxied: Proxied, origin: str, **headers: str) -> ClientConnection:
    """A socket through the proxy, under the site's own name."""
    return connect(
        f"wss://{NAME}/ws/",
        sock=socket.create_connection(("127.0.0.1", proxied.https), timeout=30),
        ssl=proxied.trust,
        origin=Origin(origin),
        subprotocols=[Subprotocol("videocall.v1")],
        additional_headers=headers,
    )
