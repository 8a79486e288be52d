"""An office for each test, and one to look at for all tests of a module."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console_office import Office, close, opened, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that is only copied."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture
def office(tmp_path: Path, prepared: Path) -> Iterator[Office]:
    """An office that a test may change."""
    folder = tmp_path / "office"
    shutil.copytree(prepared, folder)
    made = opened(folder)
    yield made
    close(made)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Office]:
    """An office that tests only look at."""
    folder = tmp_path_factory.mktemp("shown") / "office"
    shutil.copytree(prepared, folder)
    made = opened(folder)
    yield made
    close(made)
