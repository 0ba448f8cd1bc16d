"""Static files under names that carry their content's hash, in development too.

JavaScript modules keep importing each other by plain relative paths; an import map in the page leads
the browser from those to the hashed files. (Django's own rewriting of module imports misses re-exports,
import cycles and dynamic imports: docs/decisions/0004.)
"""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage

MODULES = "js/"
# The page's words: the module that asks for them, and what it is given on a page in another language.
CATALOGUE = "js/catalogue.js"
CATALOGUES = "js/languages/"
STATIC_IMPORT = re.compile(
    r"""^\s*(?:import|export)\s+(?:[\w$*{}\s,]+?\s*from\s*)?["'](?P<path>\.{1,2}/[^"']+)["']""", re.MULTILINE
)


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Django gives plain names when DEBUG is on; here both modes serve the same files."""

    def url(self, name: str | None, force: bool = False) -> str:
        url: str = super().url(name, force=True)
        return url

    def module_urls(self, language: str) -> dict[str, str]:
        """Every module's plain address, as an import statement resolves it, and its hashed one."""
        return {
            f"{self.base_url}{name}": self.url(self._spoken(name, language))
            for name in sorted(self.hashed_files)
            if name.startswith(MODULES) and name.endswith(".js") and not name.startswith(CATALOGUES)
        }

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

    def _imports(self, name: str) -> list[str]:
        hashed = self.stored_name(name)
        folder = posixpath.dirname(name)
        paths = imported_paths(Path(self.path(hashed)))
        return [posixpath.normpath(posixpath.join(folder, path)) for path in paths]


@cache  # a hashed file never changes
def imported_paths(path: Path) -> tuple[str, ...]:
    source = path.read_text()
    return tuple(dict.fromkeys(match["path"] for match in STATIC_IMPORT.finditer(source)))
