"""Signing in with an account at a real OpenID Connect provider."""

from __future__ import annotations

from tests.e2e.scenes_at_the_door import code_of
from tests.oidc.browser import Browser
from tests.oidc.conftest import Visit
from tests.oidc.server import Provider
from tests.servers import Site


def test_somebody_new_has_an_account_at_once(browser: Browser, site: Site, provider: Provider) -> None:
    number = provider.make_person(
        "jane",
        preferred_username="jane.doe@school.example",
        name="Jane\u202e Doe",
        email="jane@school.example",
        email_verified=True,
        groups=["staff"],
    )
    browser.sign_in("jane")
    assert browser.path == "/"
    assert browser.username == "jane.doe"
    assert site.backstage("about", username="jane.doe") == {
        "name": "Jane Doe",
        "email": "jane@school.example",
        "confirmed": False,
        "password": False,
        "connections": [{"iss": provider.issuer, "sub": str(number), "email": "jane@school.example"}],
        "tokens": 0,
    }


def test_the_second_time_it_is_the_same_account(site: Site, provider: Provider, visit: Visit) -> None:
    """The provider's number counts, whatever else it says meanwhile."""
    provider.make_person("anna", preferred_username="anna", email="anna@school.example")
    visit(site).sign_in("anna")
    before = site.backstage("people")
    provider.make_person("anna", preferred_username="anna.new", email="anna.new@school.example")
    again = visit(site)
    again.sign_in("anna")
    assert again.username == "anna"
    assert site.backstage("people") == before


def test_it_leads_on_to_where_one_wanted(browser: Browser, provider: Provider) -> None:
    provider.make_person("nora", preferred_username="nora", email="nora@school.example")
    browser.sign_in("nora", "/accounts/login/?next=/accounts/browsers/")
    assert browser.path == "/accounts/browsers/"


def test_it_leads_to_no_other_site(browser: Browser, provider: Provider) -> None:
    provider.make_person("olga", preferred_username="olga", email="olga@school.example")
    browser.sign_in("olga", "/accounts/login/?next=https://evil.example/")
    assert browser.path == "/"


def test_a_name_that_does_not_fit_here_is_asked_for(browser: Browser, site: Site, provider: Provider) -> None:
    site.make_user("taken")
    provider.make_person("zoe", preferred_username="Zoë Müller", email="zoe@school.example")
    page = browser.sign_in("zoe")
    assert browser.path == "/accounts/oidc/signup/"
    assert 'value="Zoe-Muller"' in page
    assert "token" not in site.backstage("kept_in_session", key=browser.key)["socialaccount_sociallogin"]
    assert "This username is taken" in browser.press("Sign up", username="taken")
    browser.press("Sign up", username="zoe", email="another@school.example")
    assert browser.username == "zoe"
    assert site.backstage("about", username="zoe")["email"] == "zoe@school.example"


def test_a_taken_name_is_asked_for(browser: Browser, site: Site, provider: Provider) -> None:
    """The account of the same name is somebody else's."""
    site.make_user("paul")
    provider.make_person("paul", preferred_username="Paul", email="paul.b@school.example")
    browser.sign_in("paul")
    assert browser.path == "/accounts/oidc/signup/"
    browser.press("Sign up", username="paul.b")
    assert browser.username == "paul.b"


def test_without_an_address_it_is_asked_for(browser: Browser, site: Site, provider: Provider) -> None:
    provider.make_person("noel", preferred_username="noel")
    browser.sign_in("noel")
    assert browser.path == "/accounts/oidc/signup/"
    browser.press("Sign up", email="noel@home.example")
    assert browser.username == "noel"
    about = site.backstage("about", username="noel")
    assert (about["email"], about["confirmed"]) == ("noel@home.example", False)


def test_a_second_step_is_asked_for(site: Site, provider: Provider, visit: Visit) -> None:
    provider.make_person("seth", preferred_username="seth", email="seth@school.example")
    visit(site).sign_in("seth")
    secret = site.backstage("give_app", username="seth")
    browser = visit(site)
    assert "One more step" in browser.sign_in("seth")
    browser.open("/accounts/profile/")
    assert browser.path != "/accounts/profile/"
    browser.open("/accounts/two-factor/authenticate/")
    browser.press("Sign in with the code", code=code_of(secret))
    assert browser.username == "seth"


def test_a_deactivated_account_stays_closed(site: Site, provider: Provider, visit: Visit) -> None:
    provider.make_person("dora", preferred_username="dora", email="dora@school.example")
    visit(site).sign_in("dora")
    site.backstage("deactivate", username="dora")
    browser = visit(site)
    assert "This account is deactivated" in browser.sign_in("dora")
    assert not browser.username


# ---- whose address it is ----------------------------------------------------------------------------


def test_an_address_of_an_account_here_opens_it_not(browser: Browser, site: Site, provider: Provider) -> None:
    """Whatever the provider says of the address, and however well it is confirmed here."""
    site.make_user("erin")
    site.backstage("give_address", username="erin", confirmed=True)
    provider.make_person("erin", email="erin@example.org", email_verified=True)
    page = browser.sign_in("erin")
    assert "You have an account already" in page
    assert not browser.username
    assert site.backstage("about", username="erin")["connections"] == []


def test_a_trusted_address_opens_the_account_and_is_connected(
    school: Site, provider: Provider, visit: Visit
) -> None:
    school.make_user("finn")
    school.backstage("give_address", username="finn", confirmed=True)
    provider.make_person("finn", email="Finn@example.org", email_verified=True)
    browser = visit(school)
    browser.sign_in("finn")
    assert browser.username == "finn"
    about = school.backstage("about", username="finn")
    assert about["password"]
    assert len(about["connections"]) == 1


def test_not_where_it_is_not_confirmed_here(school: Site, provider: Provider, visit: Visit) -> None:
    """Somebody may have signed up with another's address, to wait for them."""
    school.make_user("gina")
    school.backstage("give_address", username="gina", confirmed=False)
    provider.make_person("gina", email="gina@example.org", email_verified=True)
    browser = visit(school)
    assert "You have an account already" in browser.sign_in("gina")
    assert school.backstage("about", username="gina")["password"]


def test_not_where_the_provider_does_not_vouch_for_it(school: Site, provider: Provider, visit: Visit) -> None:
    school.make_user("hans")
    school.backstage("give_address", username="hans", confirmed=True)
    for word in (False, "false", "true", None):
        provider.make_person("hans", email="hans@example.org", email_verified=word)
        browser = visit(school)
        assert "You have an account already" in browser.sign_in("hans"), word
        assert not browser.username


def test_not_into_an_operators_account(school: Site, provider: Provider, visit: Visit) -> None:
    school.make_user("ruth", admin=True)
    school.backstage("give_address", username="ruth", confirmed=True)
    provider.make_person("ruth", email="ruth@example.org", email_verified=True)
    browser = visit(school)
    assert "You have an account already" in browser.sign_in("ruth")
    assert not browser.username


def test_a_trusted_address_of_somebody_new_is_confirmed(
    school: Site, provider: Provider, visit: Visit
) -> None:
    provider.make_person("ines", preferred_username="ines", email="ines@school.example", email_verified=True)
    visit(school).sign_in("ines")
    assert school.backstage("about", username="ines")["confirmed"]


# ---- who may come in --------------------------------------------------------------------------------


def test_an_account_there_suffices_where_sign_up_is_closed(
    school: Site, provider: Provider, visit: Visit
) -> None:
    provider.make_person("kira", preferred_username="kira", email="kira@school.example")
    browser = visit(school)
    assert "Whoever has an account at" in browser.open("/accounts/signup/")
    browser.sign_in("kira", "/accounts/signup/")
    assert browser.username == "kira"


def test_not_where_the_operator_wants_an_invitation(club: Site, provider: Provider, visit: Visit) -> None:
    provider.make_person("liam", preferred_username="liam", email="liam@school.example")
    browser = visit(club)
    assert "You need an invitation" in browser.sign_in("liam")
    assert "liam" not in club.backstage("people")


def test_an_invitation_is_used_up_and_makes_contacts(club: Site, provider: Provider, visit: Visit) -> None:
    club.make_user("host")
    provider.make_person("mona", preferred_username="mona", email="mona@school.example")
    token = club.backstage("invite", username="host")
    browser = visit(club)
    browser.open(f"/accounts/invitation/{token}/")
    browser.sign_in("mona", "/accounts/signup/")
    assert browser.username == "mona"
    contacts = browser.session.get(f"{club.url}/contacts/", timeout=30).json()["contacts"]
    assert [person["username"] for person in contacts] == ["host"]
    assert visit(club).open(f"/accounts/invitation/{token}/")
    provider.make_person("ned", preferred_username="ned", email="ned@school.example")
    late = visit(club)
    late.open(f"/accounts/invitation/{token}/")
    assert "You need an invitation" in late.sign_in("ned")


def test_where_addresses_must_be_confirmed_they_are(provider: Provider, visit: Visit) -> None:
    """By us, or by a provider that is trusted to."""
    with provider.site(EMAIL_VERIFICATION="mandatory", OIDC_TRUST_EMAIL=1) as site:
        provider.make_person("wes", preferred_username="wes", email="wes@school.example")
        browser = visit(site)
        assert "We sent you a message with a link." in browser.sign_in("wes")
        assert not browser.username
        provider.make_person(
            "xena", preferred_username="xena", email="xe@school.example", email_verified=True
        )
        browser = visit(site)
        browser.sign_in("xena")
        assert browser.username == "xena"
