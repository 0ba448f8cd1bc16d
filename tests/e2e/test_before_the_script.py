"""A page whose script has not come yet, or never will: no button on it swallows a press."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person

# Buttons that only a script gives a meaning; `popovertarget` is the browser's own.
NEED_A_SCRIPT = (
    "button[type=button]:not([popovertarget]):not(:disabled), input[type=checkbox]:not([name]):enabled"
)


def operator(cast: Cast, **where: Any) -> Person:
    operator = cast.stranger("Charlie", **where)
    cast.site.make_user(operator.username, operator.name, admin=True)
    operator.wear_session()
    return operator


def swallowing(person: Person) -> list[str]:
    """The words of the buttons that could be pressed and would do nothing."""
    found = person.page.locator(NEED_A_SCRIPT).filter(visible=True).all()
    return [button.inner_text() for button in found]


@pytest.mark.parametrize(
    "path", ["/", "/connection/", "/accounts/profile/", "/accounts/privacy/", "/admin/connection/"]
)
def test_without_a_script(cast: Cast, path: str) -> None:
    charlie = operator(cast, java_script_enabled=False)
    charlie.open(path)
    assert swallowing(charlie) == []
    if path != "/admin/connection/":  # Django's own page around it
        # Not shown here: a browser steered from outside goes on parsing as if scripts ran.
        assert "Calls need JavaScript." in (charlie.page.locator("noscript").text_content() or "")
    if path == "/":
        charlie.page.locator("#account-button").click()  # the browser opens this menu by itself
        expect(charlie.button("Keyboard shortcuts")).to_be_disabled()
        assert swallowing(charlie) == []


def test_a_press_waits_for_a_late_script(cast: Cast) -> None:
    charlie = operator(cast)
    held: list[Route] = []
    charlie.page.route("**/js/admin-connection*.js", lambda route: held.append(route))
    charlie.page.goto(f"{charlie.site.url}/admin/connection/", wait_until="commit")
    expect(charlie.button("Run the check")).to_be_disabled()
    held.pop().continue_()
    charlie.press("Run the check")
    expect(charlie.page.get_by_role("status")).to_contain_text("Done", timeout=40_000)
