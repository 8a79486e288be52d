"""The store's password: found like any credential, shown nowhere."""

from pathlib import Path

import pytest

from runner.store.location import password_of
from runner.vault import VaultError
from runner.vault.store_password import locate_store

URL = "postgresql://bot@db/deskhand"


def test_password_comes_from_the_vault(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("STORE_PASSWORD", "hunter2")
    located = locate_store(URL, tmp_path)
    password = password_of(located)

    assert password is not None
    assert password.reveal() == "hunter2"
    assert located == URL
    assert "hunter2" not in f"{located} {located!r} {password!r}"


def test_none_leaves_it_to_the_servers_own_ways(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("STORE_PASSWORD", raising=False)

    assert password_of(locate_store(URL, tmp_path)) is None


def test_file_asks_for_none(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("STORE_PASSWORD", "hunter2")

    assert password_of(locate_store("store/deskhand.db", tmp_path)) is None
    assert password_of("store/deskhand.db") is None


def test_credentials_that_others_read_are_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("STORE_PASSWORD", raising=False)
    file = tmp_path / "credentials.env"
    file.write_text("STORE_PASSWORD=hunter2\n")
    file.chmod(0o644)

    with pytest.raises(VaultError, match="read by others"):
        locate_store(URL, tmp_path)
