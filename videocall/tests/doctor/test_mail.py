"""Mail, with a real SMTP server before it: it is greeted, and gets a letter only when that is asked for."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from django.core.mail import get_connection
from pytest_django import Settings

from tests.certificates import Authority
from tests.processes import free_port
from videocall.doctor import mail
from videocall.tests.doctor.conftest import Report

USER, PASSWORD = "videocall", "sesame"


class Box(MessageHandler):
    """Keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


def opens(server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth: Any) -> AuthResult:
    known = isinstance(auth, LoginPassword) and (auth.login, auth.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=known, handled=False)


@contextmanager
def post_office(authority: Authority, folder: Path, days: float = 60) -> Iterator[Controller]:
    """Wants STARTTLS and a password."""
    certificate = authority.issue(folder, "localhost", days=days)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.chain, certificate.key)
    office = Controller(
        Box(),
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=opens,
    )
    office.start()
    try:
        yield office
    finally:
        office.stop()


@pytest.fixture(autouse=True)
def real_mail(settings: Settings) -> None:
    """pytest-django would keep the letters itself."""
    settings.EMAIL_BACKEND = mail.SMTP
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "localhost", USER, PASSWORD
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False
    settings.DEFAULT_FROM_EMAIL = "Videocall <calls@example.org>"
    assert type(get_connection()).__module__.endswith("smtp")


def test_it_is_greeted_and_gets_no_letter(settings: Settings, trusted: Authority, tmp_path: Path) -> None:
    with post_office(trusted, tmp_path) as office:
        settings.EMAIL_PORT = office.port
        Report(mail.examine()).is_fine(f"localhost:{office.port} takes the site's mail.")
        assert office.handler.letters == []


def test_one_letter_when_asked(settings: Settings, trusted: Authority, tmp_path: Path) -> None:
    with post_office(trusted, tmp_path) as office:
        settings.EMAIL_PORT = office.port
        Report(mail.examine("operator@example.org")).is_fine("A letter left for operator@example.org")
        [letter] = office.handler.letters
    assert letter["To"] == "operator@example.org"
    assert letter["Subject"].endswith("mail arrives")


def test_a_wrong_password(settings: Settings, trusted: Authority, tmp_path: Path) -> None:
    settings.EMAIL_HOST_PASSWORD = "wrong"
    with post_office(trusted, tmp_path) as office:
        settings.EMAIL_PORT = office.port
        Report(mail.examine()).says("wrong", "refuses the name or the password in EMAIL_URL", "EMAIL_URL=")


def test_a_certificate_that_has_run_out(settings: Settings, trusted: Authority, tmp_path: Path) -> None:
    with post_office(trusted, tmp_path, days=-1) as office:
        settings.EMAIL_PORT = office.port
        Report(mail.examine()).says("wrong", "certificate has expired", "renew")


def test_the_wrong_encryption(settings: Settings, trusted: Authority, tmp_path: Path) -> None:
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, True
    with post_office(trusted, tmp_path) as office:
        settings.EMAIL_PORT = office.port
        report = Report(mail.examine())
        report.says("wrong", "does not speak the encryption of EMAIL_URL", "port 587 (STARTTLS)")


def test_nobody_listens(settings: Settings) -> None:
    settings.EMAIL_PORT = free_port()
    Report(mail.examine()).says("wrong", "No mail server answers", "Compare host and port of EMAIL_URL")


def test_a_sender_that_others_refuse(settings: Settings, trusted: Authority, tmp_path: Path) -> None:
    settings.DEFAULT_FROM_EMAIL = "Videocall <videocall@localhost>"
    with post_office(trusted, tmp_path) as office:
        settings.EMAIL_PORT = office.port
        Report(mail.examine()).says("warning", "other mail servers refuse that", "DEFAULT_FROM_EMAIL=")


def test_mail_that_is_only_printed(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    Report(mail.examine()).says("warning", "No mail server is set", "EMAIL_URL=smtp+tls://")
