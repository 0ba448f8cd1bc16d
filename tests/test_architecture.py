"""The house keeps its shape: which way imports go, and what lives in which room (docs/architecture.md).

Each check is a function over sources, shown able to fail by the `breach` that goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests import sources
from tests.sources import Imports, Sources

PYTHON = sources.python("accounts", "calls", "clients", "videocall")
JAVASCRIPT = sources.javascript()
TEMPLATES = sources.files("templates/**/*.html")

# Python: module → what it may reach neither itself nor through others.
TRANSPORT = {"channels", "calls.consumers", "calls.delivery", "calls.sockets", "calls.worker", "calls.views"}
NEVER_REACHES = {
    "calls.messages": {"django", "accounts", "calls", "videocall"},
    "calls.codes": {"django", "accounts", "calls", "videocall"},
    "calls.hiding": {"django", "accounts", "calls", "videocall"},
    "calls.report_message": {"django", "accounts", "calls", "videocall"},
    "calls.sdp": {"django", "accounts", "calls", "videocall"},
    "calls.states": {"django", "accounts", "calls", "videocall"},
    "calls.models": TRANSPORT,
    "calls.services": TRANSPORT,
    "calls.presence": TRANSPORT,
    "calls.visibility": TRANSPORT,
    "calls.history": TRANSPORT,
    "calls.snapshots": TRANSPORT,
    "calls.receivers": TRANSPORT,
    "calls.ice": TRANSPORT | {"calls.models"},
    "calls.limits": TRANSPORT | {"calls.models"},
    "calls.outbox": {"calls.models", "calls.services"},
}
# Python: what a module is made of, which it may reach.
PARTS = {"calls.messages": {"calls.codes", "calls.report_message"}}
# What the clients know of the server, anybody's client can know: docs/protocol.md.
FOREIGN = {"django", "accounts", "calls", "videocall"}
# Python: what only these may import.
DOORS = {
    "channels.layers": {"calls.delivery"},
    "channels": {"calls.delivery", "calls.routing", "calls.consumers", "videocall.asgi"},
    "calls.consumers": {"calls.routing"},
    "environ": {"videocall.environment"},
}
# JavaScript: what is named in these modules alone.
ROOMS = {
    r"\bnew WebSocket\b": {"signalling.js"},
    # check/loopback.js: no call, but two connections of one page to each other, without media.
    r"\bnew RTCPeerConnection\b": {"peer.js", "check/loopback.js"},
    r"\bcreateDataChannel\b": {"channel/data-channels.js", "check/loopback.js"},
    # screen-capture.js: another method, asked for by another click, with its own picker and its own failures.
    r"\bmediaDevices\b": {"media.js", "screen-capture.js"},
    # together/mix.js: for a file, not for the ear: what is heard plays in media elements.
    r"\bAudioContext\b": {
        *("sounds.js", "install/sound-lock.js", "views/loudness.js", "views/test-tone.js"),
        "together/mix.js",
    },
    r"\bserviceWorker\b": {"install/shell.js"},
    r"\bNotification\.": {"install/permission.js"},
    # blur/worker.js: no import map reaches a worker, so it imports nothing, and gets what it needs itself.
    r"\bfetch\(": {"request.js", "blur/worker.js"},
    # blur/pictures.js: a canvas and a video that are in no document, because a canvas alone makes a track.
    r"\bdocument\b": {"views/", "blur/pictures.js"},
    r"\b(querySelector|createElement|innerHTML)\b": {"views/", "blur/pictures.js"},
}
# JavaScript: importer → what it never imports itself.
WIRE = {
    "signalling.js",
    "peer.js",
    "media.js",
    "connection.js",
    "connections.js",
    "channel/data-channels.js",
    "channel/exchange.js",
    "protocol.js",
    "request.js",
    "check/loopback.js",
    "check/check-servers.js",
}
NEVER_IMPORTS = {
    "views/": WIRE | {"call.js", "main.js", "elsewhere.js", "config.js"},
    "signalling.js": {"call.js", "call-state.js", "peer.js", "media.js", "views/"},
    "peer.js": {"call.js", "call-state.js", "signalling.js", "media.js", "views/"},
    "media.js": {"call.js", "call-state.js", "signalling.js", "peer.js", "views/"},
    "call-state.js": WIRE | {"call.js", "views/"},
    "call.js": {"views/", "main.js", "elsewhere.js"},
}
COMPOSITION = {
    *("main.js", "elsewhere.js", "profile.js", "connection-page.js", "admin-connection.js"),
    *("doors.js", "passkey-page.js"),
    "install/mount.js",
}
LONGEST = {".py": 300, ".js": 250, ".css": 250}
VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
WORDS = {
    r"\b(TODO|FIXME|XXX)\b": "unfinished work belongs in an issue",
    r"(?<!RTC)\b[Ss]ignaling(?!State|state)\b": "it is spelt signalling here; W3C names stay as they are",
    r"\b(lorem ipsum|foobar)\b": "filler",
}
INLINE = {
    r"<script(?![^>]*\bsrc=)": "a script without src",
    r"<style\b": "a style element",
    r"<[^>]*\sstyle\s*=": "a style attribute",
    r"<[^>]*\son\w+\s*=": "an event handler attribute",
    r"javascript:": "a javascript: address",
}


def within(name: str, room: str) -> bool:
    """`calls.models` lies within `calls`, `views/stage.js` within `views/`."""
    return name == room or name.startswith(room if room.endswith("/") else f"{room}.")


def wrong_reach(imports: Imports) -> Iterable[str]:
    for name, forbidden in NEVER_REACHES.items():
        for found in sources.reached(name, imports) - {name}:
            own = any(within(found, part) for part in PARTS.get(name, set()))
            if not own and any(within(found, room) for room in forbidden):
                yield f"{name} reaches {found}"


def wrong_doors(imports: Imports) -> Iterable[str]:
    for name, imported in imports.items():
        for target, allowed in DOORS.items():
            if name not in allowed and any(within(found, target) for found in imported):
                yield f"{name} imports {target}"


def backward_arrows(imports: Imports) -> Iterable[str]:
    """accounts knows nothing of calls, and neither knows the project that holds them together; clients
    know none of them."""
    strangers = [("clients", foreign) for foreign in FOREIGN]
    for name, imported in imports.items():
        for app, foreign in (
            ("accounts", "calls"),
            ("accounts", "videocall"),
            ("calls", "videocall"),
            *strangers,
        ):
            if within(name, app) and any(within(found, foreign) for found in imported):
                yield f"{name} imports {foreign}"


def environment_readers(modules: Sources) -> Iterable[str]:
    allowed = {"videocall.environment", "videocall.startup"}
    for name, source in modules.items():
        if name not in allowed and re.search(r"\bos\.(environ|getenv)\b", source):
            yield f"{name} reads the environment"


def wrong_rooms(modules: Sources) -> Iterable[str]:
    for path, source in modules.items():
        for word, rooms in ROOMS.items():
            if re.search(word, source) and not any(within(path, room) for room in rooms):
                yield f"{path} names {word}"


def wrong_js_arrows(imports: Imports) -> Iterable[str]:
    for path, imported in imports.items():
        for importer, forbidden in NEVER_IMPORTS.items():
            if within(path, importer):
                yield from (
                    f"{path} imports {to}" for to in imported for room in forbidden if within(to, room)
                )
        if not within(path, "views/") and path not in COMPOSITION:
            yield from (f"{path} imports {to}" for to in imported if within(to, "views/"))


def missing_modules(imports: Imports) -> Iterable[str]:
    for path, imported in imports.items():
        yield from (f"{path} imports {to}, which is not there" for to in imported - set(imports))


def import_cycles(imports: Imports) -> Iterable[str]:
    return (f"{path} imports itself" for path in imports if path in sources.reached(path, imports))


def too_long(modules: Sources) -> Iterable[str]:
    for path, source in modules.items():
        limit = next((limit for ending, limit in LONGEST.items() if path.endswith(ending)), None)
        if limit and "test" not in path and len(source.splitlines()) > limit:
            yield f"{path} has {len(source.splitlines())} lines, {limit} at most"


def vague_names(modules: Sources) -> Iterable[str]:
    return (path for path in modules if VAGUE & set(re.split(r"[/._-]", path)))


def wrong_words(modules: Sources) -> Iterable[str]:
    for path, source in modules.items():
        for word, reason in WORDS.items():
            if match := re.search(word, source):
                yield f"{path} says {match[0]!r}: {reason}"


def inline_code(modules: Sources) -> Iterable[str]:
    for path, source in modules.items():
        for pattern, name in INLINE.items():
            if re.search(pattern, source, re.IGNORECASE):
                yield f"{path} has {name}"


def absent_ids(modules: Sources) -> Iterable[str]:
    """What a view looks for has to stand in a template, or be made by a view."""
    made = "\n".join([*TEMPLATES.values(), *JAVASCRIPT.values()])
    for path, source in modules.items():
        for name in re.findall(r"\b(?:byId|hasId|clone)\(\"([^\"]+)\"\)", source):
            if within(path, "views/") and f'id="{name}"' not in made and f'id = "{name}"' not in made:
                yield f"{path} looks for #{name}, which is nowhere"


EVERYTHING = {
    path: source
    for path, source in sources.files(
        *(
            "*.py",
            "accounts/**/*.py",
            "calls/**/*.py",
            "clients/**/*.py",
            "videocall/**/*.py",
            "tests/**/*.py",
            "tests/js/**/*.js",
        ),
        *(
            "benchmarks/**/*.py",
            "static/**/*.js",
            "static/**/*.css",
            "templates/**/*.html",
            "templates/**/*.txt",
        ),
        *("*.md", "docs/**/*.md"),
    ).items()
    if "/migrations/" not in path and path != "tests/test_architecture.py" and "/vendor/" not in path
}
PYTHON_IMPORTS = sources.python_imports(PYTHON)
JS_IMPORTS = sources.javascript_imports(JAVASCRIPT)

# The check, what it must find nothing in, and a breach that it must find.
CHECKS: dict[Callable[[Any], Iterable[str]], tuple[object, object]] = {
    wrong_reach: (PYTHON_IMPORTS, PYTHON_IMPORTS | {"calls.transitions": {"channels.layers"}}),
    wrong_doors: (PYTHON_IMPORTS, {"calls.views": {"channels.layers.get_channel_layer"}}),
    backward_arrows: (PYTHON_IMPORTS, {"clients.signalling": {"calls.messages"}}),
    environment_readers: (PYTHON, {"calls.ice": "import os\nos.environ['TURN_SECRET']"}),
    wrong_rooms: (JAVASCRIPT, {"call.js": "const socket = new WebSocket(url);"}),
    wrong_js_arrows: (JS_IMPORTS, {"views/stage.js": {"signalling.js"}}),
    missing_modules: (JS_IMPORTS, {"main.js": {"gone.js"}}),
    import_cycles: (JS_IMPORTS, {"a.js": {"b.js"}, "b.js": {"c.js"}, "c.js": {"a.js"}}),
    too_long: (EVERYTHING, {"calls/all.py": "\n" * 301}),
    vague_names: (EVERYTHING, {"calls/utils.py": ""}),
    wrong_words: (EVERYTHING, {"calls/a.py": "# TODO: finish"}),
    absent_ids: (JAVASCRIPT, {"views/stage.js": 'byId("gone")'}),
    inline_code: (TEMPLATES, {"templates/a.html": '<p style="color: red">'}),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_its_shape(check: Callable[[Any], Iterable[str]]) -> None:
    stands, breach = CHECKS[check]
    assert list(check(breach)), "the check finds nothing even in a breach"
    assert list(check(stands)) == []
