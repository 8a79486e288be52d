"""The supervisor's hold on a worker's processes."""

import queue
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from runner.run.processes import WorkerProcess

FAMILY = """
import subprocess, sys, time
depth = int(sys.argv[1])
if depth:
    subprocess.Popen([sys.executable, "-c", sys.argv[2], str(depth - 1), sys.argv[2]])
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def family() -> Iterator[list[psutil.Process]]:
    """A driver, its browser, and the browser's helper."""
    top = subprocess.Popen(
        [sys.executable, "-c", FAMILY, "2", FAMILY], stdout=subprocess.PIPE, text=True
    )
    for _ in range(3):
        assert top.stdout is not None
        top.stdout.readline()
    process = psutil.Process(top.pid)
    found = [process, *process.children(recursive=True)]
    yield found
    for each in found:
        if each.is_running():
            each.kill()
    top.communicate()


def watching(family: list[psutil.Process]) -> WorkerProcess:
    process = subprocess.Popen([sys.executable, "-c", ""], text=True)
    process.wait()
    worker = WorkerProcess(process, "w", queue.SimpleQueue())
    worker.remember([each.pid for each in family])
    return worker


def test_a_helper_that_ends_is_no_dead_browser(family) -> None:
    worker = watching(family)
    family[2].kill()
    psutil.wait_procs([family[2]], timeout=5)

    assert not worker.browser_gone()


@pytest.mark.parametrize("member", [0, 1], ids=["driver", "browser"])
def test_driver_or_browser_that_ends_is_noticed(family, member) -> None:
    worker = watching(family)
    family[member].kill()
    psutil.wait_procs([family[member]], timeout=5)

    assert worker.browser_gone()


def test_kill_ends_the_whole_family(family) -> None:
    watching(family).kill()

    assert [each for each in family if each.is_running() and each.status() != "zombie"] == []
