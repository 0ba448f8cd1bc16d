"""A certificate, as browsers would judge it, and how long it still holds."""

from __future__ import annotations

import ssl
import time
from typing import Any

from videocall.doctor.findings import Finding, Findings, fine, warning, wrong

# Let's Encrypt renews 30 days before the end; whoever is below this has a renewal that does not work.
SOON_DAYS = 14
RENEW = "certbot renew; then let the server that uses it read it again: systemctl reload"


def trusting() -> ssl.SSLContext:
    """Trusts what this machine trusts; SSL_CERT_FILE in the environment names another authority."""
    return ssl.create_default_context()


def lifetime(where: str, certificate: Any, service: str) -> Findings:
    """How long a certificate that was accepted still holds. `service` is what systemctl calls its server."""
    ends = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    days = int((ends - time.time()) // 86400)
    if days < SOON_DAYS:
        yield warning(f"The certificate of {where} ends in {days} days.", f"{RENEW} {service}")
    else:
        yield fine(f"The certificate of {where} is good for {days} more days.")


def refused(where: str, error: ssl.SSLError, service: str) -> Finding:
    """What is wrong with a certificate, or with the encryption, that this machine refuses."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        reason = (error.reason or type(error).__name__).lower().replace("_", " ")
        return wrong(f"{where} does not speak TLS ({reason}).", f"Look at the configuration of {service}.")
    match error.verify_code:
        case 10:  # X509_V_ERR_CERT_HAS_EXPIRED
            return wrong(f"The certificate of {where} has run out.", f"{RENEW} {service}")
        case 62 | 64:  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
            fix = "Make one for this name: certbot certonly -d NAME"
            return wrong(f"The certificate of {where} is for another name.", fix)
        case 18 | 19 | 20 | 21:  # self-signed, or an issuer that is not to be had
            fix = (
                "Serve the full chain (fullchain.pem, not cert.pem), from an authority that browsers know. "
                "If it is your own: SSL_CERT_FILE=/path/to/authority.pem manage.py doctor"
            )
            return wrong(f"The certificate of {where} is not trusted: {error.verify_message}.", fix)
    return wrong(f"The certificate of {where} is refused: {error.verify_message}.", f"{RENEW} {service}")
