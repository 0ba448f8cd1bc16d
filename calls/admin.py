"""The operator's view of calls: what happened, who is connected, and the one thing to do: end a call.

Nothing here is made, edited or deleted by hand: calls are history, pages and processes come and go.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import admin_audit
from accounts.user_agents import browser
from calls import clock, endings, failures
from calls.explanations import LOSSY, in_words
from calls.models import Call, CallReport, Device, Participant, Worker
from calls.states import LIVE, State


class ReadOnly:
    """Looked at, never changed: whoever may change calls may look."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ParticipantInline(ReadOnly, admin.TabularInline):
    model = Participant
    fields = ("role", "user", "seated", "link", "audio", "video", "absent_until")
    readonly_fields = fields
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who may see the call may see its people."""
        return request.user.has_perm("calls.view_call") or request.user.has_perm("calls.change_call")


class LiveFilter(admin.SimpleListFilter):
    title = gettext_lazy("going on")
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("Now")), ("0", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Call]) -> QuerySet[Call]:
        match self.value():
            case "1":
                return queryset.filter(state__in=LIVE)
            case "0":
                return queryset.filter(state=State.ENDED)
        return queryset


class MediaFilter(admin.SimpleListFilter):
    """By what became of picture and sound, as the pages reported it."""

    title = gettext_lazy("picture and sound")
    parameter_name = "media_was"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        lossy = _("Lossy (%d %% or more)") % LOSSY
        return [("failed", _("Failed or lost")), ("relayed", _("Relayed")), ("lossy", lossy)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Call]) -> QuerySet[Call]:
        choices = {"failed": failures.failed, "relayed": failures.relayed, "lossy": failures.lossy}
        choice = choices.get(self.value() or "")
        return choice(queryset) if choice else queryset


@admin.register(Call)
class CallAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("placed_at", "caller_name", "callee_name", "media", "state", "reason", "length")
    list_filter = (LiveFilter, MediaFilter, "state", "reason", "media", "placed_at")
    date_hierarchy = "placed_at"
    search_fields = ("=id", "participants__user__username", "participants__user__display_name")
    actions = ("end_call",)
    inlines = (ParticipantInline,)
    fields = (
        ("state", "reason", "ended_by"),
        ("media", "epoch", "version", "reached"),
        ("placed_at", "accepted_at", "connected_at"),
        ("ended_at", "deadline"),
        "reports",
    )
    readonly_fields = (*(name for row in fields if isinstance(row, tuple) for name in row), "reports")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.why_calls_fail)
        return [path("why/", view, name="calls_call_why"), *super().get_urls()]

    def why_calls_fail(self, request: HttpRequest) -> HttpResponse:
        """Counts of the last 7 and 30 days: how calls ended, and what pages of failed ones reported."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        spans = [failures.overview(days) for days in (7, 30)]
        context = {**self.admin_site.each_context(request), "title": _("Why calls fail"), "spans": spans}
        return TemplateResponse(request, "admin/calls/call/why.html", {**context, "opts": self.opts})

    @admin.display(description=gettext_lazy("picture and sound"))
    def reports(self, call: Call) -> SafeString | str:
        rows = CallReport.objects.filter(participant__call=call).select_related("participant__user")
        said = [(_side(row), in_words(row, _who(row.participant))) for row in rows.order_by("epoch", "pk")]
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", said) or _("No page said anything.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        return super().get_queryset(request).prefetch_related("participants__user")

    @admin.display(description=gettext_lazy("caller"))
    def caller_name(self, call: Call) -> str:
        return _name(call, 0)

    @admin.display(description=gettext_lazy("callee"))
    def callee_name(self, call: Call) -> str:
        return _name(call, 1)

    @admin.display(description=gettext_lazy("length"))
    def length(self, call: Call) -> str:
        if call.connected_at is None or call.ended_at is None:
            return _("never connected") if call.state == State.ENDED else ""
        return str(call.ended_at - call.connected_at).partition(".")[0]

    @admin.action(description=gettext_lazy("End call"), permissions=["change"])
    def end_call(self, request: HttpRequest, queryset: QuerySet[Call]) -> None:
        """Both people's pages learn at once that the call was ended."""
        ended = [call for call in queryset if endings.end_by_admin(str(call.pk))]
        admin_audit.note(request, ended, _("End call"))
        said = ngettext("%d call ended.", "%d calls ended.", len(ended)) % len(ended)
        self.message_user(request, said, messages.SUCCESS if ended else messages.WARNING)


def _side(report: CallReport) -> str:
    """Whose report it is, and of what: *bob, Firefox 153 on Linux, connection 2*."""
    used = " on ".join(part for part in (report.browser, report.system) if part)
    which = _("connection %d") % report.epoch if report.epoch > 1 else ""
    return ", ".join(part for part in (_who(report.participant), used, which) if part)


def _who(participant: Participant) -> str:
    return participant.user.username if participant.user else _("deleted")


def _name(call: Call, place: int) -> str:
    """The caller's (0) or callee's (1) username, from what the list fetched at once."""
    people = sorted(call.participants.all(), key=lambda participant: participant.role == "callee")
    return _who(people[place]) if place < len(people) else _("deleted")


class OnlineFilter(admin.SimpleListFilter):
    title = gettext_lazy("online")
    parameter_name = "online"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("Online")), ("0", _("Offline"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Device]) -> QuerySet[Device]:
        match self.value():
            case "1":
                return queryset.exclude(connection="").filter(worker__lease_until__gt=clock.now())
            case "0":
                return queryset.exclude(pk__in=self._online(queryset))
        return queryset

    def _online(self, queryset: QuerySet[Device]) -> QuerySet[Device]:
        return queryset.exclude(connection="").filter(worker__lease_until__gt=clock.now()).order_by()


class LookedAt(ReadOnly, admin.ModelAdmin):
    """A list of what the server keeps by itself."""

    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Device)
class DeviceAdmin(LookedAt):
    list_display = ("user", "online", "browser", "system", "worker", "created_at", "seen_at")
    list_filter = (OnlineFilter, "seen_at")
    list_select_related = ("user", "worker")
    search_fields = ("user__username", "user__display_name", "user_agent")
    date_hierarchy = "seen_at"
    ordering = ("-seen_at",)
    fields = ("user", "online", "browser", "system", "worker", "created_at", "seen_at")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("browser"), ordering="user_agent")
    def browser(self, device: Device) -> str:
        return browser(device.user_agent).name

    @admin.display(description=gettext_lazy("system"))
    def system(self, device: Device) -> str:
        return browser(device.user_agent).system

    @admin.display(boolean=True, description=gettext_lazy("online"))
    def online(self, device: Device) -> bool:
        return bool(device.connection and device.worker and device.worker.lease_until > clock.now())


@admin.register(Worker)
class WorkerAdmin(LookedAt):
    list_display = ("id", "started_at", "lease_until", "pages")
    ordering = ("-started_at",)

    @admin.display(description=gettext_lazy("open pages"))
    def pages(self, worker: Worker) -> int:
        return worker.devices.exclude(connection="").count()
