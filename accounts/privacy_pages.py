"""The pages of privacy: one's own decisions and link, somebody else's link, one contact, and reporting."""

from __future__ import annotations

from allauth.core.internal import ratelimit as rates
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import complaints, contacts, export, gate, privacy
from accounts.models import User
from accounts.privacy_forms import ContactForm, PrivacyForm, ReportForm
from accounts.views import SignedInRequest


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def mine(request: SignedInRequest) -> HttpResponse:
    person = get_object_or_404(User, pk=request.user.pk)
    form = PrivacyForm(_posted(request), instance=person)
    if form.is_valid():
        privacy.save(form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("account_privacy")
    link = request.build_absolute_uri(reverse("add", args=[privacy.link_of(person).token]))
    listing = contacts.listing(request.user)
    known = [*listing["contacts"], *listing["incoming"]]
    return render(request, "accounts/privacy.html", {"form": form, "link": link, "known": known})


@never_cache
@login_required
@require_POST
def renew_link(request: SignedInRequest) -> HttpResponse:
    privacy.renew_link(request.user)
    messages.success(request, _("This is your new link. The old one leads nowhere now."))
    return redirect("account_privacy")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, token: str) -> HttpResponse:
    """Somebody's link: sends them a request, once the visitor presses the button. A link alone does nothing,
    or any page could make its visitors ask."""
    owner = privacy.owner_of(token)
    if request.method != "POST" or owner is None:
        status = 200 if owner else 404
        return render(request, "accounts/add.html", {"owner": owner}, status=status)
    rate = {"ask": settings.CONTACT_REQUEST_RATE}
    if not rates.consume(request, app="accounts", action="ask", config=rate):
        messages.error(request, _("That were many requests in a short time. Wait a while, then try again."))
        return redirect("home")
    try:
        messages.success(request, contacts.ask(request.user, owner.username, invited=True))
    except contacts.Refused as refused:
        messages.error(request, refused.message)
    return redirect("home")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def contact(request: SignedInRequest, username: str) -> HttpResponse:
    """What one may decide about somebody one knows."""
    person = _known(request.user, username)
    listed = gate.lists(request.user.pk, person.pk)
    hides = privacy.hides_from(request.user, person)
    form = ContactForm(_posted(request), initial={"hide_address": hides})
    if listed and form.is_valid():
        privacy.hide_from(request.user, person, form.cleaned_data["hide_address"])
        messages.success(request, _("Saved."))
        return redirect("contact-about", username=person.username)
    return render(request, "accounts/contact.html", {"form": form, "person": person, "listed": listed})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest, username: str) -> HttpResponse:
    person = _known(request.user, username)
    form = ReportForm(_posted(request))
    if form.is_valid():
        rate = {"report": settings.REPORT_RATE}
        if rates.consume(request, app="accounts", action="report", config=rate):
            queue = request.build_absolute_uri(reverse("admin:accounts_complaint_changelist"))
            said = complaints.report(request.user, person, **form.cleaned_data, queue=queue)
            messages.success(request, said)
            return redirect("home")
        form.add_error(None, _("That were many reports in a short time. Wait a while, then try again."))
    blocked = gate.has_blocked(request.user.pk, person.pk)
    if blocked:
        del form.fields["block"]
    return render(request, "accounts/report.html", {"form": form, "person": person})


@never_cache
@login_required
@require_POST
def download(request: SignedInRequest) -> HttpResponse:
    """Everything about the person, as a file."""
    rate = {"download": settings.DOWNLOAD_RATE}
    if not rates.consume(request, app="accounts", action="download", config=rate):
        messages.error(request, _("That were many downloads in a short time. Wait a while, then try again."))
        return redirect("account_privacy")
    kept = {"Content-Disposition": f'attachment; filename="{request.user.username}.json"'}
    return HttpResponse(export.as_json(request.user), content_type="application/json", headers=kept)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What the form said; a form of unticked boxes alone says nothing, and was sent all the same."""
    return request.POST if request.method == "POST" else None


def _known(owner: User, username: str) -> User:
    """Whether anybody else is there, nobody learns: they are not found."""
    person = contacts.known(owner, username)
    if person is None:
        raise Http404
    return person
