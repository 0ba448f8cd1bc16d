"""What the provider says of its people: what the test chose, be it true or not."""

from __future__ import annotations

import time
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter

# By the person's number: for both answers, and for one of them alone.
BOTH: dict[int, dict[str, Any]] = {}
TOKEN: dict[int, dict[str, Any]] = {}
USERINFO: dict[int, dict[str, Any]] = {}
METADATA: dict[str, Any] = {}


class Adapter(DefaultOIDCAdapter):
    def get_claims(self, purpose: str, user: Any, *rest: Any, **options: Any) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_claims(purpose, user, *rest, **options)
        claims |= BOTH[user.pk]
        if purpose == "userinfo":
            return claims | USERINFO[user.pk]
        return claims | {"auth_time": int(time.time())} | TOKEN[user.pk]

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        data.update(METADATA)
