"""The second step at sign-in: how allauth.mfa does it here, in our words (docs/decisions/0022)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import segno
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import PlainFields
from accounts.models import User

LONGEST_NAME = 60  # of a passkey
# Recovery codes alone are no step of their own: they stand in for one of these.
STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_step(user: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(get_mfa_adapter().is_mfa_enabled(user, STEPS))


def remove_second_step(user: User) -> bool:
    """For somebody who lost phone and recovery codes: the password alone opens again.

    Whether there was anything to remove."""
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    return bool(removed)


class TwoFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That is not right. Codes from an app change every 30 seconds."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Set up an authenticator app or a passkey first: recovery codes stand in for them."
        ),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def build_totp_svg(self, url: str) -> str:
        """Dark on white in both themes, as cameras want it."""
        picture = BytesIO()
        segno.make(url, error="m", micro=False).save(
            picture, kind="svg", border=4, light="#fff", dark="#000", scale=4
        )
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host: dict[str, str] = super().get_public_key_credential_rp_entity()
        return host | {"name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What the browser shows when somebody chooses among passkeys."""
        handle = user_pk_to_url_str(user).encode()
        return {"id": handle, "display_name": user.name, "name": user.username}


class CodeOnce:
    """A code counts once (RFC 6238, 5.2), also in the steps before and after its own that are tolerated."""

    user: User

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        lives = settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
        if not cache.add(f"accounts.code:{self.user.pk}:{code}", 1, timeout=lives):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


def _name_code(form: forms.Form, help_text: Any = "") -> None:
    form.fields["code"].label = gettext_lazy("Code")
    form.fields["code"].help_text = help_text
    form.fields["code"].widget.attrs.update(autocapitalize="none", spellcheck="false")


class AuthenticateForm(PlainFields, CodeOnce, base_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self, gettext_lazy("From your authenticator app, or one of your recovery codes."))


class ReauthenticateForm(PlainFields, CodeOnce, base_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self, gettext_lazy("From your authenticator app, or one of your recovery codes."))


class ActivateTOTPForm(PlainFields, totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self, gettext_lazy("The six digits that the app shows now."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Whatever is wrong with what a browser sent as a passkey. fido2 takes much for granted, and allauth
    lets its errors through."""
    try:
        yield
    except (AttributeError, InvalidSignature, KeyError, TypeError, ValueError, ValidationError) as error:
        if getattr(error, "code", "") == "too_many_login_attempts":
            raise
        said = _("That passkey does not open this account, or it took too long. Try again.")
        raise ValidationError(said, code="incorrect_code") from error


class PasskeyChecks:
    """For the forms that take a passkey as proof."""

    def clean_credential(self) -> Authenticator:
        with _in_our_words():
            return super().clean_credential()  # type: ignore[misc]


class PasskeyLoginForm(PasskeyChecks, webauthn_forms.LoginWebAuthnForm):
    pass


class PasskeyAuthenticateForm(PasskeyChecks, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class PasskeyReauthenticateForm(PasskeyChecks, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(PlainFields, webauthn_forms.AddWebAuthnForm):
    """Every device is asked for a passkey: allauth's question whether it shall be one is left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        _name_passkey(self)

    def clean(self) -> dict[str, Any]:
        with _in_our_words():
            return super().clean() or {}


class RenamePasskeyForm(PlainFields, webauthn_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_passkey(self)


def _name_passkey(form: forms.Form) -> None:
    name = form.fields["name"]
    name.label = gettext_lazy("Name")
    name.help_text = gettext_lazy("To tell it from others: “my phone”, “the key on my ring”.")
    name.validators.append(MaxLengthValidator(LONGEST_NAME))
    name.widget.attrs.update(maxlength=LONGEST_NAME, autocomplete="off")
