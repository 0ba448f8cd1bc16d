"""The operator's queue of people's reports of people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import admin_audit, complaints
from accounts.models import Complaint, User


class HandledFilter(admin.SimpleListFilter):
    """The open ones, unless others are asked for."""

    title = gettext_lazy("handled")
    parameter_name = "handled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("Handled")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The first, which asks for nothing, is no *All* here."""
        for place, choice in enumerate(super().choices(changelist)):
            yield choice if place else choice | {"display": _("Open")}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> QuerySet[Complaint]:
        match self.value():
            case None:
                return queryset.filter(handled_at=None)
            case "1":
                return queryset.exclude(handled_at=None)
        return queryset


@admin.register(Complaint)
class ComplaintAdmin(admin.ModelAdmin):
    """People's reports of people: a queue, the open ones first. Looked at and handled, never edited."""

    list_display = ("created_at", "about", "reason", "words_begin", "by", "handled_at", "handled_by")
    list_filter = (HandledFilter, "reason", "created_at")
    list_select_related = ("person", "reporter", "handled_by")
    search_fields = ("person_name", "reporter_name", "words")
    date_hierarchy = "created_at"
    actions = ("handled",)
    fields = ("created_at", "about", "reason", "words", "by", "handled_at", "handled_by")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("reported person"), ordering="person_name")
    def about(self, complaint: Complaint) -> str:
        return _linked(complaint.person, complaint.person_name)

    @admin.display(description=gettext_lazy("reporter"), ordering="reporter_name")
    def by(self, complaint: Complaint) -> str:
        return _linked(complaint.reporter, complaint.reporter_name)

    @admin.display(description=gettext_lazy("what happened"))
    def words_begin(self, complaint: Complaint) -> str:
        return Truncator(complaint.words).words(20)

    @admin.action(description=gettext_lazy("Handled"), permissions=["change"])
    def handled(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> None:
        done = complaints.handle(queryset, cast(User, request.user))
        admin_audit.note(request, list(queryset), _("Handled"))
        said = ngettext("%d report handled.", "%d reports handled.", done) % done
        self.message_user(request, said, messages.SUCCESS)


def _linked(person: User | None, name: str) -> str:
    """The way to what can be done about them; just the name of an account that is gone."""
    if person is None:
        return name
    return format_html('<a href="{}">{}</a>', reverse("admin:accounts_user_change", args=[person.pk]), name)
