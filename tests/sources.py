"""The project's source files and what they import, as text: for tests about the project's shape."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

PROJECT = Path(__file__).parent.parent
INSTALLED = re.compile(r"\.|node_modules$")
# Keeps strings, so that "//" in one begins no comment.
COMMENTS = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/""", re.S
)
JS_IMPORT = re.compile(
    r"""(?:^|\n)\s*(?:import|export)\s[^;"']*?["'](\.[^"']+)["']|\bimport\(\s*["'](\.[^"']+)"""
)

# Source by path (JavaScript, templates) or by module name (Python).
Sources = Mapping[str, str]
Imports = Mapping[str, set[str]]


def files(*patterns: str, below: Path = PROJECT) -> dict[str, str]:
    """The text of every file that matches, by its path below the folder."""
    found = sorted({path.relative_to(below) for pattern in patterns for path in below.glob(pattern)})
    ours = (path for path in found if not any(INSTALLED.match(part) for part in path.parts))
    return {path.as_posix(): (below / path).read_text() for path in ours}


def python(*packages: str) -> dict[str, str]:
    """The product's Python modules by name; neither tests nor migrations."""
    return {
        path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): source
        for path, source in files(*(f"{package}/**/*.py" for package in packages)).items()
        if "/tests/" not in path and "/migrations/" not in path
    }


def python_imports(sources: Sources) -> dict[str, set[str]]:
    """What each module imports: modules, and for `from a import b` both `a` and `a.b`."""
    return {name: set(_imported(ast.parse(source))) for name, source in sources.items()}


def _imported(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def javascript() -> dict[str, str]:
    """The browser's modules by their path below static/js, without their comments."""
    sources = files("**/*.js", below=PROJECT / "static" / "js")
    written = {path: source for path, source in sources.items() if not path.startswith("languages/")}
    return {path: without_comments(source) for path, source in written.items()}


def without_comments(source: str) -> str:
    return COMMENTS.sub(lambda match: match[1] or "", source)


def javascript_imports(sources: Sources) -> dict[str, set[str]]:
    """What each module imports at run time, as paths below static/js."""
    return {
        path: {
            posixpath.normpath(posixpath.join(posixpath.dirname(path), match[1] or match[2]))
            for match in JS_IMPORT.finditer(source)
        }
        for path, source in sources.items()
    }


def reached(start: str, imports: Imports) -> set[str]:
    """All that a module imports, directly or through other modules of ours."""
    found = [*imports[start]]
    for name in found:
        found += [further for further in imports.get(name, set()) if further not in found]
    return set(found)
