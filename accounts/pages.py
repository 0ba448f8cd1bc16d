"""One's own account: the profile, and deleting it all."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import news
from accounts.forms import DeleteAccountForm, ProfileForm
from accounts.models import User


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(User, pk=request.user.pk)  # a copy: a refused name must not show in the page
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        news.announce_person(form.save())
        messages.success(request, _("Saved."))
        return redirect("account_profile")
    return render(request, "accounts/profile.html", {"form": form})


@sensitive_post_parameters("password")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="reauthenticate")
    if limited:
        return limited
    person = get_object_or_404(User, pk=request.user.pk)
    form = DeleteAccountForm(request.POST or None, user=person)
    if form.is_valid():
        logout(request)
        person.delete()
        messages.success(request, _("Your account is deleted."))
        return redirect("account_login")
    return render(request, "accounts/delete.html", {"form": form})
