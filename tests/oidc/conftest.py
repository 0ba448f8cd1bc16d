"""One provider for all tests, and sites that take it for what it is in different ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.oidc.browser import Browser
from tests.oidc.server import Provider
from tests.servers import Site

Visit = Callable[[Site], Browser]


@pytest.fixture(scope="package")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture(scope="package")
def site(provider: Provider) -> Iterator[Site]:
    """As it comes, with a provider."""
    with provider.site() as site:
        yield site


@pytest.fixture(scope="package")
def school(provider: Provider) -> Iterator[Site]:
    """Everybody comes by the provider, whose addresses are trusted."""
    with provider.site(SIGNUP="closed", OIDC_TRUST_EMAIL=1) as site:
        yield site


@pytest.fixture(scope="package")
def club(provider: Provider) -> Iterator[Site]:
    """An account begins with an invitation, by whatever door."""
    with provider.site(SIGNUP="invitation", OIDC_SIGNUP=0) as site:
        yield site


@pytest.fixture
def visit(provider: Provider) -> Visit:
    """A new browser at a site, and at the provider."""
    return lambda site: Browser(site, provider)


@pytest.fixture
def browser(site: Site, visit: Visit) -> Browser:
    return visit(site)
