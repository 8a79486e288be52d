"""The doctor: each trouble with its remedy."""

import os
from pathlib import Path

import pytest

from runner.doctor import machine, places
from runner.doctor.finding import Health
from runner.settings import Settings
from runner.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for part in ("bots", "selectors"):
        (tmp_path / part).mkdir()
    return Workspace(tmp_path)


def by_name(findings) -> dict[str, object]:
    return {finding.name: finding for finding in findings}


def test_fresh_workspace_is_well(workspace) -> None:
    found = by_name(places.look_at_places(workspace, Settings()))

    assert [name for name, each in found.items() if each.health is Health.BAD] == []


def test_credentials_that_others_can_read_are_mended(workspace) -> None:
    workspace.credentials.write_text("A=b\n")
    workspace.credentials.chmod(0o644)
    finding = places.credentials(workspace)

    assert finding.health is Health.BAD
    assert "chmod 600" in finding.remedy
    finding.fix()
    assert places.credentials(workspace).health is Health.GOOD


def test_store_that_cannot_be_used_says_why(workspace) -> None:
    finding = places.store(workspace, Settings(store="mysql://x"))

    assert finding.health is Health.BAD
    assert finding.remedy


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_open_evidence_folder_is_a_warning(workspace) -> None:
    folder = workspace.root / "evidence"
    folder.mkdir()
    folder.chmod(0o755)
    finding = places.evidence(workspace, Settings())

    assert finding.health is Health.WARNING
    finding.fix()
    assert places.evidence(workspace, Settings()).health is Health.GOOD


def test_missing_browser_names_the_line_that_installs_one() -> None:
    finding = machine.browser_found(Path("/nowhere/chrome"))

    assert finding.health is Health.BAD
    assert "chromium" in finding.remedy


def test_missing_fonts_are_a_warning(monkeypatch) -> None:
    class Nothing:
        stdout = ""

    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(machine, "run", lambda words: Nothing())
    finding = machine.fonts()

    assert finding.health is Health.WARNING
    assert "empty boxes" in finding.message
