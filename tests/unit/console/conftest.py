"""An office for each test, and one to look at for all tests of a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console_office import Office, close, new_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office that a test may change."""
    made = new_office(tmp_path)
    yield made
    close(made)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that tests only look at."""
    made = new_office(tmp_path_factory.mktemp("office"))
    yield made
    close(made)
