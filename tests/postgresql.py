"""A PostgreSQL server for tests; where none is installed, they are skipped."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from benchmarks.postgresql import Server, programs, server

__all__ = ["Server", "running_server"]


@contextmanager
def running_server() -> Iterator[Server]:
    """A server with a folder of its own; skips the test where none is installed."""
    if programs() is None:
        pytest.skip("no PostgreSQL here: sudo apt-get install postgresql")
    with server() as running:
        yield running
