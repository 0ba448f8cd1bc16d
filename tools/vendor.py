"""Makes static/vendor/ anew, which the background blur runs on: `python -m tools.vendor` (with Node, npm).

The result is part of the repository, so that a server is set up without Node; SHA256SUMS holds it there.
The packages are pinned by version and by the registry's own digest (docs/decisions/0017).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "static/vendor"
ESBUILD = "esbuild@0.28.2"
LITERT = "@litertjs/core@2.5.3"
WASM_UTILS = "@litertjs/wasm-utils@2.5.3"
SELFIE = "@mediapipe/selfie_segmentation@0.1.1675465747"
DIGESTS = {
    LITERT: "PlGmbMOq9WitX7FO0jhbdJw9GthatsyuCQXjTt/wJZo0FLaw48q4tz8IwqgqCIkviYGr9OFDL1kCnN4nzWoyJQ==",
    WASM_UTILS: "4fJiw6tBQnIs+0jH/OQ16nYOiSl8/+zZnn5h2ul8aTKHi05sVqZW580Tmk78pC2kT39A9OYBVdFawteZ/sI1kQ==",
    SELFIE: "IxYxNhwE5VwOm52L1yoFWYLP7q9Pd+NJjzOC5tlepfvEGaY3o9hslhUrx9BgseqdfZtKSDtd/4NfCSMjNzQalA==",
}
# SIMD without its relaxed part, which Firefox and Safari had late.
WASM = "wasm/litert_wasm_compat_internal"
MODELS = ("selfie_segmentation.tflite", "selfie_segmentation_landscape.tflite")
LICENCE = "/*! LiteRT.js 2.5.3, Copyright Google LLC, Apache License 2.0: see LICENSE beside this file. */"
BUNDLED = ("--bundle", "--format=iife", "--global-name=litert")
ENTRY = 'export { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";\n'


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for package in DIGESTS:
            _unpack(package, folder)
        litert, selfie = folder / "node_modules/@litertjs/core", folder / "node_modules/@mediapipe"
        (folder / "entry.js").write_text(ENTRY)
        _write("litert/litert.js", _script(folder, "entry.js", *BUNDLED))
        _write("litert/litert_wasm.js", _script(folder, str(litert / f"{WASM}.js")))
        _write(
            "litert/litert_wasm.wasm.gz", gzip.compress((litert / f"{WASM}.wasm").read_bytes(), 9, mtime=0)
        )
        for model in MODELS:
            _write(f"selfie/{model}", (selfie / "selfie_segmentation" / model).read_bytes())
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR)}" for path in files()
    ]
    (VENDOR / "SHA256SUMS").write_text("\n".join(sums) + "\n")


def files() -> list[Path]:
    """What was vendored, without what says so."""
    own = {"SHA256SUMS", "README.md"}
    return sorted(path for path in VENDOR.rglob("*") if path.is_file() and path.name not in own)


def _unpack(package: str, folder: Path) -> None:
    packed = _run(folder, "npm", "pack", "--silent", package).decode().split()[-1]
    archive = (folder / packed).read_bytes()
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != DIGESTS[package]:
        raise SystemExit(f"{package} is not the one that was looked at: its digest differs.")
    target = folder / "node_modules" / package.rpartition("@")[0]
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder / packed.removesuffix(".tgz"), filter="data")
    target.parent.mkdir(parents=True, exist_ok=True)
    (folder / packed.removesuffix(".tgz") / "package").rename(target)


def _script(folder: Path, entry: str, *options: str) -> bytes:
    """As a classic worker's importScripts takes it."""
    return _run(folder, "npx", "--yes", ESBUILD, entry, "--minify", f"--banner:js={LICENCE}", *options)


def _run(folder: Path, *command: str) -> bytes:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout  # noqa: S603 — ours


def _write(name: str, content: bytes) -> None:
    path = VENDOR / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
