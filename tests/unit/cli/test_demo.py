"""The demo's CRM: what it puts into this process ends with it."""

import os
from pathlib import Path

import pytest

from runner.cli.demo import serving
from runner.workspace import Workspace

ROOT = Path(__file__).parents[3]


def test_the_demos_account_ends_with_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_USERNAME", "erika")
    monkeypatch.delenv("CRM_PASSWORD", raising=False)

    with serving(Workspace(ROOT), tmp_path, ""):
        assert os.environ["CRM_USERNAME"] == "demo"
        assert "CRM_PASSWORD" in os.environ

    assert os.environ["CRM_USERNAME"] == "erika"
    assert "CRM_PASSWORD" not in os.environ
