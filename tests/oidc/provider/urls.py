"""The provider, and the tests' own door to it (`people/`, `client/`, `metadata/`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from allauth.idp.oidc.models import Client
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from tests.oidc.provider import claims


def door(deed: Callable[..., Any]) -> Callable[[HttpRequest], JsonResponse]:
    """The view that does it with what was posted as JSON."""

    @csrf_exempt
    def view(request: HttpRequest) -> JsonResponse:
        return JsonResponse({"result": deed(**json.loads(request.body))})

    return view


def make_person(
    username: str, password: str, both: dict[str, Any], token: dict[str, Any], userinfo: dict[str, Any]
) -> int:
    """Whoever is there already stays signed in."""
    user = User.objects.filter(username=username).first()
    user = user or User.objects.create_user(username, password=password)
    claims.BOTH[user.pk], claims.TOKEN[user.pk], claims.USERINFO[user.pk] = both, token, userinfo
    return user.pk


def make_client(name: str, secret: str, redirect_uris: list[str]) -> None:
    client = Client(id=name, name=name, secret=make_password(secret), scopes="openid\nprofile\nemail")
    client.set_redirect_uris(redirect_uris)
    client.save()


def say(**metadata: Any) -> None:
    """What stands at /.well-known/openid-configuration besides what is true; nothing without arguments."""
    claims.METADATA.clear()
    claims.METADATA.update(metadata)


urlpatterns = [
    path("favicon.ico", lambda request: HttpResponse(status=204)),  # browsers ask for it
    path("people/", door(make_person)),
    path("client/", door(make_client)),
    path("metadata/", door(say)),
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]
