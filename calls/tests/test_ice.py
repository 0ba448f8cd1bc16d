"""STUN for everybody, TURN for people with a call, with credentials that coturn can check."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

import pytest
from django.conf import LazySettings

from calls.ice import ice_servers

SECRET = "a secret that coturn knows too"


@pytest.fixture(autouse=True)
def servers(settings: LazySettings) -> None:
    settings.STUN_URLS = ["stun:stun.example.org"]
    settings.TURN_URLS = ["turn:turn.example.org", "turns:turn.example.org"]
    settings.TURN_SECRET = SECRET
    settings.TURN_TTL_SECONDS = 600


def test_somebody_without_a_call_gets_stun_only() -> None:
    servers = ice_servers(1, in_call=False).ice_servers
    assert [(server.urls, server.username, server.credential) for server in servers] == [
        (["stun:stun.example.org"], None, None)
    ]


def test_turn_credentials_follow_the_rest_convention() -> None:
    turn = ice_servers(1, in_call=True).ice_servers[1]
    assert turn.username
    digest = hmac.new(SECRET.encode(), turn.username.encode(), hashlib.sha1).digest()
    assert turn.credential == base64.b64encode(digest).decode()
    expiry = int(turn.username.split(":")[0])
    assert 595 <= expiry - time.time() <= 600


def test_the_id_is_the_persons_own_and_says_nothing() -> None:
    def opaque(user_id: int) -> str:
        username = ice_servers(user_id, in_call=True).ice_servers[1].username
        assert username
        return username.split(":")[1]

    assert opaque(1) == opaque(1) != opaque(2)
    assert len(opaque(1)) == 16


def test_without_servers_there_are_none(settings: LazySettings) -> None:
    settings.STUN_URLS = settings.TURN_URLS = []
    assert ice_servers(1, in_call=True).ice_servers == []
