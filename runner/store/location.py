"""Where a store is: a file, or a PostgreSQL database together with what opens it."""

from typing import Self

from runner.secret import Secret


class StoreLocation(str):
    """A file's path or a database's URL. Shown, logged or handed on, it is that and no more."""

    __slots__ = ("password",)

    password: Secret | None
    """What a database asks for; None leaves it to PostgreSQL's own ways (PGPASSWORD, .pgpass)."""

    def __new__(cls, text: str, password: Secret | None = None) -> Self:
        """Put a password to a location."""
        made = super().__new__(cls, text)
        made.password = password
        return made


def is_url(location: str) -> bool:
    """Whether a location names a database, not a file."""
    return "://" in location


def password_of(location: str) -> Secret | None:
    """The password that came with a location, if one did."""
    return location.password if isinstance(location, StoreLocation) else None
