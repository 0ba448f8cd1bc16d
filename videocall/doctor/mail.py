"""Mail: the server of EMAIL_URL takes us in; one letter is sent only when asked for."""

from __future__ import annotations

import smtplib
import socket
import ssl

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from videocall.doctor.findings import Finding, Findings, fine, warning, wrong

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FORM = "EMAIL_URL=smtp+tls://user:password@mail.example.org:587"


def examine(send_to: str = "") -> Findings:
    if settings.EMAIL_BACKEND != SMTP:
        yield warning("No mail server is set: people who forget their password get no mail.", FORM)
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        _greet()
        yield fine(
            f"{where} takes the site's mail{'' if settings.EMAIL_HOST_USER else ', without a password'}."
        )
        yield from _sender()
        if send_to:
            yield _sent(send_to)
    except OSError as error:  # smtplib's and ssl's errors are of its kind
        yield _refused(where, error)


def _greet() -> None:
    """Connects, encrypts and signs in as for a letter; sends none."""
    with get_connection():
        pass


def _sender() -> Findings:
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield warning(
            f"The sender is {settings.DEFAULT_FROM_EMAIL}: other mail servers refuse that.",
            f"DEFAULT_FROM_EMAIL={settings.SITE_NAME} <calls@example.org>",
        )


def _sent(address: str) -> Finding:
    words = f"This is the letter that manage.py doctor of {settings.SITE_NAME} was asked to send."
    EmailMessage(f"{settings.SITE_NAME}: mail arrives", words, to=[address]).send()
    return fine(f"A letter left for {address}. See that it arrives, and not among the unwanted.")


def _refused(where: str, error: OSError) -> Finding:
    match error:
        case smtplib.SMTPAuthenticationError():
            return wrong(f"{where} refuses the name or the password in EMAIL_URL.", FORM)
        case smtplib.SMTPNotSupportedError():
            reason = "it offers neither encryption nor a sign-in there"
            return wrong(f"{where} cannot do what EMAIL_URL asks: {reason}.", "Use its port 587 or 465.")
        case smtplib.SMTPRecipientsRefused() | smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            fix = "DEFAULT_FROM_EMAIL must be an address that this account may send from."
            return wrong(f"{where} refuses the letter ({type(error).__name__}).", fix)
        case ssl.SSLCertVerificationError():
            fix = "Give EMAIL_URL the name that is in the mail server's certificate, or renew that."
            return wrong(f"The certificate of {where} is not good: {error.verify_message}.", fix)
        case ssl.SSLError():
            fix = "smtp+tls:// is for port 587 (STARTTLS), smtp+ssl:// for port 465."
            return wrong(f"{where} does not speak the encryption of EMAIL_URL.", fix)
        case socket.gaierror():
            return wrong(f"The name of the mail server {where} is not known.", FORM)
    fix = "Compare host and port of EMAIL_URL; a firewall may close the port to this machine."
    return wrong(f"No mail server answers at {where} ({type(error).__name__}).", fix)
