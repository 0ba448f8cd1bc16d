"""Lighthouse on the pages people meet first: `make lighthouse`.

Less than 100 for accessibility or best practices is a failure, with what it found.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.processes import PROJECT, program
from tests.servers import Site

PROGRAM = PROJECT / "tests" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("accessibility", "best-practices")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
)
# Whether somebody is signed in there.
PAGES = {"/accounts/login/": False, "/": True, "/accounts/profile/": True, "/connection/": True}


def main() -> None:
    faults: list[str] = []
    with Site() as site, tempfile.TemporaryDirectory() as folder:
        for name in ("alice", "bob"):
            site.make_user(name, name.capitalize())
        site.make_contacts("alice", "bob")
        cookie = "; ".join(f"{name}={value}" for name, value in site.sign_in("alice").items())
        for path, signed_in in PAGES.items():
            report = examined(site.url + path, cookie if signed_in else "", Path(folder, "report.json"))
            found = [f"{path}: {fault}" for fault in wrong(report)]
            faults += found
            lines = [path, *(f"{name} {scored(report, name)}" for name in CATEGORIES), *found]
            sys.stdout.write("\n  ".join(lines) + "\n")
    sys.exit(bool(faults))


def examined(url: str, cookie: str, report: Path) -> dict[str, Any]:
    """Lighthouse's report on this page, as a phone."""
    options = [
        *("--quiet", "--output=json", f"--output-path={report}"),
        *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(FLAGS)}"),
        *([f"--extra-headers={json.dumps({'Cookie': cookie})}"] if cookie else []),
    ]
    subprocess.run(
        [PROGRAM, url, *options],
        check=True,
        env=os.environ | {"CHROME_PATH": program("chromium", "chromium")},
    )
    result: dict[str, Any] = json.loads(report.read_text())
    if result["finalDisplayedUrl"] != url:
        raise SystemExit(f"{url} led to {result['finalDisplayedUrl']}")
    return result


def scored(report: dict[str, Any], category: str) -> int:
    return round(report["categories"][category]["score"] * 100)


def wrong(report: dict[str, Any]) -> Iterator[str]:
    """What cost points: title, and the places."""
    for category in CATEGORIES:
        for part in report["categories"][category]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{audit['title']}: {json.dumps(audit.get('details', {}).get('items', []))[:600]}"


if __name__ == "__main__":
    main()
