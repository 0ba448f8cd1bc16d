"""`make run-lan`: https on the own network, by an authority that vouches for nothing else."""

from __future__ import annotations

import ipaddress
import json
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from types import SimpleNamespace

import ifaddr
import pytest
from playwright.sync_api import expect, sync_playwright
from websockets import Origin, Subprotocol
from websockets.sync.client import connect

from tests.e2e.browsers import launch
from tests.processes import PROJECT, Process, free_port, program
from tests.servers import Site
from videocall import lan, lan_certificate

LOOPBACK = [ipaddress.ip_address("127.0.0.1")]


class Lan(Site):
    """The site as `make run-lan` serves it."""

    def start(self) -> None:
        self._prepare_data()
        self.port = free_port(neighbours=1)
        self.settings["PORT"] = str(self.port)
        command = [sys.executable, "-m", "videocall.lan"]
        self.process = Process(command, self.folder / "log", env=self.environment)
        self.process.wait_for(lambda: self._listens() and self._trusted(), "it serves by https")

    @property
    def url(self) -> str:
        """By an address of the network, where this machine has one."""
        return next(iter(lan.Place(self.port, [], lan.addresses()).origins))

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authority)

    @property
    def authority(self) -> Path:
        return self.data / "lan" / "authority.crt"

    def _trusted(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/healthz", context=self.trust, timeout=30).close()
        except OSError:
            return False
        return True


@pytest.fixture(scope="module")
def site() -> Iterator[Lan]:
    with Lan() as site:
        site.make_user("alice", "Alice")
        site.make_user("bob", "Bob")
        site.make_contacts("alice", "bob")
        yield site


def session(site: Lan) -> str:
    return site.sign_in("alice")["session"]


def test_pages_are_sealed_to_https(site: Lan) -> None:
    connection = HTTPSConnection("localhost", site.port, context=site.trust, timeout=30)
    connection.request("GET", "/accounts/login/")
    response = connection.getresponse()
    assert response.status == 200
    assert str(response.headers["Set-Cookie"]).startswith("__Host-csrf=")
    assert "Strict-Transport-Security" not in response.headers, "the name would be stuck to https"


def test_other_names_are_refused(site: Lan) -> None:
    connection = HTTPSConnection("localhost", site.port, context=site.trust, timeout=30)
    connection.request("GET", "/accounts/login/", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 400


def test_signing_in_by_the_form(site: Lan) -> None:
    """Origin and Host fit each other."""
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=site.trust), urllib.request.HTTPCookieProcessor()
    )
    url = f"{site.url}/accounts/login/"
    page = opener.open(url).read().decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = f"csrfmiddlewaretoken={token}&login=alice&password=a+quiet+blue+green+kettle"
    request = urllib.request.Request(url, form.encode(), {"Origin": site.url, "Referer": url})
    answer = opener.open(request)
    assert (answer.status, answer.url) == (200, f"{site.url}/")


def test_the_socket_opens_by_wss(site: Lan) -> None:
    with connect(
        f"{site.url.replace('https', 'wss')}/ws/",
        ssl=site.trust,
        origin=Origin(site.url),
        subprotocols=[Subprotocol("videocall.v1")],
        additional_headers={"Cookie": f"__Host-session={session(site)}"},
    ) as socket:
        socket.send(json.dumps({"channel": "hello"}))
        assert json.loads(socket.recv(timeout=30))["channel"] == "welcome"


def test_a_browser_that_trusts_it_may_open_the_camera(site: Lan, tmp_path: Path) -> None:
    trust_in_nss(site.authority, tmp_path)
    with sync_playwright() as playwright, launch(playwright, home=tmp_path) as browser:
        context = browser.new_context(permissions=["camera", "microphone"])
        cookie = {"name": "__Host-session", "value": session(site), "url": site.url, "secure": True}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        with page.expect_websocket() as opened:
            page.goto(site.url)
        assert opened.value.url == f"{site.url.replace('https', 'wss')}/ws/"
        opened.value.wait_for_event("framereceived")
        expect(page.get_by_role("button", name="Video call Bob", exact=True)).to_be_visible()
        assert page.evaluate("isSecureContext")
        camera = "navigator.mediaDevices.getUserMedia({video: true}).then((s) => s.getTracks()[0].readyState)"
        assert page.evaluate(camera) == "live"


def trust_in_nss(authority: Path, home: Path) -> None:
    """What a person does in the browser's settings."""
    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True)
    certutil = [program("certutil", "libnss3-tools"), "-d", f"sql:{folder}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True)
    subprocess.run([*certutil, "-A", "-t", "C,,", "-n", "lan", "-i", str(authority)], check=True)


def test_the_phones_first_page(site: Lan) -> None:
    first = f"http://127.0.0.1:{site.port + 1}"
    with urllib.request.urlopen(f"{first}/") as answer:
        page = answer.read().decode()
    assert "Certificate Trust Settings" in page
    assert f'href="{site.url}/"' in page
    assert lan_certificate.fingerprint(site.authority) in page
    with urllib.request.urlopen(f"{first}/videocall.crt") as answer:
        assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        assert answer.read() == site.authority.read_bytes()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{first}/authority.key")


def test_the_terminal_shows_where_to_go(site: Lan) -> None:
    assert site.url in site.log
    assert lan_certificate.fingerprint(site.authority) in site.log
    assert (
        lan._code(site.url.replace("https", "http").replace(str(site.port), f"{site.port + 1}/")) in site.log
    )


def test_the_files_are_this_accounts_own(site: Lan) -> None:
    folder = site.data / "lan"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 4


def test_no_server_is_left_behind() -> None:
    with Lan() as site:
        assert site.process
        site.stop()
        assert not site.process.running
        assert not site._listens()


def test_the_authority_stays_while_addresses_change(tmp_path: Path) -> None:
    first = lan_certificate.certificate(tmp_path, ["vm.local"], LOOPBACK)
    before = [file.read_bytes() for file in first]
    assert [
        file.read_bytes() for file in lan_certificate.certificate(tmp_path, ["vm.local"], LOOPBACK)
    ] == before
    moved = lan_certificate.certificate(tmp_path, ["vm.local"], [*LOOPBACK, ipaddress.ip_address("10.1.2.3")])
    authority, chain, key = (file.read_bytes() for file in moved)
    assert authority == before[0]
    assert chain != before[1]
    assert key != before[2]


@pytest.mark.parametrize(
    ("host", "address", "good"),
    [
        ("vm.local", "192.168.1.5", True),
        ("localhost", "fd00::2", True),
        ("www.example.com", "192.168.1.5", False),
        ("vm.local", "8.8.8.8", False),
    ],
)
def test_it_vouches_for_private_networks_only(tmp_path: Path, host: str, address: str, good: bool) -> None:
    files = lan_certificate.certificate(tmp_path, [host], [ipaddress.ip_address(address)])
    command = ["openssl", "verify", "-x509_strict", "-CAfile", str(files.authority), str(files.chain)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode == 0) is good, checked.stderr
    assert good or "permitted subtree violation" in checked.stderr


def test_addresses_that_phones_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = ["127.0.0.1", "192.168.1.5", "169.254.3.4", "203.0.113.9", ("fe80::1", 0, 2), ("fd00::2", 0, 0)]
    adapter = SimpleNamespace(ips=[SimpleNamespace(ip=ip) for ip in listed])
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [adapter])
    assert [str(address) for address in lan.addresses()] == ["192.168.1.5", "fd00::2"]
    place = lan.Place(8443, ["vm.local"], lan.addresses())
    assert place.origins[:2] == ["https://192.168.1.5:8443", "https://[fd00::2]:8443"]
    assert "https://vm.local:8443" in place.origins


def test_a_machine_that_phones_cannot_reach(tmp_path: Path) -> None:
    files = lan_certificate.certificate(tmp_path, ["localhost"], LOOPBACK)
    said = lan.introduction(lan.Place(8443, ["localhost"], []), files)
    assert "no address on a private network" in said


@pytest.mark.parametrize(("given", "port"), [({}, "8443"), ({"PORT": "9443"}, "9443")])
def test_make_knows_it(given: dict[str, str], port: str) -> None:
    make = [program("make", "make"), "--dry-run", "--old-file=.venv/ready", "run-lan"]
    environment = {"PATH": f"{Path(shutil.which('make') or '').parent}:/usr/bin:/bin"} | given
    said = subprocess.run(make, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
    assert f"PORT={port} exec .venv/bin/python -m videocall.lan" in said.stdout
