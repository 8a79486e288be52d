"""One desk for each desktop: whoever starts a second one calls the first."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from runner.run.locks import held

LOOK_SECONDS = 0.2

ANSWER_SECONDS = 3.0
"""How long a desk that lives may take to hear a call."""


class Calls:
    """The lock of a desktop's desk, and the file by which it is called."""

    def __init__(self, folder: Path, workspace: Path) -> None:
        """`folder` is the person's own; each workspace and each desktop has a desk of its own."""
        where = f"{workspace.resolve()}|{os.environ.get('DISPLAY') or desktop()}"
        self._name = f"desk-{hashlib.sha256(where.encode()).hexdigest()[:16]}"
        self._folder = folder
        self._file = folder / f"{self._name}.call"
        self._over = Event()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Be the desk of this desktop while the block runs; False when there is one."""
        with held(self._folder, self._name) as free:
            yield free

    def call(self) -> bool:
        """Have the desk that is there show its launcher; False when it does not answer."""
        self._file.write_text("show", encoding="utf-8")
        until = time.monotonic() + ANSWER_SECONDS
        while self._file.exists() and time.monotonic() < until:
            self._over.wait(LOOK_SECONDS)
        return not self._file.exists()

    def answer(self, show: Callable[[], None]) -> None:
        """Call `show`, in a thread of its own, whenever somebody calls; until `close`."""
        self._file.unlink(missing_ok=True)

        def look() -> None:
            while not self._over.wait(LOOK_SECONDS):
                if self._file.exists():
                    with suppress(OSError):
                        self._file.unlink()
                    show()

        Thread(target=look, name="calls", daemon=True).start()

    def close(self) -> None:
        """Answer no more."""
        self._over.set()


def desktop() -> str:
    """What tells one desktop of this person from another, where there is no X display."""
    return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("SESSIONNAME") or ""
