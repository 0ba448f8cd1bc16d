"""What every response passes through here."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from wsgiref.headers import Headers

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import NotARegularFileError, StaticFile

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What the page itself uses, and powers that no script here shall ever have.
OWN = (
    *("autoplay", "camera", "display-capture", "fullscreen"),
    *("microphone", "picture-in-picture", "screen-wake-lock"),
)
NONE = ("accelerometer", "geolocation", "gyroscope", "magnetometer", "midi", "payment", "serial", "usb")
PERMISSIONS_POLICY = ", ".join([f"{name}=(self)" for name in OWN] + [f"{name}=()" for name in NONE])


# A worker has the policy that its own script comes with. This one runs WebAssembly, which no page here may,
# and nothing else: it has no document, and speaks to this site alone (docs/decisions/0017).
WASM_WORKER = re.compile(r"/js/blur/worker(\.\w+)?\.js$")
WASM_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, its files in one piece.

    It streams them from a synchronous iterator; under ASGI Django warns of that and gathers the pieces
    first all the same.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = self.files.get(request.path_info) or self._come_later(request.path_info)
        return self.serve(found, request) if found else self.get_response(request)

    def _come_later(self, address: str) -> StaticFile | None:
        """A file collected since this process began. At an upgrade, processes of both versions serve: a page
        of the new one names files that the old one is asked for."""
        if not address.startswith(self.static_prefix) or not self.url_is_canonical(address):
            return None
        path = self.static_root / address.removeprefix(self.static_prefix)
        try:
            found: StaticFile = self.find_file_at_path(str(path), address)
        except (NotARegularFileError, ValueError):  # nothing there; a name that no file can have
            return None
        self.files[address] = found
        return found

    def add_mime_headers(self, headers: Headers, path: str, url: str) -> None:
        super().add_mime_headers(headers, path, url)
        if WASM_WORKER.search(url):
            headers["Content-Security-Policy"] = WASM_POLICY

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        with found.file or BytesIO() as file:
            response = HttpResponse(file.read(), status=found.status.value, headers=dict(found.headers))
        if "Content-Type" not in dict(found.headers):
            del response["Content-Type"]
        return response


def keep_personal_pages_out_of_caches(get_response: GetResponse) -> GetResponse:
    """What a signed-in person is shown is stored nowhere, unless the view says otherwise. Nor is it shown by
    the back button once they signed out."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response

    return answer


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """Camera, microphone and screen for this site's own pages alone."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return answer


def one_thread(get_response: GetResponse) -> GetResponse:
    """Innermost and synchronous, as our views are: Django then runs every middleware in the view's thread.

    Those that could be asynchronous would else each hop to a thread and back: 4.5 ms of processor time
    for a small page instead of 2.8 (docs/decisions/0004).
    """
    return get_response
