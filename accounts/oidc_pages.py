"""To the OpenID Connect provider and back. Loaded only where OIDC_ISSUER is set (accounts/urls.py).

Every way begins with a form: what a link of another site could begin would sign people in as somebody else.
"""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from allauth.socialaccount import views
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base import AuthProcess, ProviderException
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from requests import RequestException

from accounts import confirming
from accounts.oidc import Conversation
from accounts.views import SignedInRequest, asked_again


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    if request.method == "GET":
        return redirect("account_login")
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="login")
    return limited or _leave(request, AuthProcess.LOGIN)


@never_cache
@login_required
@require_POST
@asked_again
def connect(request: SignedInRequest) -> HttpResponse:
    return _leave(request, AuthProcess.CONNECT)


@method_decorator([never_cache, login_required], name="dispatch")
class AgainView(BaseReauthenticateView):
    form_class = forms.Form
    template_name = "socialaccount/reauthenticate.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Core 3.1.2.1: `prompt` has the provider ask, `max_age` has it say when it did."""
        return _leave(self.request, confirming.AGAIN, prompt="login", max_age="0")


def _leave(request: HttpRequest, process: str, **asked: str) -> HttpResponse:
    """A page that leads on to the provider. Not a redirect: browsers hold those of a form against the policy
    (form-action), with every further one at the provider's, whose hosts nobody knows here."""
    provider = get_adapter(request).get_provider(request, settings.OIDC.key)
    try:
        answer = provider.redirect(
            request, process, next_url=get_next_redirect_url(request), auth_params=asked
        )
    except (ProviderException, RequestException) as error:
        context = {"state": {"process": process}}
        failed: HttpResponse = render_authentication_error(
            request, provider, exception=error, extra_context=context
        )
        return failed
    return render(request, "socialaccount/leaving.html", {"address": answer["Location"]})


@never_cache
@require_GET
def callback(request: HttpRequest, provider_id: str) -> Any:
    """allauth catches what goes wrong on its way, but not when it asks for the provider's addresses."""
    conversation = Conversation(request, provider_id)
    try:
        return OAuth2CallbackView.adapter_view(conversation)(request)
    except (ProviderException, RequestException) as error:
        return render_authentication_error(request, conversation.get_provider(), exception=error)


# allauth asks for these addresses by provider.
ONLY = {"provider_id": settings.OIDC.key}
urlpatterns = [
    path("", views.connections, name="socialaccount_connections"),
    path("login/", start, ONLY, name="openid_connect_login"),
    path("callback/", callback, ONLY, name="openid_connect_callback"),
    path("connect/", connect, name="oidc_connect"),
    path("again/", AgainView.as_view(), name="oidc_again"),
    path("signup/", views.signup, name="socialaccount_signup"),
]
