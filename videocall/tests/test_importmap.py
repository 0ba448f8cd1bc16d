"""The import map leads every module to its hashed file, and the entry's imports are fetched early."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from csp.middleware import CSPMiddleware
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from videocall.staticfiles import STATIC_IMPORT

MODULES = {
    "js/main.js": 'import { call } from "./call.js";\nimport "./views/stage.js";\nimport("./late.js");\n',
    "js/call.js": "import {\n  place,\n  accept,\n} from './signalling.js';\nexport const call = 1;\n",
    "js/signalling.js": 'export * from "./views/stage.js";\nexport { call } from "./call.js"\n',
    "js/views/stage.js": '/** @param {import("./words.js").Words} w */\nexport function mount(w) {}\n',
    "js/late.js": 'const style = import.meta.resolve("../css/late.css");\nimport "./call.js";\n',
    "js/another-page.js": "export const another = 1;\n",
    "css/late.css": "p { margin: 0 }\n",
    "css/base.css": "body { margin: 0 }\n",
}


@pytest.fixture(autouse=True)
def collected(tmp_path: Path) -> Iterator[None]:
    """A site with these modules, collected as for production."""
    for name, source in MODULES.items():
        file = tmp_path / "static" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    only_these = ["django.contrib.staticfiles.finders.FileSystemFinder"]  # not the applications' as well
    folders = {"STATICFILES_DIRS": [tmp_path / "static"], "STATIC_ROOT": tmp_path / "collected"}
    with override_settings(STATICFILES_FINDERS=only_these, **folders):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


def page(tag: str) -> tuple[str, HttpResponse]:
    """What the tag renders to, and the response with its policy."""
    request = RequestFactory().get("/")
    rendered: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        rendered.append(Template("{% load importmap %}" + tag).render(Context({"request": request})))
        return HttpResponse(rendered[0])

    response = CSPMiddleware(view)(request)
    assert isinstance(response, HttpResponse)
    return rendered[0], response


def imports(html: str) -> dict[str, str]:
    match = re.search(r'<script type="importmap" nonce="[^"]+">(.*?)</script>', html)
    assert match
    return json.loads(match[1])["imports"]


def test_every_module_is_led_to_its_hashed_file() -> None:
    html, _ = page("{% importmap %}")
    modules = {name for name in MODULES if name.startswith("js/")}
    assert imports(html) == {f"/static/{name}": staticfiles_storage.url(name) for name in modules}


def test_a_page_learns_of_what_its_entry_may_ask_for_and_of_nothing_else() -> None:
    """Its modules, also those that come later, and their styles."""
    asked = {*MODULES} - {"js/another-page.js", "css/base.css"}
    html, _ = page('{% importmap preload="js/main.js" %}')
    assert imports(html) == {f"/static/{name}": staticfiles_storage.url(name) for name in asked}


def test_hashed_names_exist_and_differ_from_the_plain_ones() -> None:
    for plain, hashed in imports(page("{% importmap %}")[0]).items():
        assert hashed != plain
        assert staticfiles_storage.exists(hashed.removeprefix("/static/"))


def test_the_policy_allows_this_very_script() -> None:
    html, response = page("{% importmap %}")
    nonce = re.search(r'nonce="([^"]+)"', html)
    assert nonce
    assert f"'nonce-{nonce[1]}'" in response["Content-Security-Policy"]


def test_the_entry_and_all_its_static_imports_are_fetched_early() -> None:
    html, _ = page('{% importmap preload="js/main.js" %}')
    preloaded = re.findall(r'<link rel="modulepreload" href="([^"]+)">', html)
    names = ["js/main.js", "js/call.js", "js/views/stage.js", "js/signalling.js"]
    assert preloaded == [staticfiles_storage.url(name) for name in names]


def test_the_map_comes_before_the_fetches() -> None:
    html, _ = page('{% importmap preload="js/main.js" %}')
    assert html.index("importmap") < html.index("modulepreload")


def test_a_misspelt_entry_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"js/mian\.js"):
        page('{% importmap preload="js/mian.js" %}')


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ('import "./a.js";', "./a.js"),
        ("import a from './a.js'", "./a.js"),
        ('import * as a from "../a.js";', "../a.js"),
        ('import a, { b as c } from "./a.js";', "./a.js"),
        ('export { a } from "./a.js"', "./a.js"),
        ('export * from "./a.js";', "./a.js"),
        ("import {\n  a,\n  b\n} from './a.js'", "./a.js"),
        ('  import{a}from"./a.js"', None),
        (' * @typedef {import("./a.js").A} A', None),
        ('const a = await import("./a.js");', None),
        ('export const text = "./a.js";', None),
        ('// import a from "./a.js";', None),
    ],
)
def test_only_static_imports_count(source: str, path: str | None) -> None:
    match = STATIC_IMPORT.search(source)
    assert (match and match["path"]) == path
