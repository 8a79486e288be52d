"""Proof of death: a process holds an OS lock for as long as it lives; only a free lock is proof."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

PROBE_SECONDS = 0.3
"""Who only asks whether a lock is held has it for an instant; that must not pass for a life."""


def lock_file(folder: Path, name: str) -> Path:
    """The lock of a worker, a run or a feed."""
    return folder / f"{name}.lock"


@contextmanager
def held(folder: Path, name: str) -> Iterator[bool]:
    """Hold a lock while the block runs; gives False when another living process has it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(lock_file(folder, name), mode=0o600)
    try:
        lock.acquire(timeout=PROBE_SECONDS, poll_interval=0.03)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def is_dead(folder: Path, name: str) -> bool:
    """Whether the process that held this lock is gone."""
    with held(folder, name) as free:
        return free


def forget(folder: Path, name: str) -> None:
    """Remove the lock file of somebody who is known to be dead."""
    lock_file(folder, name).unlink(missing_ok=True)
