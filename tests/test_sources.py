"""What the architecture tests see is what stands there."""

from __future__ import annotations

import pytest

from tests import sources


def test_python_imports_are_seen_in_every_form() -> None:
    source = "import a.b\nfrom c import d as e\ndef f():\n    from g.h import i\n"
    assert sources.python_imports({"m": source})["m"] == {"a.b", "c", "c.d", "g.h", "g.h.i"}


@pytest.mark.parametrize(
    "statement",
    [
        'import { a } from "../peer.js";',
        "import '../peer.js'",
        'import {\n  a,\n  b,\n} from "../peer.js";',
        'export * from "../peer.js";',
        'const { a } = await import("../peer.js");',
    ],
)
def test_javascript_imports_are_seen_in_every_form(statement: str) -> None:
    assert sources.javascript_imports({"views/stage.js": statement}) == {"views/stage.js": {"peer.js"}}


def test_comments_are_no_code_and_strings_no_comments() -> None:
    source = (
        'const a = "https://x"; // document\n/** @type {import("./peer.js").Peer} */\nlet b = `/* kept */`;'
    )
    assert sources.without_comments(source) == 'const a = "https://x"; \n\nlet b = `/* kept */`;'


def test_reach_goes_through_modules_of_ours() -> None:
    imports = {"a": {"b"}, "b": {"c", "django"}, "c": {"a"}}
    assert sources.reached("a", imports) == {"a", "b", "c", "django"}


def test_there_is_something_to_check() -> None:
    assert "calls.messages" in sources.python("calls")
    assert "views/stage.js" in sources.javascript()
    assert not [name for name in sources.python("calls") if ".tests" in name or "migrations" in name]
