"""The operating system's keyring: used when it is safe, refused in words when not."""

import sys
import threading
from collections.abc import Callable
from types import ModuleType

import pytest

from runner.vault.errors import KeyringRefusedError
from runner.vault.os_keyring import OsKeyring


class Backend:
    name = "Fake store"

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, value: str) -> None:
        self.kept[service, name] = value


Install = Callable[[object], None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    def with_backend(backend: object) -> None:
        module = ModuleType("keyring")
        module.get_keyring = lambda: backend  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "keyring", module)

    return with_backend


def backend_of(module: str) -> object:
    return type("Keyring", (Backend,), {"__module__": module})()


def test_values_are_kept_under_the_products_name(install: Install) -> None:
    backend = Backend()
    install(backend)

    OsKeyring().set("A", "x")

    assert backend.kept == {("deskhand", "A"): "x"}
    assert (OsKeyring().get("A"), OsKeyring().get("B")) == ("x", None)
    assert OsKeyring().describe() == "Fake store"


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("keyring.backends.fail.x", "none that works without a desktop session"),
        ("keyring.backends.null.x", "it is switched off and forgets everything"),
        ("keyrings.alt.file.Plaintext", "it would keep passwords as plain text"),
        ("keyring.backends.chainer.x", "it consists of no usable store"),
    ],
)
def test_a_keyring_that_keeps_nothing_safe_is_refused(
    install: Install, module: str, reason: str
) -> None:
    install(backend_of(module))

    with pytest.raises(KeyringRefusedError) as caught:
        OsKeyring().get("A")

    assert reason in caught.value.sentence()
    assert reason in OsKeyring().describe()


def test_a_plain_text_store_behind_another_is_refused_too(install: Install) -> None:
    chain = Backend()
    chain.backends = [Backend(), backend_of("keyrings.alt.file.Plaintext")]  # type: ignore[attr-defined]
    install(chain)

    with pytest.raises(KeyringRefusedError, match="plain text"):
        OsKeyring().get("A")


def test_a_keyring_that_never_answers_is_left_alone(install: Install) -> None:
    release = threading.Event()
    backend = Backend()
    backend.get_password = lambda *_: str(release.wait(5))  # type: ignore[method-assign]
    install(backend)

    keyring = OsKeyring(patience_seconds=0.05)

    for _ in range(3):
        with pytest.raises(KeyringRefusedError, match=r"did not answer within 0\.05 s"):
            keyring.get("A")
    assert [thread.name for thread in threading.enumerate()].count("keyring") == 1
    release.set()


def test_what_a_backend_says_in_its_error_is_not_repeated(install: Install) -> None:
    backend = Backend()

    def fail(*_: str) -> str:
        raise RuntimeError("hunter2")

    backend.get_password = fail  # type: ignore[assignment,method-assign]
    install(backend)

    with pytest.raises(KeyringRefusedError) as caught:
        OsKeyring().get("A")

    assert caught.value.reason == "it failed (RuntimeError)"


def test_a_machine_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)

    with pytest.raises(KeyringRefusedError, match=r"the extra `deskhand\[keyring\]`"):
        OsKeyring().get("A")


def test_a_locked_keyring_is_not_asked_to_open_a_window(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closing:
        def close(self) -> None: ...

    class Locked:
        def is_locked(self) -> bool:
            return True

    service = ModuleType("secretstorage")
    service.dbus_init = Closing  # type: ignore[attr-defined]
    service.get_default_collection = lambda _: Locked()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "secretstorage", service)
    install(backend_of("keyring.backends.SecretService"))

    with pytest.raises(KeyringRefusedError, match="it is locked"):
        OsKeyring().get("A")
