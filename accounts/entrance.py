"""allauth's views where ours differ: a name or an invitation taken meanwhile, and which sessions a new
password ends."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import logout
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from accounts import invitations
from accounts.adapter import AccountAdapter
from accounts.forms import SignupForm, UsernameTaken
from accounts.sessions import kept_session
from accounts.views import asked_again


class SignupView(views.SignupView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"invitation": invitations.of(self.request)}

    def form_valid(self, form: SignupForm) -> Any:
        try:
            return super().form_valid(form)
        except invitations.Gone:
            return self.closed()
        except UsernameTaken:
            form.add_error("username", AccountAdapter.error_messages["username_taken"])
            return self.form_invalid(form)


class PasswordChangeView(views.PasswordChangeView):
    def form_valid(self, form: Any) -> Any:
        with kept_session(self.request):
            return super().form_valid(form)


@method_decorator(asked_again, name="get")
class PasswordSetView(views.PasswordSetView):
    """Another way in, for somebody who came without a password: who signed in long ago is asked again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Asked before the form, not after it: what is posted would lie in the session meanwhile."""
        try:
            raise_if_reauthentication_required(request, app="allauth.account")
        except ReauthenticationRequired:
            return redirect("account_set_password")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> Any:
        with kept_session(self.request):
            return super().form_valid(form)


class PasswordResetFromKeyView(views.PasswordResetFromKeyView):
    def form_valid(self, form: Any) -> Any:
        """Whoever resets a password may have lost it to somebody: every session ends, this one too."""
        logout(self.request)
        return super().form_valid(form)
