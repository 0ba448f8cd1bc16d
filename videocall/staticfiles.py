"""Static files without comments, under names that carry their content's hash, in development too.

JavaScript modules keep importing each other by plain relative paths; an import map in the page leads
the browser from those to the hashed files. (Django's own rewriting of module imports misses re-exports,
import cycles and dynamic imports: docs/decisions/0004.)
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

MODULES = "js/"
VENDOR = "vendor/"
# The page's words: the module that asks for them, and what it is given on a page in another language.
CATALOGUE = "js/catalogue.js"
CATALOGUES = "js/languages/"
# In a module without comments, one statement behind the other.
STATIC_IMPORT = re.compile(
    r"""(?:^|[;}\n])(?:import|export)(?:[\w$*{},\s]*?from)?\s*["'](?P<path>\.{1,2}/[^"']+)["']"""
)
# What a module fetches when it is used: a module, or by its address another file (a style, a worker).
LATER = re.compile(r"""\bimport(?:\.meta\.resolve)?\(\s*["'](?P<path>\.{1,2}/[^"']+)["']""")
CSS_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
LINE_START = re.compile(r"\n\s*")


def _without_css_comments(source: str) -> str:
    """Nothing else: rcssmin takes `.field :is(input)` in a layer for a declaration, and its space away."""
    return LINE_START.sub("\n", CSS_COMMENT.sub("", source))


def _without_js_comments(source: str) -> str:
    script: str = rjsmin.jsmin(source, keep_bang_comments=True)
    return script


# What comes without its comments; a licence (`/*!`) stays.
MINIFIERS = {".css": _without_css_comments, ".js": _without_js_comments}


def served(name: str, source: bytes) -> bytes:
    """A static file as browsers get it; what others made, as they made it."""
    minify = None if name.startswith(VENDOR) else MINIFIERS.get(posixpath.splitext(name)[1])
    return minify(source.decode()).encode() if minify else source


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Django gives plain names when DEBUG is on; here both modes serve the same files."""

    def url(self, name: str | None, force: bool = False) -> str:
        url: str = super().url(name, force=True)
        return url

    def file_hash(self, name: str | None, content: Any = None) -> str | None:
        """Eight digits: they tell versions of one file apart, and a page names some two hundred files."""
        digest: str | None = super().file_hash(name, content)
        return digest and digest[:8]

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        if name and not isinstance(content, ContentFile):  # those are Django's own, made of what is here
            with content.open() as file:
                content = ContentFile(served(name, file.read()))
        saved: str = super().save(name, content, max_length)
        return saved

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """Of what was saved, not of the sources, as Django would."""
        saved: Iterator[Any] = super().post_process({name: (self, name) for name in paths}, *args, **options)
        return saved

    def module_urls(self, language: str, entry: str = "") -> dict[str, str]:
        """The plain address, as an import statement resolves it, and the hashed one, of every file that the
        entry may ever ask for; without an entry, of every module."""
        modules = (name for name in self.hashed_files if name.startswith(MODULES) and name.endswith(".js"))
        names = self._reached(entry) if entry else modules
        return {
            f"{self.base_url}{name}": self.url(self._spoken(name, language))
            for name in sorted(names)
            if not name.startswith(CATALOGUES)
        }

    def _reached(self, entry: str) -> list[str]:
        found = [entry]
        for name in found:
            further = [*self._imports(name), *self._imports(name, LATER)] if name.endswith(".js") else []
            found += [path for path in dict.fromkeys(further) if path not in found]
        return found

    def module_closure(self, entry: str, language: str) -> list[str]:
        """The module and all that it statically imports, directly or not, each once, breadth first."""
        found = [entry]
        for name in found:
            found += [imported for imported in self._imports(name) if imported not in found]
        return [self._spoken(name, language) for name in found]

    def _spoken(self, name: str, language: str) -> str:
        """The catalogue of the page's language in the place of the empty one."""
        catalogue = f"{CATALOGUES}{language}.js"
        return catalogue if name == CATALOGUE and catalogue in self.hashed_files else name

    def _imports(self, name: str, kind: re.Pattern[str] = STATIC_IMPORT) -> list[str]:
        hashed = self.stored_name(name)
        folder = posixpath.dirname(name)
        paths = imported_paths(Path(self.path(hashed)), kind)
        return [posixpath.normpath(posixpath.join(folder, path)) for path in paths]


@cache  # a hashed file never changes
def imported_paths(path: Path, kind: re.Pattern[str] = STATIC_IMPORT) -> tuple[str, ...]:
    source = path.read_text()
    return tuple(dict.fromkeys(match["path"] for match in kind.finditer(source)))
