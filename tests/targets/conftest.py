import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.targets.applications import PASSWORD, Roundup, Tryton

ROOT = Path(__file__).parents[2]
Deskhand = Callable[..., dict[str, object]]


@pytest.fixture(scope="session")
def tryton() -> Tryton:
    return Tryton()


@pytest.fixture
def tryton_at(tryton: Tryton, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    with tryton.running(tmp_path) as where:
        yield where


@pytest.fixture
def roundup_at(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    with Roundup().running(tmp_path) as where:
        yield where


@pytest.fixture
def deskhand(tmp_path: Path) -> Deskhand:
    """Runs a bot of this repository over rows, in a workspace of its own; gives the summary."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    for folder in ("bots", "selectors"):
        (workspace / folder).symlink_to(ROOT / folder)

    def run(
        bot: str, rows: list[Mapping[str, object]], *options: str, exit_code: int = 0
    ) -> dict[str, object]:
        feed = workspace / f"{bot}-{len(list(workspace.iterdir()))}.json"
        feed.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        answer = subprocess.run(
            [sys.executable, "-P", "-m", "runner", "run", bot, "--from", feed, *options, "--json"],
            cwd=workspace,
            env=os.environ | _CREDENTIALS | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
        assert answer.returncode == exit_code, answer.stdout + answer.stderr
        found: dict[str, object] = json.loads(answer.stdout)
        return found

    return run


_CREDENTIALS = {
    "TRYTON_USERNAME": "admin",
    "TRYTON_PASSWORD": PASSWORD,
    "ROUNDUP_USERNAME": "demo",
    "ROUNDUP_PASSWORD": "demo",
}
