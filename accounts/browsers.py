"""*Where you are signed in*: a person's sessions, each endable."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import sessions
from accounts.models import Session
from accounts.user_agents import browser
from accounts.views import SignedInRequest, asked_again


class SignedInBrowser(NamedTuple):
    session: Session
    name: str
    here: bool


@never_cache
@login_required
@require_safe
def browsers(request: SignedInRequest) -> HttpResponse:
    here = request.session[sessions.SID]
    found = [SignedInBrowser(one, _in_words(one), one.sid == here) for one in sessions.open_of(request.user)]
    found.sort(key=lambda one: not one.here)
    return render(request, "accounts/browsers.html", {"browsers": found})


@never_cache
@login_required
@require_POST
@asked_again
def end(request: SignedInRequest, sid: str) -> HttpResponse:
    """One of the other browsers is signed out, and its calls end (accounts.receivers)."""
    if sid == request.session[sessions.SID]:
        return redirect("account_logout")
    if sessions.end_session(request.user, sid):
        messages.success(request, _("That browser is signed out."))
    return redirect("account_browsers")


@never_cache
@login_required
@require_POST
@asked_again
def end_others(request: SignedInRequest) -> HttpResponse:
    ended = sessions.end_sessions(request.user, except_sid=request.session[sessions.SID])
    said = ngettext("%d other browser is signed out.", "%d other browsers are signed out.", ended) % ended
    messages.success(request, said)
    return redirect("account_browsers")


def _in_words(session: Session) -> str:
    name, system = browser(session.user_agent)
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("Unknown browser")
