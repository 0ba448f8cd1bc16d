"""The names of a call's states, ends and the like, for lists in the administration."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

StrPromise = str | Promise

LABELS: dict[str, StrPromise] = {
    "video": _("video"),
    "voice": _("voice"),
    "ringing": _("ringing"),
    "connecting": _("connecting"),
    "active": _("active"),
    "reconnecting": _("reconnecting"),
    "ended": _("ended"),
    "completed": _("completed"),
    "cancelled": _("cancelled"),
    "declined": _("declined"),
    "missed": _("missed"),
    "busy": _("busy"),
    "failed": _("failed"),
    "lost": _("lost"),
    "session_ended": _("session ended"),
    "removed_by_admin": _("removed by admin"),
    "caller": _("caller"),
    "callee": _("callee"),
    "connected": _("connected"),
    "disconnected": _("disconnected"),
    "no_camera": _("no camera"),
    "no_microphone": _("no microphone"),
    "no_devices": _("no devices"),
    "denied": _("denied"),
    "in_use": _("in use"),
    "insecure": _("insecure"),
    "unsupported": _("unsupported"),
}
