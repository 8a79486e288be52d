"""Passwords: kept as argon2id, compared also where there is nothing to compare with."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from runner.console.passwords import PasswordLengthError, Passwords
from tests.console_office import QUICK


def test_a_password_fits_its_own_hash_only() -> None:
    kept = QUICK.hashed("correct horse battery")

    assert QUICK.fit(kept, "correct horse battery")
    assert not QUICK.fit(kept, "correct horse batterY")
    assert QUICK.hashed("correct horse battery") != kept


@pytest.mark.parametrize("kept", [None, "", "no hash at all"])
def test_nothing_fits_where_nothing_is_kept(kept: str | None) -> None:
    assert not QUICK.fit(kept, "nobody has this password")


def test_what_is_kept_is_hard_to_guess_from() -> None:
    found = extract_parameters(Passwords(PasswordHasher()).hashed("correct horse battery"))

    assert found.type is Type.ID
    assert found.memory_cost >= 19 * 1024
    assert found.time_cost >= 2


@pytest.mark.parametrize("password", ["", "123456789", "x" * 201])
def test_too_short_or_too_long(password: str) -> None:
    with pytest.raises(PasswordLengthError, match="10 to 200 characters"):
        QUICK.hashed(password)


@pytest.mark.parametrize("password", ["中文密码也可以用的呀", "with a space", "x" * 200])
def test_any_characters_are_welcome(password: str) -> None:
    assert QUICK.fit(QUICK.hashed(password), password)
