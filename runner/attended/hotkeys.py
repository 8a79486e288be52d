"""Hot keys: combinations that reach the desk whatever window is in front."""

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from runner.errors import InputError

MODIFIERS = {"ctrl": "Control", "alt": "Mod1", "shift": "Shift", "super": "Mod4"}

LOCKS = ("Lock", "Mod2")
"""Caps lock and num lock: a combination counts whether they are on or not."""

WAIT_SECONDS = 0.1


class BadHotKeyError(InputError):
    """A combination that no keyboard has."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"{words!r} is no combination of keys.",
            hint='Write it as "ctrl+alt+end": ctrl, alt, shift or super, and one key.',
        )


class HotKeyTakenError(InputError):
    """Another program has the combination."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"Another program has the keys {words}.",
            hint="Set another combination under [desk] in settings.toml.",
        )


@dataclass(frozen=True, slots=True)
class Combination:
    """Keys that are pressed together."""

    modifiers: frozenset[str]
    key: str
    words: str

    @classmethod
    def of(cls, words: str) -> "Combination":
        """Read `ctrl+alt+end`.

        Raises:
            BadHotKeyError: it is none.
        """
        *modifiers, key = [part.strip().lower() for part in words.split("+")]
        if not key or not modifiers or not set(modifiers) <= set(MODIFIERS):
            raise BadHotKeyError(words)
        return cls(frozenset(modifiers), key, words)


class HotKeys(Protocol):
    """Where combinations are asked for. What they do is called in a thread of its own."""

    def grab(self, words: str, do: Callable[[], None]) -> None:
        """Call `do` whenever the combination is pressed.

        Raises:
            BadHotKeyError: there is no such key.
            HotKeyTakenError: another program has it.
        """

    def close(self) -> None:
        """Give every combination back."""


class NoHotKeys:
    """Where programs cannot have any."""

    def grab(self, words: str, do: Callable[[], None]) -> None:
        """Check the combination, and do nothing more."""
        Combination.of(words)
        del do

    def close(self) -> None:
        """Nothing to give back."""


def open_hotkeys() -> HotKeys:
    """The hot keys of this desktop."""
    if sys.platform == "win32":
        from runner.attended.windows_keys import WindowsHotKeys

        return WindowsHotKeys()
    if not os.environ.get("DISPLAY"):
        return NoHotKeys()
    try:
        return X11HotKeys()
    except Exception:  # noqa: BLE001 - no python-xlib, or a display that lets nobody in
        return NoHotKeys()


class X11HotKeys:
    """Grabs keys of the root window."""

    def __init__(self) -> None:
        from Xlib.display import Display

        self._display: Any = Display()
        self._root = self._display.screen().root
        self._known: dict[tuple[int, int], Callable[[], None]] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="hot-keys", daemon=True)
        self._thread.start()

    def grab(self, words: str, do: Callable[[], None]) -> None:
        """Call `do` whenever the combination is pressed."""
        from Xlib import XK, X, error

        wanted = Combination.of(words)
        symbol = XK.string_to_keysym(wanted.key) or XK.string_to_keysym(wanted.key.capitalize())
        code = self._display.keysym_to_keycode(symbol) if symbol else 0
        if not code:
            raise BadHotKeyError(words)
        mask = sum(getattr(X, f"{MODIFIERS[name]}Mask") for name in wanted.modifiers)
        refused = error.CatchError(error.BadAccess)
        with self._lock:
            for locks in (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask):
                self._root.grab_key(
                    code, mask | locks, True, X.GrabModeAsync, X.GrabModeAsync, onerror=refused
                )
            self._display.sync()
            if refused.get_error() is not None:
                raise HotKeyTakenError(words)
            self._known[code, mask] = do

    def close(self) -> None:
        """Give every combination back."""
        self._over.set()
        self._thread.join(5)
        with self._lock:
            self._display.close()

    def _listen(self) -> None:
        from Xlib import X

        kept = X.ControlMask | X.Mod1Mask | X.ShiftMask | X.Mod4Mask
        while not self._over.wait(WAIT_SECONDS):
            with self._lock:
                pressed = [
                    self._known.get((event.detail, event.state & kept))
                    for event in self._waiting()
                    if event.type == X.KeyPress
                ]
            for do in pressed:
                if do is not None:
                    do()

    def _waiting(self) -> list[Any]:
        return [self._display.next_event() for _ in range(self._display.pending_events())]
