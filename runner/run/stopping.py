"""Ctrl-C and SIGTERM, turned into a wish to stop while a run is at work."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def stopping(ask: Callable[[], None]) -> Iterator[None]:
    """Call `ask` for each SIGINT or SIGTERM while the block runs. Off the main thread: nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(_number: int, _frame: Any) -> None:
        ask()

    kept = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
