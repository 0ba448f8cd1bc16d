"""One's own account: the profile with one's picture, and deleting it all."""

from __future__ import annotations

from functools import partial

from allauth.core import ratelimit
from allauth.core.internal import ratelimit as rates
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drawing, news, pictures
from accounts.forms import DeleteAccountForm, ProfileForm
from accounts.models import User
from accounts.views import SignedInRequest, asked_again


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


@never_cache
@login_required
@require_POST
def picture(request: SignedInRequest) -> HttpResponse:
    """Where it cannot be taken, the page says why beside the field."""
    refused = _kept(request)
    if refused is None:
        messages.success(request, _("Your contacts see your new picture."))
        return redirect("account_profile")
    person = get_object_or_404(User, pk=request.user.pk)
    context = {"form": ProfileForm(instance=person), "refused": refused}
    return render(request, "accounts/profile.html", context)


@never_cache
@login_required
@require_POST
def remove_picture(request: SignedInRequest) -> HttpResponse:
    pictures.remove(request.user)
    messages.success(request, _("Your picture is removed. Your initials stand for you again."))
    return redirect("account_profile")


def _kept(request: SignedInRequest) -> str | None:
    """The picture sent is the person's now; or why not, in words for them."""
    file = request.FILES.get("picture")
    if not file or file.size is None:
        return _("Choose a picture first.")
    rate = {"picture": settings.PICTURE_RATE}
    if not rates.consume(request, app="accounts", action="picture", config=rate):
        return _("That were many pictures in a short time. Wait a while, then try again.")
    try:
        pictures.put(request.user, file, file.size)
    except drawing.NoPicture as no_picture:
        return str(no_picture)
    return None


def _gives_password(request: SignedInRequest) -> bool:
    """With the form itself."""
    return request.user.has_usable_password()


@sensitive_post_parameters("password")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@partial(asked_again, unless=_gives_password)
def delete(request: HttpRequest) -> HttpResponse:
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="reauthenticate")
    if limited:
        return limited
    person = get_object_or_404(User, pk=request.user.pk)
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, user=person)
    if form.is_valid():
        logout(request)
        person.delete()
        messages.success(request, _("Your account is deleted."))
        return redirect("account_login")
    return render(request, "accounts/delete.html", {"form": form})
