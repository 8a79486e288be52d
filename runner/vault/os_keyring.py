"""The operating system's own store of passwords, asked with patience and without prompts."""

import importlib
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any, Protocol

from runner.vault.errors import KeyringRefusedError

SERVICE = "deskhand"
PATIENCE_SECONDS = 8.0
"""A keyring that waits for a person, or for a bus that is not there, answers never."""


class Keyring(Protocol):
    """A place that keeps one text for each name."""

    def get(self, name: str) -> str | None:
        """The value, or None; raises KeyringRefusedError where the place cannot be used."""

    def set(self, name: str, value: str) -> None:
        """Keep a value; raises KeyringRefusedError."""

    def describe(self) -> str:
        """What it is, or why it is not used, in a few words."""


class OsKeyring:
    """Windows Credential Manager, macOS Keychain, GNOME Keyring, KWallet, by `keyring`."""

    def __init__(self, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience = patience_seconds
        self._refused: KeyringRefusedError | None = None

    def get(self, name: str) -> str | None:
        """The value, or None where it is not kept there."""
        value = self._asked(lambda backend: backend.get_password(SERVICE, name))
        return value if isinstance(value, str) else None

    def set(self, name: str, value: str) -> None:
        """Keep a value."""
        self._asked(lambda backend: backend.set_password(SERVICE, name, value))

    def describe(self) -> str:
        """The backend's name, or why it is not used."""
        try:
            return str(self._asked(lambda backend: getattr(backend, "name", type(backend))))
        except KeyringRefusedError as refused:
            return f"not used: {refused.reason}"

    def _asked(self, question: Callable[[Any], object]) -> object:
        # What did not answer once is not waited for again, name after name.
        if self._refused is None:
            try:
                return self._asked_once(question)
            except KeyringRefusedError as refused:
                self._refused = refused
        raise self._refused

    def _asked_once(self, question: Callable[[Any], object]) -> object:
        answers: list[object] = []
        failures: list[BaseException] = []

        def ask() -> None:
            try:
                backend = _backend()
                _check_unlocked(backend)
                answers.append(question(backend))
            except Exception as error:  # noqa: BLE001 - whatever a backend raises is its refusal
                failures.append(error)

        thread = threading.Thread(target=ask, name="keyring", daemon=True)
        thread.start()
        thread.join(self._patience)
        if answers:
            return answers[0]
        if not failures:
            raise KeyringRefusedError(f"it did not answer within {self._patience:g} s")
        if isinstance(failures[0], KeyringRefusedError):
            raise failures[0]
        # Its text is not shown: nobody knows what a backend writes into it.
        raise KeyringRefusedError(f"it failed ({type(failures[0]).__name__})") from None


def _backend() -> Any:
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        raise KeyringRefusedError("the extra `deskhand[keyring]` is not installed") from None
    backend = keyring.get_keyring()
    for each in getattr(backend, "backends", None) or [backend]:
        _refuse_useless(each)
    return backend


def _refuse_useless(backend: object) -> None:
    kind = f"{type(backend).__module__}.{type(backend).__qualname__}".casefold()
    if ".fail." in kind:
        raise KeyringRefusedError("this machine has none that works without a desktop session")
    if ".null." in kind:
        raise KeyringRefusedError("it is switched off and forgets everything")
    if "plaintext" in kind:
        raise KeyringRefusedError("it would keep passwords as plain text")
    if ".chainer." in kind:
        raise KeyringRefusedError("it consists of no usable store")


def _check_unlocked(backend: object) -> None:
    """Asking a locked GNOME Keyring opens a window, which nobody would answer at night."""
    if "SecretService" not in type(backend).__module__:
        return
    secret_service = importlib.import_module("secretstorage")
    with closing(secret_service.dbus_init()) as connection:
        if secret_service.get_default_collection(connection).is_locked():
            raise KeyringRefusedError("it is locked, and nobody is asked to unlock it")
