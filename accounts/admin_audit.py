"""What operators did in the administration: who, when, to whom. Django notes what its forms add, change and
delete; the lists' own actions are noted with `note`, and all of it is shown here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def note(request: HttpRequest, touched: Sequence[Model], what: object) -> None:
    """This operator did `what` to each of these, and they are changed now."""
    person: Any = request.user
    LogEntry.objects.log_actions(person.pk, touched, CHANGE, str(what))


@admin.register(LogEntry)
class LogEntryAdmin(admin.ModelAdmin):
    """To be read, never to be changed; it goes with the account of the operator."""

    list_display = ("action_time", "user", "content_type", "object_repr", "done")
    list_filter = ("action_time", "action_flag", ("content_type", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "content_type")
    search_fields = ("user__username", "object_repr", "change_message")
    date_hierarchy = "action_time"

    @admin.display(description=_("what was done"))
    def done(self, entry: LogEntry) -> str:
        return entry.get_change_message() or entry.get_action_flag_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
