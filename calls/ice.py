"""The STUN and TURN servers a page may use, TURN with credentials that are good for minutes.

The credentials follow the TURN REST convention (draft-uberti-behave-turn-rest-00), which coturn's
`use-auth-secret` checks: the username is `expiry:id`, the password base64(HMAC-SHA1(secret, username)).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from django.conf import settings
from django.utils.crypto import salted_hmac

from calls.messages import IceServer, IceServers

CHECK_SECONDS = 120


def ice_servers(user_id: int, in_call: bool) -> IceServers:
    """What goes into RTCPeerConnection's iceServers. TURN only for people who ring, are rung or seated:
    a relay costs the operator traffic."""
    servers = [IceServer(urls=settings.STUN_URLS)] if settings.STUN_URLS else []
    if in_call and settings.TURN_URLS:
        servers.append(_turn(user_id, settings.TURN_TTL_SECONDS))
    return IceServers(ice_servers=servers, ttl=settings.TURN_TTL_SECONDS)


def ice_servers_for_check(user_id: int) -> IceServers:
    """The same for somebody who tries their connection without a call (docs/decisions/0011): good for as
    long as a check takes. Whoever hands them out counts how often."""
    servers = [IceServer(urls=settings.STUN_URLS)] if settings.STUN_URLS else []
    if settings.TURN_URLS:
        servers.append(_turn(user_id, CHECK_SECONDS))
    return IceServers(ice_servers=servers, ttl=CHECK_SECONDS)


def _turn(user_id: int, seconds: int) -> IceServer:
    username, credential = credentials(_opaque_id(user_id), seconds)
    return IceServer(settings.TURN_URLS, username, credential)


def credentials(who: str, seconds: int) -> tuple[str, str]:
    """A TURN username and its password, good for so long by this machine's clock. coturn's user-quota
    counts by `who`."""
    username = f"{int(time.time()) + seconds}:{who}"
    # The convention names SHA-1; as a keyed hash it is sound.
    digest = hmac.digest(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1)
    return username, base64.b64encode(digest).decode()


def _opaque_id(user_id: int) -> str:
    """The same for a person each time, so that coturn can count by it, and meaningless to others."""
    return salted_hmac("calls.ice", str(user_id), algorithm="sha256").hexdigest()[:16]
