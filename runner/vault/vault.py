"""Credentials by name, from the environment, `credentials.env` or the keyring, in this order."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from runner.secret import Secret
from runner.vault.credentials_file import NAME, CredentialsFile
from runner.vault.errors import (
    BadNameError,
    EmptySecretError,
    KeyringRefusedError,
    NoSuchSecretError,
)
from runner.vault.os_keyring import Keyring, OsKeyring

_NOT_MASKED = "_USERNAME"
"""`admin` is also a word: masking it would make reports unreadable and protect nothing."""


class Place(StrEnum):
    """Where a credential is kept."""

    ENVIRONMENT = "environment"
    FILE = "credentials.env"
    KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class StoredName:
    """A credential's name and where it is kept; None where it is not set."""

    name: str
    place: Place | None


class Vault:
    """Gives out secrets by name; never asks a person.

    Args:
        file: The workspace's `credentials.env`, which need not exist.
        environment: Usually `os.environ`.
        keyring: The operating system's where none is given.
        on_secret: Told every secret before it is given out, so that it is masked from then on.
    """

    def __init__(
        self,
        file: Path,
        *,
        environment: Mapping[str, str],
        keyring: Keyring | None = None,
        on_secret: Callable[[Secret], None] | None = None,
    ) -> None:
        self._file = CredentialsFile(file)
        self._environment = environment
        self._keyring = keyring if keyring is not None else OsKeyring()
        self._on_secret = on_secret

    def get(self, name: str) -> Secret:
        """The secret of this name, masked everywhere from now on; a user name is not.

        Raises:
            NoSuchSecretError: no place has it.
            VaultError: `credentials.env` can be read by others, or not at all.
        """
        secret = self._found(name.replace("-", "_"))
        if self._on_secret is not None and secret.hidden:
            self._on_secret(secret)
        return secret

    def names(self, wanted: Iterable[str] = ()) -> list[StoredName]:
        """The names in `credentials.env` and the wanted ones, each with its place, no values."""
        names = dict.fromkeys([*wanted, *self._file.values()])
        return [StoredName(name, self._place(name)) for name in names]

    def missing(self, needed: Iterable[str]) -> list[str]:
        """A sentence for every needed name that is not set."""
        return [self._missing(name).sentence() for name in needed if self._place(name) is None]

    def set(self, name: str, value: str, *, place: Place = Place.FILE) -> None:
        """Keep a value in `credentials.env` or the keyring.

        Raises:
            VaultError: the name or value cannot be kept, or not there.
        """
        if not NAME.fullmatch(name):
            raise BadNameError(name)
        if not value:
            raise EmptySecretError(name)
        if place is Place.KEYRING:
            self._keyring.set(name, value)
        else:
            self._file.set(name, value)

    def remove(self, name: str) -> bool:
        """Take a name out of `credentials.env`; False where it was not there."""
        return self._file.remove(name)

    def _found(self, name: str) -> Secret:
        value = (
            self._environment.get(name) or self._file.values().get(name) or self._from_keyring(name)
        )
        if not value:
            raise self._missing(name)
        return Secret(value, name=name, hidden=not name.endswith(_NOT_MASKED))

    def _place(self, name: str) -> Place | None:
        if self._environment.get(name):
            return Place.ENVIRONMENT
        if self._file.values().get(name):
            return Place.FILE
        return Place.KEYRING if self._from_keyring(name) else None

    def _from_keyring(self, name: str) -> str | None:
        try:
            return self._keyring.get(name)
        except KeyringRefusedError:
            # Said in the sentence of the missing name: a machine without one is no fault.
            return None

    def _missing(self, name: str) -> NoSuchSecretError:
        return NoSuchSecretError(name, self._file.path, self._keyring.describe())


def open_vault(workspace: Path, on_secret: Callable[[Secret], None] | None = None) -> Vault:
    """The vault of a workspace, with this process's environment."""
    return Vault(workspace / "credentials.env", environment=os.environ, on_secret=on_secret)


def credential_names(name: str) -> tuple[str, str]:
    """The names of a credential's two secrets: `my-crm` has MY_CRM_USERNAME and _PASSWORD.

    Raises:
        BadNameError: the name holds more than letters, digits, hyphens and underscores.
    """
    stem = name.upper().replace("-", "_")
    if not NAME.fullmatch(stem):
        raise BadNameError(name)
    return f"{stem}_USERNAME", f"{stem}_PASSWORD"
