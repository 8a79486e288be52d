"""Passwords: hashed so that nobody reads them, compared so that no time tells anything."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from runner.errors import InputError

SHORTEST, LONGEST = 10, 200


class PasswordLengthError(InputError):
    """A password that is too easy to guess, or too long to be one."""

    def __init__(self) -> None:
        super().__init__(
            f"A password has {SHORTEST} to {LONGEST} characters; any are welcome.",
            hint="A few words that do not belong together are easy to keep in mind.",
        )


class Passwords:
    """Hashes and compares.

    Args:
        hasher: With which effort; the library's own is what is recommended today.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys = self._hasher.hash("nobody has this password")

    def hashed(self, password: str) -> str:
        """What is kept of a password.

        Raises:
            PasswordLengthError: it is too short, or too long.
        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise PasswordLengthError
        return self._hasher.hash(password)

    def fit(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one; takes as long where there is none to compare with."""
        try:
            self._hasher.verify(kept or self._nobodys, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return bool(kept)
