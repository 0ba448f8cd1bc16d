"""The account forms: allauth's, in our words, and our own."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import invitations
from accounts.models import User

PASSWORD_RULES = _("At least 8 characters, not a common word, and not like your name.")
# A username is typed as it is: no help from phones.
AS_TYPED = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class UsernameTaken(Exception):
    """Somebody else took the name between the form's check and the saving."""


class PlainFields(forms.Form):
    """Labels above the fields say what goes in; placeholders, which vanish when one types, do not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = PASSWORD_RULES if "<ul>" in str(field.help_text) else ""


class LoginForm(PlainFields, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Username")
        login.help_text = _("Or your email address.")
        login.widget.attrs.update(AS_TYPED, autocomplete="username")

    def clean(self) -> dict[str, Any]:
        """An operator is never locked out by mail that is not set up yet."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.user and self.user.is_superuser:
            self._login.email_verification = EmailVerificationMethod.NONE
        return cleaned


def describe_username(form: forms.Form) -> None:
    username = form.fields["username"]
    username.widget.attrs.update(AS_TYPED)
    username.help_text = _("People add you by this name. Letters, digits, dots, hyphens and underscores.")


class SignupForm(PlainFields, allauth_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_username(self)

    def save(self, request: HttpRequest) -> User:
        """The account, its email address and what an invitation brings, or nothing; raises UsernameTaken or
        invitations.Gone."""
        try:
            with transaction.atomic():
                user: User = super().save(request)
                invitations.redeem(request, user, needed=settings.SIGNUP != "open")
        except IntegrityError:
            raise UsernameTaken from None
        return user


class ChangePasswordForm(PlainFields, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        _name_new_password(self)


class SetPasswordForm(PlainFields, allauth_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new_password(self)


class ResetPasswordForm(PlainFields, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainFields, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new_password(self)


class ReauthenticateForm(PlainFields, allauth_forms.ReauthenticateForm):
    pass


class AddEmailForm(PlainFields, allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New email address")


def _name_new_password(form: forms.Form) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password2"].label = _("New password (again)")


class ProfileForm(forms.ModelForm):
    """What others see of a person; User.clean makes it safe to show."""

    class Meta:
        model = User
        fields = ["display_name"]
        help_texts = {"display_name": _("What your contacts see. Leave it empty to show your username.")}
        widgets = {"display_name": forms.TextInput(attrs={"autocomplete": "name"})}


class DeleteAccountForm(forms.Form):
    """Asks for the password, where there is one."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise get_adapter().validation_error("incorrect_password")
        return password
