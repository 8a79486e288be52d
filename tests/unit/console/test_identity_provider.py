"""The identity provider is believed only what it proves."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from runner.console import identity_provider
from runner.console.identity_provider import (
    Asking,
    IdentityProvider,
    NoProviderError,
    NotProvenError,
    is_safe,
)
from runner.secret import Secret
from tests.identity_provider import CLIENT, SECRET, Provider, running_provider

ASKING = Asking("state-1", "nonce-1", "verifier-1" * 5, "http://127.0.0.1:8700/sso/back")


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


def ours(provider: Provider, secret: str = SECRET) -> IdentityProvider:
    return IdentityProvider(provider.issuer, CLIENT, Secret(secret))


def test_what_it_proves_is_believed(provider: Provider) -> None:
    found = ours(provider)
    back = provider.visit(found.address(ASKING))
    assert back["state"] == "state-1"
    assert back["back"] == ASKING.back
    assert found.claims(back["code"], ASKING)["email"] == "anna@example.org"


@pytest.mark.parametrize(
    ("lies", "why"),
    [
        ({"nonce": "another"}, "belongs to another sign-in"),
        ({"nonce": None}, "belongs to another sign-in"),
        ({"aud": "somebody"}, "InvalidAudience"),
        ({"iss": "http://evil.example"}, "InvalidIssuer"),
        ({"exp": 1_000_000}, "Expired"),
        ({"exp": None}, "MissingRequiredClaim"),
        ({"sub": None}, "MissingRequiredClaim"),
        ({"azp": "other"}, "made for another program"),
    ],
)
def test_a_token_that_was_not_made_for_this_sign_in(
    provider: Provider, lies: dict[str, Any], why: str
) -> None:
    provider.lies = lies
    found = ours(provider)
    code = provider.visit(found.address(ASKING))["code"]
    with pytest.raises(NotProvenError, match=why):
        found.claims(code, ASKING)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_signature_that_anybody_can_make(provider: Provider, algorithm: str) -> None:
    provider.algorithm = algorithm
    found = ours(provider)
    code = provider.visit(found.address(ASKING))["code"]
    with pytest.raises(NotProvenError):
        found.claims(code, ASKING)


def test_a_signature_by_another_key(provider: Provider) -> None:
    provider.signs_with_another_key = True
    found = ours(provider)
    code = provider.visit(found.address(ASKING))["code"]
    with pytest.raises(NotProvenError, match="InvalidSignature"):
        found.claims(code, ASKING)


def test_a_code_that_was_taken_from_another_browser(provider: Provider) -> None:
    found = ours(provider)
    code = provider.visit(found.address(ASKING))["code"]
    thief = replace(ASKING, verifier="another" * 8)
    with pytest.raises(NoProviderError, match="answered with 400"):
        found.claims(code, thief)


def test_a_provider_that_cannot_be_used(provider: Provider) -> None:
    with pytest.raises(NoProviderError, match="gives no answer"):
        IdentityProvider("http://127.0.0.1:9", CLIENT, Secret(SECRET)).address(ASKING)
    with pytest.raises(NoProviderError, match="does not begin with https"):
        IdentityProvider("http://idp.example", CLIENT, Secret(SECRET)).address(ASKING)
    provider.description = {"issuer": "https://else.example"}
    with pytest.raises(NoProviderError, match="another name"):
        ours(provider).address(ASKING)
    provider.description = {"authorization_endpoint": "http://evil.example/"}
    with pytest.raises(NoProviderError, match="no safe address"):
        ours(provider).address(ASKING)


def test_it_is_not_asked_by_all_threads_at_once(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_provider, "TURN_SECONDS", 0.01)
    found = ours(provider)
    for _ in range(identity_provider.AT_ONCE):
        assert found._turns.acquire(blocking=False)
    with pytest.raises(NoProviderError, match="too many sign in"):
        found.address(ASKING)
    found._turns.release()
    assert found.address(ASKING)
    assert found.address(ASKING)


def test_its_secret_stands_in_no_error(provider: Provider) -> None:
    provider.token_status = 500
    found = ours(provider)
    code = provider.visit(found.address(ASKING))["code"]
    with pytest.raises(NoProviderError) as caught:
        found.claims(code, ASKING)
    assert SECRET not in caught.value.sentence() + repr(found)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://idp.example/x", True),
        ("http://127.0.0.1:5000/", True),
        ("http://[::1]:5000/", True),
        ("http://idp.example/", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://a@b/", False),
        ("http://[", False),
    ],
)
def test_which_addresses_are_safe(address: str, safe: bool) -> None:
    assert is_safe(address) is safe
