"""Watching a worker: what ends it."""

import queue
import subprocess
import sys

import pytest

from runner.bots import Limits
from runner.run.errors import TooBigError
from runner.run.processes import WorkerProcess
from runner.run.watching import WEIGH_SECONDS, Watch, too_big

HOARDS = "x = bytearray(200_000_000); print('ready', flush=True); input()"


@pytest.fixture
def worker():
    process = subprocess.Popen(
        [sys.executable, "-c", HOARDS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield WorkerProcess(process, "w", queue.SimpleQueue())
    process.communicate("\n")


def test_a_worker_that_holds_too_much_memory_is_told_with_its_size(worker) -> None:
    watch = Watch(worker, "r", Limits(memory=150))
    error = too_big(watch, 0.0)
    assert isinstance(error, TooBigError)
    assert "and 150 are allowed" in error.message
    assert too_big(watch, WEIGH_SECONDS / 2) is None, "it is weighed now and then only"
    assert too_big(watch, WEIGH_SECONDS) is not None


def test_a_worker_within_its_limit_goes_on(worker) -> None:
    assert too_big(Watch(worker, "r", Limits(memory=2000)), 0.0) is None


def test_a_worker_that_has_gone_weighs_nothing(worker) -> None:
    worker.process.kill()
    worker.process.wait()
    assert worker.memory() == 0
