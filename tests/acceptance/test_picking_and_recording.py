"""`deskhand screens pick` and `record` as a person starts and ends them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.killing import Sweep, sweeping

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[Sweep]:
    with sweeping(tmp_path / "crm", rows=0) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    shutil.copytree(ROOT / "selectors", folder / "selectors")
    shutil.copytree(ROOT / "bots", folder / "bots", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def deskhand(crm: Sweep, workspace: Path, *words: str, **variables: str) -> subprocess.Popen[str]:
    environment = crm.environment | {"DESKHAND_WORKSPACE": str(workspace), "PYTHONUNBUFFERED": "1"}
    environment |= variables
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "runner", "screens", *words],
        cwd=workspace,
        env={name: value for name, value in environment.items() if value},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # As in a terminal, where Ctrl-C reaches everything that was started.
        start_new_session=True,
    )


def interrupted(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Ctrl-C as soon as the window stands there."""
    assert process.stdout is not None
    first = process.stdout.readline()
    assert "Ctrl-C" in first, process.communicate()
    os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    return first + out, errors


def test_ctrl_c_ends_picking_in_good_order(crm: Sweep, workspace: Path) -> None:
    before = (workspace / "selectors" / "crm.yaml").read_bytes()
    process = deskhand(crm, workspace, "pick", "crm", "--headless", "--address", crm.address)
    _, errors = interrupted(process)

    assert (process.returncode, errors) == (0, "")
    assert (workspace / "selectors" / "crm.yaml").read_bytes() == before


def test_ctrl_c_before_anything_was_done_leaves_nothing(crm: Sweep, workspace: Path) -> None:
    bots = sorted(path.name for path in (workspace / "bots").iterdir())
    process = deskhand(crm, workspace, "record", "crm", "--headless", "--address", crm.address)
    _, errors = interrupted(process)

    assert process.returncode == 2
    assert "Nothing was recorded, so nothing was written." in errors
    assert sorted(path.name for path in (workspace / "bots").iterdir()) == bots


def test_a_bot_that_is_there_is_not_written_over(crm: Sweep, workspace: Path) -> None:
    process = deskhand(crm, workspace, "record", "crm", "--bot", "update_contact", "--headless")
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "update_contact.py is there already; nothing was written." in errors


@pytest.mark.parametrize("command", ["pick", "record"])
def test_without_a_display_a_sentence_says_so(crm: Sweep, workspace: Path, command: str) -> None:
    process = deskhand(crm, workspace, command, "crm", DISPLAY="", WAYLAND_DISPLAY="")
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 4
    assert "There is no display to show a browser on" in errors
    assert "Start it in a desktop session, on the machine where you sit." in errors
