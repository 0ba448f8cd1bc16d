"""What people see while no process of the site answers: what the proxies of deploy/ show then."""

from __future__ import annotations

import re
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection

import pytest
from django.conf import settings

from tests.caddy import Caddy
from tests.processes import free_port
from tests.proxy import NAME, PublicNginx


def test_nginx_says_so_in_every_language_and_the_page_tries_again() -> None:
    with PublicNginx([free_port(), free_port()]) as nginx:
        shown(asked(HTTPSConnection("127.0.0.1", nginx.port, context=nginx.trust)))


@pytest.mark.timeout(120)
def test_caddy_says_so_too() -> None:
    with Caddy([f"127.0.0.1:{free_port()}"]) as caddy:
        shown(asked(caddy.connection()))


def asked(connection: HTTPConnection) -> HTTPResponse:
    connection.request("GET", "/accounts/login/", headers={"Host": NAME})
    return connection.getresponse()


def shown(response: HTTPResponse) -> None:
    page = response.read().decode()
    assert (response.status, response.headers["Cache-Control"]) == (502, "no-store")
    assert '<meta http-equiv="refresh" content="5">' in page
    assert re.findall(r'lang="([^"]+)"', page.lower()) == [code for code, _ in settings.LANGUAGES]
