"""allauth's views where ours differ: a name or an invitation taken meanwhile, and which sessions a new
password ends."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from django.contrib.auth import logout

from accounts import invitations
from accounts.adapter import AccountAdapter
from accounts.forms import SignupForm, UsernameTaken
from accounts.sessions import kept_session


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


class PasswordSetView(views.PasswordSetView):
    def form_valid(self, form: Any) -> Any:
        with kept_session(self.request):
            return super().form_valid(form)


class PasswordResetFromKeyView(views.PasswordResetFromKeyView):
    def form_valid(self, form: Any) -> Any:
        """Whoever resets a password may have lost it to somebody: every session ends, this one too."""
        logout(self.request)
        return super().form_valid(form)
