"""What the page of calls weighs on the way to a browser, beside others': bytes of the bodies, compressed.

    python -m benchmarks.weight [--mirotalk CHECKOUT] [--jitsi CHECKOUT] [--packages FOLDER]

Nothing is run and nothing fetched: files are compressed here, the peers' as well as brotli can, whatever
their servers do; MiroTalk's also as its server sends them. CHECKOUT is a work tree of
miroslavpejic85/mirotalk, and one with a built jitsi-meet; FOLDER has node_modules with what MiroTalk's page
takes from public servers (`npm install --ignore-scripts` in benchmarks/peers/mirotalk). Without them only
ours and the tutorial's are weighed.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import brotli

from benchmarks.figures import table

PEERS = Path(__file__).parent / "peers"
NAMED = re.compile(r"""(?:href|src)="(?P<path>[^"]+\.(?:js|css))(?:\?[^"]*)?\"""")
PACKED = {".woff2", ".png", ".jpg", ".gif", ".wasm"}  # compressed already
# Of MiroTalk's page, from public servers: those that npm has as the page takes them. Left out, to its favour:
# crypto-js (its small form is not on npm), a second form of pickr, all icons and fonts but the one file.
FOREIGN = (
    "xss/dist/xss.min.js",
    "marked/lib/marked.umd.js",
    "sweetalert2/dist/sweetalert2.all.min.js",
    "fabric/dist/fabric.min.js",
    "qrious/dist/qrious.min.js",
    "emoji-mart/dist/browser.js",
    "pdfjs-dist/build/pdf.min.js",
    "@popperjs/core/dist/umd/popper.min.js",
    "tippy.js/dist/tippy-bundle.umd.min.js",
    "flatpickr/dist/flatpickr.min.js",
    "@simonwep/pickr/dist/pickr.min.js",
    "ua-parser-js/dist/ua-parser.min.js",
    "axios/dist/axios.min.js",
    "@highlightjs/cdn-assets/highlight.min.js",
    "@highlightjs/cdn-assets/styles/atom-one-dark.min.css",
    "@fortawesome/fontawesome-free/css/all.min.css",
    "@fortawesome/fontawesome-free/webfonts/fa-solid-900.woff2",
    "animate.css/animate.min.css",
    "webrtc-adapter/out/adapter.js",
    "socket.io-client/dist/socket.io.min.js",
    "flatpickr/dist/flatpickr.min.css",
    "flatpickr/dist/themes/airbnb.css",
    "@simonwep/pickr/dist/themes/classic.min.css",
)


class Weight(NamedTuple):
    """Bytes: what comes at the first visit, and again at the second, when the files are cached."""

    first: int
    second: int
    files: int


def packed(file: Path) -> int:
    content = file.read_bytes()
    return len(content) if file.suffix in PACKED else len(brotli.compress(content))


def page_with(
    document: Path, files: Iterable[Path], more: Iterable[Path] = (), plain: bool = False
) -> Weight:
    """The document comes at each visit, what it names at the first; `more` are others' files. `plain` is
    without compression, but for the document and theirs."""
    own, others = ([file for file in some if file.exists()] for some in (files, more))
    first = sum(file.stat().st_size if plain else packed(file) for file in own) + sum(map(packed, others))
    return Weight(packed(document) + first, packed(document), len(own) + len(others) + 1)


def named(document: Path, root: Path) -> list[Path]:
    """The scripts and styles of its own server that a document names."""
    paths = NAMED.findall(document.read_text())
    return [root / re.sub(r"^(\.\./|\.?/)", "", path) for path in paths if "//" not in path]


def tutorial() -> Weight:
    public = PEERS / "tutorial" / "public"
    return page_with(public / "index.html", named(public / "index.html", public))


def mirotalk(checkout: Path, packages: Path, plain: bool) -> Weight:
    public = checkout / "public"
    document = public / "views" / "client.html"
    foreign = [packages / "node_modules" / one for one in FOREIGN]
    return page_with(document, named(document, public), foreign, plain)


def jitsi(checkout: Path) -> Weight:
    return page_with(checkout / "index.html", named(checkout / "index.html", checkout))


def ours() -> dict[str, Weight]:
    """As it is served: files as WhiteNoise has packed them, the page with gzip. At once, and with what comes
    by itself once the page is up (the worker, notifications)."""
    import django

    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DEBUG": "1", "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "videocall.settings"}
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        return _weigh_ours()


def _weigh_ours() -> dict[str, Weight]:
    from django.conf import settings
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.test import Client

    from accounts.models import User
    from tests.test_weight import fetched_with, weight_of

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.create_user("alice", "alice@example.org", "a quiet blue green kettle"))
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/").content.decode()
    files = fetched_with(plain)
    later = staticfiles_storage.module_closure("js/install/mount.js", "en")  # type: ignore[attr-defined]
    more = {staticfiles_storage.url(name) for name in later} - files
    first = len(page.content) + sum(map(weight_of, files))
    whole = first + sum(map(weight_of, more)) + len(brotli.compress(client.get("/worker.js").content))
    return {
        "ours": Weight(first, len(page.content), len(files) + 1),
        "ours, once it is up": Weight(whole, len(page.content), len(files | more) + 2),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("mirotalk", "jitsi", "packages"):
        arguments.add_argument(f"--{name}", type=Path)
    given = arguments.parse_args()
    weights = ours() | {"tutorial": tutorial()}
    if given.mirotalk and given.packages:
        weights["MiroTalk, all compressed"] = mirotalk(given.mirotalk, given.packages, plain=False)
        weights["MiroTalk, as its server sends"] = mirotalk(given.mirotalk, given.packages, plain=True)
    if given.jitsi:
        weights["Jitsi Meet"] = jitsi(given.jitsi)
    base = weights["ours"]
    rows = [
        [
            name,
            *(f"{size / 1000:,.1f}" for size in weight[:2]),
            str(weight.files),
            f"{weight.first / base.first:.2f}",
        ]
        for name, weight in weights.items()
    ]
    print(table(["", "first visit kB", "second visit kB", "files", "first / ours"], rows))


if __name__ == "__main__":
    main()
