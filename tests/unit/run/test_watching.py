"""Watching a worker: what ends it."""

import queue
import subprocess
import sys
import threading
import time
from math import inf
from types import SimpleNamespace
from typing import Any, cast

import pytest

from runner.bots import Limits
from runner.run.errors import TooBigError
from runner.run.processes import WorkerProcess
from runner.run.watching import WEIGH_SECONDS, Watch, Watchman, too_big

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


@pytest.mark.parametrize(("answer", "word"), [(True, "yes"), (False, "no"), (None, "nobody")])
def test_a_person_is_asked_while_the_item_has_all_the_time(answer: bool | None, word: str) -> None:
    asked, told = threading.Event(), queue.SimpleQueue[str]()

    def confirm(question: str) -> bool | None:
        assert question == "Use it?"
        asked.wait(20)
        return answer

    watch = Watch(cast("Any", SimpleNamespace(tell=told.put)), "r1", Limits(), item_ends=1.0)
    watch.seconds = 60.0
    watchman = cast("Any", SimpleNamespace(_progress=SimpleNamespace(confirm=confirm)))
    Watchman._on_confirm(watchman, "w", watch, {"question": "Use it?"})

    assert watch.item_ends == inf
    asked.set()
    assert told.get(timeout=20) == word
    assert watch.item_ends is not None
    assert 0 < watch.item_ends - time.monotonic() <= 60
