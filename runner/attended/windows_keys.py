"""Hot keys on Windows, by RegisterHotKey. Written after its documentation, and never run."""

import ctypes
import queue
import threading
from collections.abc import Callable
from typing import Any

from runner.attended.hotkeys import BadHotKeyError, Combination, HotKeyTakenError

BITS = {"alt": 1, "ctrl": 2, "shift": 4, "super": 8}
NO_REPEAT = 0x4000
HOT_KEY = 0x0312
REMOVE = 1
WAIT_SECONDS = 0.05

KEYS = {"end": 0x23, "home": 0x24, "pause": 0x13, "insert": 0x2D, "delete": 0x2E, "escape": 0x1B}
KEYS |= {f"f{number}": 0x6F + number for number in range(1, 13)}


def code_of(wanted: Combination) -> int:
    """The virtual key of a combination.

    Raises:
        BadHotKeyError: there is none.
    """
    if wanted.key in KEYS:
        return KEYS[wanted.key]
    if len(wanted.key) == 1 and wanted.key.isascii() and wanted.key.isalnum():
        return ord(wanted.key.upper())
    raise BadHotKeyError(wanted.words)


class WindowsHotKeys:
    """Registers keys in a thread of its own, which Windows sends them to."""

    def __init__(self) -> None:
        self._user32: Any = ctypes.WinDLL("user32")  # type: ignore[attr-defined, unused-ignore]
        self._wishes: queue.SimpleQueue[tuple[int, int, queue.SimpleQueue[bool]]] = (
            queue.SimpleQueue()
        )
        self._known: list[Callable[[], None]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="hot-keys", daemon=True)
        self._thread.start()

    def grab(self, words: str, do: Callable[[], None]) -> None:
        """Call `do` whenever the combination is pressed."""
        wanted = Combination.of(words)
        answer: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._known.append(do)
        bits = sum(BITS[name] for name in wanted.modifiers) | NO_REPEAT
        self._wishes.put((bits, code_of(wanted), answer))
        if not answer.get():
            raise HotKeyTakenError(words)

    def close(self) -> None:
        """Give every combination back."""
        self._over.set()
        self._thread.join(5)

    def _listen(self) -> None:
        from ctypes import wintypes

        message = wintypes.MSG()
        count = 0
        while not self._over.wait(WAIT_SECONDS):
            while not self._wishes.empty():
                bits, code, answer = self._wishes.get()
                count += 1
                answer.put(bool(self._user32.RegisterHotKey(None, count, bits, code)))
            while self._user32.PeekMessageW(ctypes.byref(message), None, HOT_KEY, HOT_KEY, REMOVE):
                self._known[message.wParam - 1]()
        for number in range(1, count + 1):
            self._user32.UnregisterHotKey(None, number)
