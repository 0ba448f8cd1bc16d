"""STUN and TURN, asked of a real coturn with the shipped configuration."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from calls import ice
from tests.certificates import Authority, Certificate
from tests.processes import free_port
from tests.turn import Coturn
from videocall.doctor import reflection, relays
from videocall.doctor.ice_server import connected
from videocall.doctor.ice_url import IceUrl
from videocall.tests.doctor.conftest import Report

ADDRESS = "127.0.0.1"


@pytest.fixture(scope="module")
def coturn(authority: Authority) -> Iterator[Coturn]:
    with Coturn(authority, allow=[ADDRESS]) as coturn:
        yield coturn


def use(settings: Settings, coturn: Coturn, *urls: str) -> None:
    settings.STUN_URLS = [coturn.stun_url]
    settings.TURN_URLS = list(urls) or coturn.urls
    settings.TURN_SECRET = coturn.secret


def test_a_sound_relay_over_udp_tcp_and_tls(settings: Settings, coturn: Coturn, trusted: Authority) -> None:
    use(settings, coturn)
    report = Report(relays.examine())
    report.is_fine("relays over udp")
    report.is_fine("relays over tcp")
    report.is_fine("relays over tls")
    report.is_fine("is good for 59 more days")


def test_stun_answers(settings: Settings, coturn: Coturn) -> None:
    use(settings, coturn)
    Report(reflection.examine()).is_fine(f"{coturn.stun_url} answers")


def test_a_wrong_secret(settings: Settings, coturn: Coturn) -> None:
    use(settings, coturn, coturn.urls[0])
    settings.TURN_SECRET = "a secret that nobody else has"
    Report(relays.examine()).says("wrong", "(401): the two secrets differ", "static-auth-secret")


def test_a_clock_that_is_behind(settings: Settings, coturn: Coturn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords of ours are over before they are used."""
    use(settings, coturn, coturn.urls[0])
    real = ice.credentials
    monkeypatch.setattr(ice, "credentials", lambda who, seconds: real(who, seconds - 3600))
    report = Report(relays.examine())
    report.says("wrong", "takes the site's passwords for expired", "timedatectl set-ntp true")


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_closed_port(settings: Settings, coturn: Coturn, transport: str) -> None:
    port = free_port()
    use(settings, coturn, f"turn:{ADDRESS}:{port}?transport={transport}")
    words = {"udp": "no answer within 5 s over udp", "tcp": "nothing listens there"}[transport]
    Report(relays.examine()).says("wrong", words, "systemctl status coturn")


def test_a_closed_stun_port(settings: Settings) -> None:
    port = free_port()
    settings.STUN_URLS = [f"stun:{ADDRESS}:{port}"]
    Report(reflection.examine()).says("wrong", "no answer within 5 s", f"ufw allow {port}/udp")


def test_a_certificate_that_has_run_out(settings: Settings, trusted: Authority) -> None:
    with Coturn(Expired(trusted), allow=[ADDRESS]) as coturn:
        use(settings, coturn, coturn.tls_url)
        Report(relays.examine()).says("wrong", "has run out", "certbot renew")


def test_a_certificate_for_another_name(settings: Settings, trusted: Authority) -> None:
    with Coturn(trusted, allow=[ADDRESS], name="elsewhere.example") as coturn:
        use(settings, coturn, f"turns:localhost:{coturn.tls_port}?transport=tcp")
        Report(relays.examine()).says("wrong", "is for another name", "certbot certonly")


def test_a_certificate_that_nobody_knows(settings: Settings, coturn: Coturn) -> None:
    use(settings, coturn, coturn.tls_url)
    Report(relays.examine()).says("wrong", "is not trusted", "SSL_CERT_FILE")


def test_a_relay_into_the_network_behind_it(settings: Settings) -> None:
    with Coturn(None, allow=[ADDRESS, "10.0.0.0-10.255.255.255"]) as coturn:
        use(settings, coturn, coturn.urls[0])
        report = Report(relays.examine())
        report.says("warning", "send to private addresses (10.0.0.1)", "denied-peer-ip=10.0.0.1")


def test_a_relay_that_denies_everything(settings: Settings) -> None:
    """coturn 4.6 takes the one address :: for all of them."""
    with Coturn(None, allow=[], denied_peer_ip=["::"]) as coturn:
        use(settings, coturn, coturn.urls[0])
        report = Report(relays.examine())
        report.says("wrong", "refuses to relay to its own address", "allowed-peer-ip=")


def test_a_quota_that_is_used_up(settings: Settings) -> None:
    with Coturn(None, allow=[ADDRESS], user_quota="1") as coturn:
        use(settings, coturn, coturn.urls[0])
        report = asyncio.run(while_one_is_held(coturn.urls[1]))
        report.says("wrong", "has no room for another relay (486)", "user-quota")


async def while_one_is_held(url: str) -> Report:
    async with connected(IceUrl.parse(url), *ice.credentials(relays.WHO, 60)) as client:
        await client.connect()
        report = await asyncio.to_thread(lambda: Report(relays.examine()))
        await client.delete()
    return report


def test_a_name_that_nobody_knows(settings: Settings, coturn: Coturn) -> None:
    use(settings, coturn, "turn:nobody.invalid:3478")
    Report(relays.examine()).says("wrong", "the name is not known", "DNS record")


def test_an_address_that_browsers_do_not_take(settings: Settings, coturn: Coturn) -> None:
    use(settings, coturn, "turn:turn.example.org?transport=sctp", "turns:turn.example.org?transport=udp")
    report = Report(relays.examine())
    report.says("wrong", "not written like turn:", "TURN_URLS=")
    report.says("wrong", "browsers do not use turns: over udp", "TURN_URLS=")


def test_without_a_relay(settings: Settings) -> None:
    settings.STUN_URLS = settings.TURN_URLS = []
    Report(relays.examine()).says("warning", "None is set", "docs/deployment.md")
    Report(reflection.examine()).is_fine("calls on one network only")


def test_no_address_is_logged(settings: Settings, coturn: Coturn, caplog: pytest.LogCaptureFixture) -> None:
    use(settings, coturn, coturn.urls[0])
    list(relays.examine())
    assert caplog.records == []


def test_no_password_is_shown(settings: Settings, coturn: Coturn) -> None:
    use(settings, coturn, coturn.urls[0])
    assert not re.search(r"\d{9,}:", str(Report(relays.examine())))


class Expired(Authority):
    """Gives out certificates that are over."""

    def __init__(self, other: Authority) -> None:
        self._authority, self.file = other._authority, other.file

    def issue(self, folder: Path, *names: str, days: float = -1) -> Certificate:
        return super().issue(folder, *names, days=-1)
