"""The OpenID Connect provider of OIDC_ISSUER: it answers, and is what the site was told. Loaded only where
there is one."""

from __future__ import annotations

import requests
from allauth.socialaccount.providers.base import ProviderException
from django.conf import settings

from accounts import oidc
from videocall.doctor.findings import Finding, Findings, fine, wrong

WHERE = "/.well-known/openid-configuration"


def examine() -> Findings:
    issuer = settings.OIDC.issuer
    try:
        answer = requests.get(issuer + WHERE, timeout=settings.SOCIALACCOUNT_REQUESTS_TIMEOUT)
        yield _understood(issuer, answer)
    except requests.exceptions.SSLError:
        fix = "Renew it; or give the authority that signed it in REQUESTS_CA_BUNDLE."
        yield wrong(f"The certificate of {issuer} is not good.", fix)
    except requests.RequestException as error:
        fix = "Compare OIDC_ISSUER; this machine must reach it too, and not the browsers alone."
        yield wrong(f"No provider answers at {issuer} ({type(error).__name__}).", fix)


def _understood(issuer: str, answer: requests.Response) -> Finding:
    if not answer.ok:
        fix = f"OIDC_ISSUER is the address before {WHERE}, with the realm or tenant if it has one."
        return wrong(f"{issuer}{WHERE} answers {answer.status_code}.", fix)
    try:
        oidc.check(answer.json())
    except (ProviderException, ValueError, AttributeError) as error:
        fix = "OIDC_ISSUER must be written as the provider writes it in `issuer`."
        return wrong(f"{issuer} is not the provider it should be: {error}.", fix)
    return fine(f"{issuer} answers. Whether it knows this site's client shows at the first sign-in.")
