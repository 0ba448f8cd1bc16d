"""The pages of invitations: making links, and arriving by one."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import invitations
from accounts.views import SignedInRequest


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """A new link is shown in the answer to its making, and never again."""
    if settings.SIGNUP == "closed":
        raise Http404
    link = refused = ""
    if request.method == "POST":
        rate = {"invite": settings.INVITATION_RATE}
        if ratelimit.consume(request, app="accounts", action="invite", config=rate):
            path = reverse("invitation", args=[invitations.make(request.user)])
            link = request.build_absolute_uri(path)
        else:
            refused = _("That were many invitations in a short time. Wait a while, then try again.")
    still_open = invitations.open_ones(request.user)
    return render(
        request, "accounts/invite.html", {"link": link, "refused": refused, "invitations": still_open}
    )


@never_cache
@login_required
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    if invitations.open_ones(request.user).filter(pk=pk).delete()[0]:
        messages.success(request, _("The link is not good any more."))
    return redirect("account_invite")


@never_cache
@require_GET
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody opened a link. The session remembers it, so that the form's address is as always."""
    invitation = invitations.find(token) if settings.SIGNUP != "closed" else None
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    if request.user.is_authenticated:
        return render(request, "accounts/invitation_known.html", {"inviter": invitation.inviter})
    request.session[invitations.IN_SESSION] = token
    return redirect("account_signup")
