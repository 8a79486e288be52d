"""The doctor on desktop programs: only where there are some, and never in the way of web bots."""

from pathlib import Path

import pytest

from runner.doctor import desktop
from runner.doctor.finding import Health
from runner.drivers.desktop.checkup import Need
from runner.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for folder in ("bots", "selectors"):
        (tmp_path / folder).mkdir()
    return Workspace(tmp_path)


def needs(*found: Need):
    return lambda: iter(found)


XVFB = Need("virtual display", there=False, message="Xvfb is not installed", packages=("xvfb",))
JAVA = Need("java programs", there=True, message="can be read")
WAYLAND = Need("attended desktop", there=False, message="Wayland", remedy="Sign in to X11.")


def test_a_workspace_of_web_apps_needs_nothing(workspace: Workspace, monkeypatch) -> None:
    (workspace.selectors / "crm.yaml").write_text("kind: web\nnote: 'kind: desktop'\n")
    monkeypatch.setattr(desktop, "look_at_desktop", needs(XVFB))

    assert list(desktop.look_at_programs(workspace)) == []


def test_what_is_missing_is_said_with_its_remedy(workspace: Workspace, monkeypatch) -> None:
    (workspace.selectors / "erp.yaml").write_text("version: 1\nkind: desktop\n")
    monkeypatch.setattr(desktop, "look_at_desktop", needs(XVFB, JAVA, WAYLAND))

    first, second = desktop.look_at_programs(workspace)
    assert (first.health, first.message) == (Health.WARNING, "Xvfb is not installed")
    assert "xvfb" in first.remedy
    assert second.remedy == "Sign in to X11."


def test_all_is_well_in_one_line(workspace: Workspace, monkeypatch) -> None:
    (workspace.selectors / "erp.yaml").write_text("kind: desktop\n")
    monkeypatch.setattr(desktop, "look_at_desktop", needs(JAVA))

    [finding] = desktop.look_at_programs(workspace)
    assert (finding.name, finding.health) == ("desktop programs", Health.GOOD)
