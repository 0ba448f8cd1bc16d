"""Turns what happens to accounts and sessions, by whatever door, into accounts.signals."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.account.signals import user_logged_in, user_signed_up
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import confirming, contacts, language, sessions, signals
from accounts.models import Session, User
from accounts.news import announce_person, void_requests_to


@receiver(post_delete, sender=Session)
def session_deleted(instance: Session, **_: Any) -> None:
    """A row may go because its key changed: another row with the same `sid` then keeps the session."""
    if instance.user_id:
        transaction.on_commit(lambda: _announce_end(instance.sid))


def _announce_end(sid: str) -> None:
    if not sessions.open_sids({sid}):
        signals.sessions_ended.send_robust(sender=None, sids={sid})


@receiver(post_save, sender=User)
def user_saved(instance: User, created: bool, update_fields: Collection[str] | None, **_: Any) -> None:
    """Deactivation ends every session, a new password those that were opened with the old one."""
    if not created and (not update_fields or {"password", "is_active"} & set(update_fields)):
        transaction.on_commit(lambda: _settle(instance))


def _settle(user: User) -> None:
    if user.is_active:
        sessions.end_stale_sessions(user)
    else:
        sessions.end_sessions(user)
        signals.user_disabled.send_robust(sender=None, user=user.pk)


@receiver(pre_delete, sender=User)
def user_about_to_go(instance: User, **_: Any) -> None:
    """Sent at once, not after the commit: calls are ended while it is known whose they are."""
    signals.user_disabled.send(sender=None, user=instance.pk)
    announce_person(instance)
    void_requests_to(instance)


@receiver(user_signed_up)
def newcomer(user: User, **_: Any) -> None:
    """Somebody new has one contact already, where the operator runs the echo bot: it answers at any hour."""
    echo = contacts.find(settings.ECHO_USERNAME)
    if echo and echo.is_active:
        contacts.befriend(user, echo)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, sociallogin: SocialLogin | None = None, **_: Any) -> None:
    """The session learns which browser it is; the account the language chosen before signing in, if it has
    none yet."""
    sessions.describe(request)
    if sociallogin:
        sessions.confirm(request, confirming.signed_in_at(sociallogin))
    if not user.language:
        language.keep(user, language.of_cookie(request))
