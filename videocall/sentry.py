"""Errors to a Sentry server, only where the operator names one (SENTRY_DSN).

What is sent is put together anew from what says where our code failed: the kinds of the errors, their texts
looked through as the log's are, and the places in the source. No variables, no request, no frame of a socket,
no person.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from videocall.logs import redacted, request_id

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

WHOLE = ("event_id", "timestamp", "level", "logger", "platform", "release", "environment", "sdk")
PLACE = ("filename", "abs_path", "module", "function", "lineno", "context_line", "in_app")


def send_errors_to(dsn: str) -> None:
    """From now on every line of the log at ERROR and above is sent there too, by a thread of the SDK's."""
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.dedupe import DedupeIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=dsn,
        # Those that hook into Django and ASGI gather requests. What fails is logged, and the log is enough.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR),
            DedupeIntegration(),
            AtexitIntegration(callback=lambda pending, timeout: None),
        ],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=scrubbed,
    )


def scrubbed(event: Event, hint: Hint) -> Event:
    """The event with what may leave, and nothing else."""
    given: dict[str, Any] = dict(event)
    kept = {name: given[name] for name in WHOLE if name in given}
    if words := (given.get("logentry") or {}).get("message"):
        kept["logentry"] = {"message": redacted(str(words))}
    errors = (given.get("exception") or {}).get("values") or []
    if errors:
        kept["exception"] = {"values": [_error(error) for error in errors]}
    if known := request_id.get():
        kept["tags"] = {"request": known}
    return kept  # type: ignore[return-value]


def _error(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    places = [{name: frame[name] for name in PLACE if name in frame} for frame in frames]
    said = redacted(str(error.get("value") or ""))
    kept: dict[str, Any] = {name: error[name] for name in ("type", "module", "mechanism") if name in error}
    return {**kept, "value": said, "stacktrace": {"frames": places}}
