"""The operator's view of people: accounts and sessions, contacts, requests, blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from allauth.mfa import admin as mfa_admin
from allauth.socialaccount import admin as social_admin
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import admin_audit, admin_door, contacts, news, pictures, sessions, two_factor
from accounts import admin_complaints as admin_complaints  # registers its own
from accounts.models import Block, Contact, ContactRequest, Invitation, User

# What a second step is made of (the secrets of apps, the seeds of recovery codes) is nobody's to read.
admin.site.unregister(mfa_admin.Authenticator)
# The provider is named in the environment alone, and its tokens are not kept.
admin.site.unregister([social_admin.SocialApp, social_admin.SocialToken, social_admin.SocialAccount])

# Before the admin's addresses are built: guessing passwords meets allauth's rate limits here too.
admin.site.login = admin_door.leads_to_second_step(  # type: ignore[method-assign,assignment]
    secure_admin_login(admin.site.login)
)
admin.site.has_permission = admin_door.opens(  # type: ignore[method-assign,assignment]
    admin.site.has_permission
)


def _change_own_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    return redirect("account_change_password")


admin.site.password_change = _change_own_password  # type: ignore[method-assign,assignment]

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(social_admin.SocialAccount)
class ConnectionAdmin(admin.ModelAdmin):
    """Which accounts the provider opens, to be seen and ended: who changed one could open another's."""

    list_display = ("user", "extra_data", "date_joined", "last_login")
    search_fields = ("user__username", "user__email", "uid")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ("username", "display_name", "email", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser", "date_joined", "last_login")
    search_fields = ("username", "display_name", "email")
    ordering = ("username",)
    date_hierarchy = "date_joined"
    actions = ("end_all_sessions", "remove_second_step", "remove_picture", "deactivate_and_disconnect")
    fieldsets = (
        (None, {"fields": ("username", "display_name", "face", "email", "password")}),
        (gettext_lazy("Permissions"), {"fields": ("is_active", *POWERS)}),
        (gettext_lazy("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "email", "usable_password", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """A username is an address and never changes; only superusers hand out powers."""
        fixed = ("username", "face", "last_login", "date_joined") if obj else ()
        return fixed if request.user.is_superuser else (*fixed, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_manage(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_manage(request, obj)

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest
    ) -> tuple[Any, ...]:
        """Who may delete an account may delete what hangs on it, read-only lists included."""
        listed, counts, _missing, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "display_name" in form.changed_data:
            news.announce_person(obj)

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().user_change_password(request, *args, **kwargs)
        with sessions.kept_session(request):
            return super().user_change_password(request, *args, **kwargs)

    @admin.action(description=gettext_lazy("End all sessions"), permissions=["change"])
    def end_all_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Signs the people out everywhere; the operator's own session stays."""
        people = [user for user in queryset if _may_manage(request, user)]
        ended = sum(sessions.end_sessions(user, except_sid=request.session[sessions.SID]) for user in people)
        admin_audit.note(request, people, _("End all sessions"))
        said = ngettext("%d session ended.", "%d sessions ended.", ended) % ended
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Remove the second step at sign-in"), permissions=["change"])
    def remove_second_step(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For people who lost phone and recovery codes, once it is sure who asks."""
        people = [
            user for user in queryset if _may_manage(request, user) and two_factor.remove_second_step(user)
        ]
        admin_audit.note(request, people, _("Remove the second step at sign-in"))
        said = ngettext(
            "%d person signs in with the password alone now.",
            "%d people sign in with the password alone now.",
            len(people),
        )
        self.message_user(request, said % len(people), messages.SUCCESS)

    @admin.display(description=gettext_lazy("Picture"))
    def face(self, obj: User) -> str:
        if not obj.picture:
            return _("none")
        return format_html('<img src="{}" alt="" width="96" height="96">', obj.picture_path)

    @admin.action(description=gettext_lazy("Remove picture"), permissions=["change"])
    def remove_picture(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Back to the initials, for everybody who sees the person."""
        people = [user for user in queryset if _may_manage(request, user) and pictures.remove(user)]
        admin_audit.note(request, people, _("Remove picture"))
        said = ngettext("%d picture removed.", "%d pictures removed.", len(people)) % len(people)
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Deactivate and disconnect"), permissions=["change"])
    def deactivate_and_disconnect(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Closes the accounts to sign-in and ends their sessions and calls (accounts.receivers)."""
        people = [user for user in queryset if _may_manage(request, user) and user != request.user]
        for user in people:
            user.is_active = False
            user.save(update_fields=["is_active"])
        admin_audit.note(request, people, _("Deactivate and disconnect"))
        said = ngettext("%d account deactivated.", "%d accounts deactivated.", len(people)) % len(people)
        self.message_user(request, said, messages.SUCCESS)
        if queryset.count() > len(people):
            left = _("Your own account, and those you may not manage, were left as they are.")
            self.message_user(request, left, messages.WARNING)


def _may_manage(request: HttpRequest, user: User | None) -> bool:
    """Staff who are no superusers manage nobody else of the administration: whoever resets a password there
    takes over what its owner may do."""
    if user is None or request.user.is_superuser or user == request.user:
        return True
    return not (user.is_superuser or user.is_staff)


class PairAdmin(admin.ModelAdmin):
    """Rows that say something about an owner and a person. Made or deleted, never edited."""

    list_display: tuple[str, ...] = ("owner", "person", "created_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("owner", "person")
    search_fields: ClassVar[tuple[str, ...]] = ("owner__username", "person__username")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("owner", "person")
    date_hierarchy = "created_at"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)


@admin.register(Contact)
class ContactAdmin(PairAdmin):
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Contacts know each other: one row is made into two."""
        contacts.befriend(obj.owner, obj.person)
        obj.pk = Contact.objects.get(owner=obj.owner, person=obj.person).pk

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        contacts.remove(obj.owner, obj.person.username)


@admin.register(Block)
class BlockAdmin(PairAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        contacts.unblock(obj.owner, obj.person.username)


@admin.register(ContactRequest)
class ContactRequestAdmin(PairAdmin):
    list_display: tuple[str, ...] = ("sender", "username", "created_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("sender",)
    search_fields: ClassVar[tuple[str, ...]] = ("sender__username", "username")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("sender",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        contacts.withdraw(obj.sender, obj.username)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Who invited whom. Links are made under *Your account*; deleting one makes it useless."""

    list_display = ("inviter", "created_at", "expires_at", "used_at", "newcomer")
    list_select_related = ("inviter", "newcomer")
    search_fields = ("inviter__username", "newcomer__username")
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
