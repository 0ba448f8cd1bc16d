"""The operator's view of calls: what happened, who is connected, and the one thing to do: end a call.

Nothing here is made, edited or deleted by hand: calls are history, pages and processes come and go.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from calls import clock, endings
from calls.models import Call, Device, Participant, Worker
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


@admin.register(Call)
class CallAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("placed_at", "caller_name", "callee_name", "media", "state", "reason", "length")
    list_filter = (LiveFilter, "state", "reason", "media", "placed_at")
    date_hierarchy = "placed_at"
    search_fields = ("=id", "participants__user__username", "participants__user__display_name")
    actions = ("end_call",)
    inlines = (ParticipantInline,)
    fields = (
        ("state", "reason", "ended_by"),
        ("media", "epoch", "version", "reached"),
        ("placed_at", "accepted_at", "connected_at"),
        ("ended_at", "deadline"),
    )
    readonly_fields = tuple(name for row in fields for name in row)

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
        ended = sum(endings.end_by_admin(str(call.pk)) for call in queryset)
        said = ngettext("%d call ended.", "%d calls ended.", ended) % ended
        self.message_user(request, said, messages.SUCCESS if ended else messages.WARNING)


def _name(call: Call, place: int) -> str:
    """The caller's (0) or callee's (1) username, from what the list fetched at once."""
    people = sorted(call.participants.all(), key=lambda participant: participant.role == "callee")
    user = people[place].user if place < len(people) else None
    return user.username if user else _("deleted")


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
    list_display = ("user", "online", "user_agent", "worker", "created_at", "seen_at")
    list_filter = (OnlineFilter, "seen_at")
    list_select_related = ("user", "worker")
    search_fields = ("user__username", "user__display_name", "user_agent")
    date_hierarchy = "seen_at"
    ordering = ("-seen_at",)
    exclude = ("resume_hash", "session", "connection")

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
