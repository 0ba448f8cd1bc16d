"""People: who they are, whom they know, whom they do not want to hear from."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.names import clean_display_name

WORDS_LIMIT = 1000  # of a complaint

username_validator = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]{1,29}\Z",
    _("Use 2 to 30 letters, digits, dots, hyphens or underscores, beginning with a letter or digit."),
)


class RequestsFrom(models.TextChoices):
    """Whose contact requests a person sees."""

    EVERYONE = "everyone", _("Everyone who knows my username")
    LINK = "link", _("Only people who have my link")
    NOBODY = "nobody", _("Nobody")


class CaseInsensitiveUserManager(UserManager["User"]):
    """Finds people whatever the case their name is typed in."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__lower=(username or "").lower())


class User(AbstractUser):
    """A person with an account. The username is their address on the wire and never changes."""

    username = models.CharField(
        _("username"),
        max_length=30,
        unique=True,
        validators=[username_validator],
        error_messages={"unique": _("This username is taken. Choose another one.")},
    )
    display_name = models.CharField(_("display name"), max_length=60, blank=True)
    # A code of settings.LANGUAGES; empty: as the browser asks (accounts/language.py).
    language = models.CharField(_("language"), max_length=12, blank=True)
    # Which picture of theirs is shown (Picture.version); empty: their initials are (accounts/pictures.py).
    picture = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)
    # No page of theirs rings; callers see a call that nobody answers.
    do_not_disturb = models.BooleanField(_("do not disturb"), default=False, db_default=False)
    requests_from = models.CharField(
        _("who may send requests"),
        max_length=8,
        choices=RequestsFrom.choices,
        default=RequestsFrom.EVERYONE,
        db_default=RequestsFrom.EVERYONE,
    )
    # In all their calls; Contact.hide_address: in those with one contact.
    hide_address = models.BooleanField(_("hide my address"), default=False, db_default=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    # Rises with every change of what the person's contact list shows (accounts/contacts.py).
    list_version = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[CaseInsensitiveUserManager] = CaseInsensitiveUserManager()

    class Meta(AbstractUser.Meta):
        constraints = [models.UniqueConstraint(Lower("username"), name="username_unique_in_any_case")]

    @property
    def name(self) -> str:
        """What others see: the display name, or the username where there is none."""
        return self.display_name or self.username

    @property
    def picture_path(self) -> str:
        """The address of what others see of their face, another one for every picture; empty without one."""
        return f"/pictures/{self.username}/{self.picture}.webp" if self.picture else ""

    def clean(self) -> None:
        super().clean()
        self.display_name = clean_display_name(self.display_name)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


# `username__lower` uses the index of the constraint above, on every database.
User._meta.get_field("username").register_lookup(Lower)


class Picture(models.Model):
    """A person's picture, as it is sent: a square WebP of our own making (accounts/drawing.py)."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="portrait")
    image = models.BinaryField()

    def __str__(self) -> str:
        return f"picture of {self.person}"


class AddLink(models.Model):
    """A person's own link by which others send them a request. A new token makes the old link dead."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="add_link")
    token = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"link of {self.person}"


class Session(AbstractBaseSession):
    """A signed-in browser, found by person (Django's own session table cannot be).

    `sid` stays the same while Django changes `session_key` (sign-in and password change do),
    so a socket can be tied to its session for the socket's whole life.
    """

    sid = models.CharField(max_length=32, db_index=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    # What the session was signed in with (User.get_session_auth_hash): tells without decoding the
    # session whether the password has changed since.
    auth_hash = models.CharField(max_length=128, blank=True)
    # For *Where you are signed in* (accounts/browsers.py): what the browser calls itself, since when, and
    # when it last was here, give or take some minutes. No address: it would tell where people are.
    user_agent = models.CharField(max_length=255, blank=True, default="", db_default="")
    signed_in_at = models.DateTimeField(null=True)
    last_used = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        from accounts.sessions import SessionStore

        return SessionStore


class Contact(models.Model):
    """`owner` has `person` on their list. Accepting a request makes two rows, one each way."""

    owner = models.ForeignKey(User, models.CASCADE, verbose_name=_("owner"), related_name="contacts")
    person = models.ForeignKey(User, models.CASCADE, verbose_name=_("person"), related_name="listed_by")
    # The owner's, in calls with this person.
    hide_address = models.BooleanField(_("hide my address"), default=False, db_default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("contact"), _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["owner", "person"], name="contact_once"),
            models.CheckConstraint(condition=~models.Q(owner=models.F("person")), name="contact_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} knows {self.person}"


class ContactRequest(models.Model):
    """`sender` asked for the person with this name.

    Only the name is kept, never a reference: a request to a name that nobody has is the same row as
    any other, so asking tells nothing about who has an account.
    """

    sender = models.ForeignKey(
        User, models.CASCADE, verbose_name=_("sender"), related_name="contact_requests"
    )
    username = models.CharField(_("username"), max_length=30, db_index=True, help_text=_("In lower case."))
    # The account it was for is deleted. The sender sees it as before; whoever takes the name does not.
    void = models.BooleanField(default=False)
    # By the link of the person it is for: they see it whatever they let through by name, unless nobody.
    invited = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("contact request"), _("contact requests")
        constraints = [models.UniqueConstraint(fields=["sender", "username"], name="contact_request_once")]

    def __str__(self) -> str:
        return f"{self.sender} asked {self.username}"


class Block(models.Model):
    """`owner` does not want to hear from `person`, who is never told."""

    owner = models.ForeignKey(User, models.CASCADE, verbose_name=_("owner"), related_name="blocks")
    person = models.ForeignKey(User, models.CASCADE, verbose_name=_("person"), related_name="blocked_by")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("block"), _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["owner", "person"], name="block_once"),
            models.CheckConstraint(condition=~models.Q(owner=models.F("person")), name="block_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} blocked {self.person}"


class Invitation(models.Model):
    """A link for one person to sign up with (accounts/invitations.py). Only the token's hash is kept."""

    inviter = models.ForeignKey(
        User, models.CASCADE, verbose_name=_("invited by"), related_name="invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("used at"), null=True)
    newcomer = models.ForeignKey(
        User, models.SET_NULL, verbose_name=_("who came"), null=True, related_name="came_by"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("invitation"), _("invitations")

    def __str__(self) -> str:
        return f"invitation by {self.inviter}"


class Complaint(models.Model):
    """Somebody reported somebody to the operator. The reported one is never told.

    It outlives both accounts, so that nobody gets rid of one by deleting theirs: their names stay as text.
    """

    class Reason(models.TextChoices):
        HARASSMENT = "harassment", _("Harassment or threats")
        UNWANTED = "unwanted", _("Unwanted calls or requests")
        INDECENT = "indecent", _("Nudity or sexual content")
        IMPOSTOR = "impostor", _("Pretends to be somebody else")
        SPAM = "spam", _("Advertising or fraud")
        OTHER = "other", _("Something else")

    reporter = models.ForeignKey(
        User, models.SET_NULL, null=True, verbose_name=_("reporter"), related_name="complaints"
    )
    reporter_name = models.CharField(max_length=30)
    person = models.ForeignKey(
        User, models.SET_NULL, null=True, verbose_name=_("reported person"), related_name="complaints_about"
    )
    person_name = models.CharField(max_length=30)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    words = models.TextField(_("what happened"), max_length=WORDS_LIMIT, blank=True)
    created_at = models.DateTimeField(_("reported at"), auto_now_add=True, db_index=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, db_index=True)
    handled_by = models.ForeignKey(
        User, models.SET_NULL, null=True, verbose_name=_("handled by"), related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("report of a person"), _("reports of people")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reporter_name} reported {self.person_name}"
