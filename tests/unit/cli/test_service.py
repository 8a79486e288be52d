"""`deskhand service`: what would be written is shown, and nothing is done."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="shows a unit of systemd")
def test_a_dry_run_shows_the_unit_and_writes_nothing(
    workspace: Path, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(workspace / "config"))
    said = call("service", "install", "--print", "--slots", "3")

    assert said.code == 0
    assert said.err.strip() == f"# {workspace}/config/systemd/user/deskhand-mine.service"
    assert f"-P -m runner serve --workspace {workspace} --slots 3" in said.out
    assert not (workspace / "config").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="shows a unit of systemd")
def test_the_machines_unit_may_write_where_the_store_is(
    workspace: Path, call: Callable[..., Any]
) -> None:
    (workspace / "settings.toml").write_text('store = "/var/lib/deskhand/x.db"\n')
    said = call("service", "install", "--system", "--account", "bots", "--dry-run")

    assert f"ReadWritePaths={workspace} /var/lib/deskhand" in said.out.splitlines()
    assert "User=bots" in said.out.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for a unit of systemd")
def test_what_was_never_installed_is_not_taken_out(
    workspace: Path, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(workspace / "config"))
    said = call("service", "uninstall")

    assert said.code == 2
    assert "There is no service" in said.err
