"""Signing in by an identity provider: only whom it proves, and who is known here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from runner.console.site import SITE, console_of
from runner.pages.visiting import Cookies
from runner.run.engine import Engine
from runner.settings import Settings, SingleSignOnSettings
from runner.store.auditing import AuditSought
from runner.store.people import Person, Role
from runner.store.store import Store
from runner.vault.errors import NoSuchSecretError
from runner.workspace import Workspace
from tests.console_office import HOST, QUICK
from tests.identity_provider import CLIENT, SECRET, Provider, running_provider

ANNA = Person("anna@example.org", "Anna Berg", frozenset([Role.OPERATOR]))


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def engine(tmp_path: Path, provider: Provider) -> Engine:
    (tmp_path / "bots").mkdir()
    credentials = tmp_path / "credentials.env"
    credentials.write_text(f'SINGLE_SIGN_ON_SECRET="{SECRET}"\n', encoding="utf-8")
    credentials.chmod(0o600)
    wanted = SingleSignOnSettings(issuer=provider.issuer, client=CLIENT, title="Our house")
    return Engine(Workspace(tmp_path), Settings(single_sign_on=wanted))


@pytest.fixture
def store(engine: Engine) -> Iterator[Store]:
    store = engine.store()
    store.people.add(ANNA, None, "the tests")
    yield store
    store.close()


@pytest.fixture
def browser(engine: Engine, store: Store) -> Iterator[TestClient]:
    cookies = Cookies(f"{SITE}-8470", secure=False)
    console = console_of(
        engine, store, lambda name, who: "", cookies, lambda number, error: None, QUICK
    )
    app = console.site.guarded(frozenset([HOST]), cookies)
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    client.headers["origin"] = f"http://{HOST}"
    yield client
    console.live.close()


def token_in(page: str) -> str:
    return page.partition('name="token" value="')[2].partition('"')[0]


def signed_in(browser: TestClient, provider: Provider, **changed: str) -> tuple[int, str]:
    """What becomes of a sign-in, of which a part may have been changed on the way."""
    begun = browser.get("/sso")
    assert begun.status_code == 303
    back = provider.visit(begun.headers["location"]) | changed
    page = browser.get("/sso/back", params={"code": back["code"], "state": back["state"]})
    form = {"token": token_in(page.text), "code": back["code"], "state": back["state"]}
    answer = browser.post("/sso/enter", data=form)
    return answer.status_code, answer.headers.get("location", answer.text)


def test_somebody_who_is_known_is_let_in(
    browser: TestClient, provider: Provider, store: Store
) -> None:
    assert "Sign in with Our house" in browser.get("/sign-in").text
    assert signed_in(browser, provider) == (303, "/")
    assert "Anna Berg" in browser.get("/").text
    assert provider.asked[0]["client_secret"] == SECRET
    written = store.audit.page(AuditSought(who=ANNA.name), None, 10)
    assert [one.action for one in written] == ["signed in"]


def test_somebody_who_is_not_known_here_is_not(browser: TestClient, provider: Provider) -> None:
    provider.claims = {"email": "eve@example.org", "email_verified": True}
    status, page = signed_in(browser, provider)
    assert status == 401
    assert "nobody has let you in here" in page
    assert browser.get("/").status_code == 401


def test_somebody_who_was_shut_out_is_not(
    browser: TestClient, provider: Provider, store: Store
) -> None:
    shut_out = Person(ANNA.name, ANNA.person, ANNA.roles, disabled=True)
    store.people.change(shut_out, "the tests")
    assert signed_in(browser, provider)[0] == 401


def test_an_address_that_nobody_has_looked_at_is_anybodys(
    browser: TestClient, provider: Provider
) -> None:
    provider.claims = {"email": ANNA.name, "email_verified": False}
    assert signed_in(browser, provider)[0] == 401


def test_an_answer_that_was_begun_in_another_browser(
    browser: TestClient, provider: Provider
) -> None:
    stolen = provider.visit(browser.get("/sso").headers["location"])
    browser.cookies.clear()
    status, page = signed_in(browser, provider, code=stolen["code"], state=stolen["state"])
    assert status == 401
    assert "was not begun in this browser" in page
    status, page = signed_in(browser, provider, code=stolen["code"])
    assert status == 401


def test_a_page_that_is_got_lets_nobody_in(browser: TestClient, provider: Provider) -> None:
    back = provider.visit(browser.get("/sso").headers["location"])
    page = browser.get("/sso/back", params={"code": back["code"], "state": back["state"]})
    assert page.status_code == 200
    assert provider.asked == []
    form = {"token": "wrong", "code": back["code"], "state": back["state"]}
    assert browser.post("/sso/enter", data=form).status_code == 403
    refused = browser.get("/sso/back", params={"error": "access_denied"})
    assert refused.status_code == 401


def test_hostile_parts_of_an_address_are_shown_as_text(browser: TestClient) -> None:
    hostile = {"code": '"><script>alert(1)</script>', "state": "'><img src=x>"}
    page = browser.get("/sso/back", params=hostile).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_provider_that_is_away_leaves_passwords(browser: TestClient, provider: Provider) -> None:
    provider.description = {"issuer": "https://else.example"}
    answer = browser.get("/sso")
    assert answer.status_code == 401
    assert "cannot be reached" in answer.text
    assert 'name="password"' in answer.text


def test_the_shared_secret_must_be_there(engine: Engine, store: Store, tmp_path: Path) -> None:
    (tmp_path / "credentials.env").unlink()
    with pytest.raises(NoSuchSecretError, match="SINGLE_SIGN_ON_SECRET"):
        console_of(
            engine,
            store,
            lambda name, who: "",
            Cookies(SITE, secure=False),
            lambda number, error: None,
            QUICK,
        )
