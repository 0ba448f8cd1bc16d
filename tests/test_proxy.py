"""The site behind nginx, as deploy/nginx.conf and docs/deployment.md say, with https and sockets."""

from __future__ import annotations

import json
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from websockets import InvalidStatus, Origin, Subprotocol
from websockets.sync.client import ClientConnection, connect

from tests.processes import PROJECT, Process, free_port, program
from tests.servers import Site

NAME = "calls.example.org"
PRODUCTION: dict[str, Any] = {
    "DEBUG": "0",
    "SECRET_KEY": "a key for a test and for nothing else, of 50 letters",
    "ALLOWED_HOSTS": f"{NAME}, localhost",
    "TRUSTED_PROXIES": "127.0.0.1",
}
WRAPPER = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Proxied(NamedTuple):
    site: Site
    http: int
    https: int
    trust: ssl.SSLContext


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    folder = tmp_path_factory.mktemp("nginx")
    http, https = free_port(), free_port()
    with Site(**PRODUCTION) as site:
        certificate(folder)
        (folder / "site.conf").write_text(configuration(folder, site.port, http, https))
        (folder / "nginx.conf").write_text(WRAPPER.format(folder=folder))
        command = [program("nginx", "nginx", "/usr/sbin"), "-c", f"{folder}/nginx.conf", "-g", "daemon off;"]
        nginx = Process(command, folder / "log")
        try:
            proxied = Proxied(site, http, https, ssl.create_default_context(cafile=folder / "own.crt"))
            nginx.wait_for(lambda: listens(https), "nginx listens")
            yield proxied
        finally:
            nginx.stop()


def certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"]
    command += ["-keyout", str(folder / "own.key"), "-out", str(folder / "own.crt")]
    subprocess.run(command, check=True, capture_output=True)


def configuration(folder: Path, site: int, http: int, https: int) -> str:
    """The shipped file with this test's ports and certificate."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text()
    for pattern, replacement in (
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{site};"),
        (r"listen \[::\].*;", ""),
        (r"listen 80;", f"listen 127.0.0.1:{http};"),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{https} ssl;"),
        (r"/etc/letsencrypt/\S*/fullchain\.pem", f"{folder}/own.crt"),
        (r"/etc/letsencrypt/\S*/privkey\.pem", f"{folder}/own.key"),
    ):
        text, replaced = re.subn(pattern, replacement, text)
        assert replaced, pattern
    return text


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


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
