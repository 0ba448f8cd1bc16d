"""The site's public address: certificate, proxy, pages, WebSocket; with a real nginx before a real site."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.certificates import Authority
from tests.processes import free_port
from tests.proxy import Nginx
from tests.servers import Site
from videocall.doctor import clocks, site
from videocall.doctor.findings import Finding
from videocall.doctor.public_address import Address
from videocall.tests.doctor.conftest import Report

PRODUCTION: dict[str, Any] = {
    "DEBUG": "0",
    "SECRET_KEY": "a key for a test and for nothing else, of 50 letters",
    "ALLOWED_HOSTS": "localhost",
    "TRUSTED_PROXIES": "127.0.0.1",
}


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    with Site(**PRODUCTION) as served:
        yield served


def report(nginx: Nginx) -> Report:
    return Report(site.examine(Address.parse(nginx.url)))


def test_a_sound_site(served: Site, trusted: Authority, tmp_path: Path) -> None:
    with Nginx(served, trusted.issue(tmp_path, "localhost")) as nginx:
        found = report(nginx)
        found.is_fine("is good for 59 more days")
        found.is_fine("serves the site")
        found.is_fine("WebSocket opens")
        Report(clocks.examine(Address.parse(nginx.url))).is_fine("agrees with the site's")


def test_a_certificate_that_has_run_out(served: Site, trusted: Authority, tmp_path: Path) -> None:
    with Nginx(served, trusted.issue(tmp_path, "localhost", days=-1)) as nginx:
        report(nginx).says("wrong", "has run out", "certbot renew")


def test_a_certificate_that_nobody_renews(served: Site, trusted: Authority, tmp_path: Path) -> None:
    with Nginx(served, trusted.issue(tmp_path, "localhost", days=3.5)) as nginx:
        report(nginx).says("warning", "ends in 3 days", "certbot renew")


def test_a_certificate_of_an_unknown_authority(served: Site, tmp_path: Path) -> None:
    with Nginx(served, Authority(tmp_path).issue(tmp_path, "localhost")) as nginx:
        report(nginx).says("wrong", "is not trusted", "fullchain.pem")


def test_a_proxy_that_passes_no_websocket(served: Site, trusted: Authority, tmp_path: Path) -> None:
    without = {r"proxy_set_header Upgrade .*;": ""}
    with Nginx(served, trusted.issue(tmp_path, "localhost"), without) as nginx:
        report(nginx).says("wrong", "The WebSocket /ws/ does not open (404)", "deploy/nginx.conf")


def test_a_proxy_that_does_not_say_https(served: Site, trusted: Authority, tmp_path: Path) -> None:
    without = {r"proxy_set_header X-Forwarded-Proto .*;": ""}
    with Nginx(served, trusted.issue(tmp_path, "localhost"), without) as nginx:
        report(nginx).says("wrong", "Every page redirects to itself", "TRUSTED_PROXIES=")


def test_a_proxy_that_changes_the_host(served: Site, trusted: Authority, tmp_path: Path) -> None:
    another = {r"proxy_set_header Host .*;": "proxy_set_header Host upstream.internal;"}
    with Nginx(served, trusted.issue(tmp_path, "localhost"), another) as nginx:
        report(nginx).says("wrong", "refuses its own name (400)", "ALLOWED_HOSTS=localhost")


def test_a_proxy_before_a_server_that_is_gone(trusted: Authority, tmp_path: Path) -> None:
    gone = Site(**PRODUCTION)
    with Nginx(gone, trusted.issue(tmp_path, "localhost")) as nginx:
        report(nginx).says("wrong", "does not reach the server (502)", "systemctl status 'videocall@*'")


def test_nothing_listens() -> None:
    address = Address("https", "localhost", free_port())
    Report(site.examine(address)).says("wrong", "does not answer (ConnectionRefusedError)", "firewall")


def test_a_name_that_nobody_knows() -> None:
    Report(site.examine(Address("https", "nobody.invalid", None))).says("wrong", "is not known", "DNS record")


def test_a_clock_that_is_wrong(
    served: Site, trusted: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Nginx(served, trusted.issue(tmp_path, "localhost")) as nginx:
        real = time.time
        monkeypatch.setattr("videocall.doctor.clocks.time.time", lambda: real() - 90)
        found = list(clocks.examine(Address.parse(nginx.url)))
    assert "s behind the site's" in the_wrong_one(found).words
    assert "timedatectl set-ntp true" in the_wrong_one(found).fix


def the_wrong_one(found: list[Finding]) -> Finding:
    [wrong] = [finding for finding in found if finding.level == "wrong"]
    return wrong


def test_where_no_host_is_named() -> None:
    Report(site.examine(None)).says("warning", "ALLOWED_HOSTS names no public host", "--site-url")


@pytest.mark.parametrize(
    ("hosts", "origin"),
    [
        (["localhost", "127.0.0.1", "[::1]"], None),
        (["*"], None),
        ([".example.org"], None),
        (["localhost", "calls.example.org"], "https://calls.example.org"),
    ],
)
def test_the_address_from_the_settings(hosts: list[str], origin: str | None, settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.HTTPS = hosts, True
    address = Address.configured()
    assert (address.origin if address else None) == origin
