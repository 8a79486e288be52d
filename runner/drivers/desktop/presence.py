"""Presence: notices that the person touches mouse or keyboard, and tells it from what a bot does."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

OWN_SECONDS = 3.0
"""After so long an event that a bot has sent and nobody has seen is expected no more."""
RECORD = "RECORD"
"""The extension of X servers by which touches are seen."""
QUIET_SECONDS = 2.0
"""After so long without a touch a bot may look at the screen again and go on."""


class Touch(StrEnum):
    """What was touched."""

    KEY = "key"
    BUTTON = "button"
    MOTION = "motion"


@dataclass(frozen=True, slots=True)
class Touched:
    """Something that was pressed, or a place that the pointer was moved to."""

    touch: Touch
    detail: int | tuple[int, int]
    """The key's or the button's code; the place of a motion."""


class Watcher(Protocol):
    """Sees every touch of a desktop, whoever caused it."""

    def begin(self, seen: Callable[[Touched], None]) -> None:
        """Call `seen` for each, in a thread of its own."""

    def close(self) -> None:
        """See no more."""


class Presence:
    """Tells a person's touches from those that bots of this process cause.

    Safe for several threads.
    """

    def __init__(self, watcher: Watcher, quiet_seconds: float = QUIET_SECONDS) -> None:
        """`watcher` is told to begin; `quiet_seconds` as the property has it."""
        self._watcher = watcher
        self.quiet_seconds = quiet_seconds
        """After so long without a touch he counts as gone."""
        self._own: deque[tuple[Touched, float]] = deque()
        self._last: float | None = None
        self._lock = threading.Lock()
        watcher.begin(self._seen)

    def expect(self, *touches: Touched) -> None:
        """A bot is about to cause exactly these; they are nobody's touch."""
        now = time.monotonic()
        with self._lock:
            self._own.extend((touch, now) for touch in touches)

    def is_there(self) -> bool:
        """Whether a person has touched something a moment ago."""
        with self._lock:
            last = self._last
        return last is not None and time.monotonic() - last < self.quiet_seconds

    def forget(self) -> None:
        """What was touched until now was meant for the bot, such as its Go on."""
        with self._lock:
            self._last = None

    def close(self) -> None:
        """Notice nothing any more."""
        self._watcher.close()

    def _seen(self, event: Touched) -> None:
        now = time.monotonic()
        with self._lock:
            if not self._is_ours(event, now):
                self._last = now

    def _is_ours(self, event: Touched, now: float) -> bool:
        while self._own and self._own[0][1] < now - OWN_SECONDS:
            self._own.popleft()
        for number, (expected, _) in enumerate(self._own):
            if expected == event:
                # A click tells the same place more than once; it takes no person for that.
                if event.touch is not Touch.MOTION:
                    del self._own[number]
                return True
        return False


def can_watch(display: str) -> bool:
    """Whether touches of a display can be seen; True where nobody can tell."""
    try:
        from Xlib.display import Display

        found: Any = Display(display)
    except Exception:  # noqa: BLE001 - whatever is wrong with it is told by whoever works on it
        return True
    try:
        return bool(found.has_extension(RECORD))
    finally:
        found.close()


class X11Watcher:
    """Sees touches by the RECORD extension of an X server; nothing is kept from other programs."""

    def __init__(self, display: str | None = None) -> None:
        """Raises an error of python-xlib where the display cannot be reached, or not be watched."""
        from Xlib.display import Display
        from Xlib.error import DisplayError

        self._control: Any = Display(display)
        if not self._control.has_extension(RECORD):
            self._control.close()
            raise DisplayError(display)
        self._display: Any = Display(display)
        self._context: Any = None
        self._thread: threading.Thread | None = None

    def begin(self, seen: Callable[[Touched], None]) -> None:
        """Call `seen` for each touch."""
        from Xlib import X
        from Xlib.ext import record

        events = (X.KeyPress, X.MotionNotify)
        nothing = {"core_requests": (0, 0), "core_replies": (0, 0)}
        nothing |= {"ext_requests": (0, 0, 0, 0), "ext_replies": (0, 0, 0, 0)}  # type: ignore[dict-item]
        wanted = nothing | {
            "delivered_events": (0, 0),
            "device_events": events,
            "errors": (0, 0),
            "client_started": False,
            "client_died": False,
        }
        self._context = self._display.record_create_context(0, [record.AllClients], [wanted])
        self._thread = threading.Thread(
            target=self._watch, args=(seen,), name="presence", daemon=True
        )
        self._thread.start()

    def _watch(self, seen: Callable[[Touched], None]) -> None:
        # Where the display ends, whoever works on it says so.
        with suppress(Exception):
            self._display.record_enable_context(
                self._context, lambda reply: self._read(reply, seen)
            )

    def _read(self, reply: Any, seen: Callable[[Touched], None]) -> None:
        from Xlib import X
        from Xlib.protocol import rq

        kinds = {X.KeyPress: Touch.KEY, X.ButtonPress: Touch.BUTTON, X.MotionNotify: Touch.MOTION}
        data = reply.data
        while data:
            parser = rq.EventField(None)
            event, data = parser.parse_binary_value(data, self._control.display, None, None)
            touch = kinds.get(event.type)
            if touch is not None:
                place = (int(event.root_x), int(event.root_y))
                seen(Touched(touch, place if touch is Touch.MOTION else int(event.detail)))

    def close(self) -> None:
        """See no more."""
        with suppress(Exception):  # the display may be gone
            self._control.record_disable_context(self._context)
            self._control.flush()
        if self._thread is not None:
            self._thread.join(5)
        for one in (self._control, self._display):
            with suppress(Exception):
                one.close()


@dataclass(slots=True)
class _Shared:
    presence: Presence
    users: int


_SHARED: dict[str, _Shared] = {}
_OPENING = threading.Lock()


@contextmanager
def presence_on(
    display: str, watcher: Callable[[str], Watcher] = X11Watcher
) -> Iterator[Presence | None]:
    """The presence on a display, one for all bots of this process: none takes another's keys for
    a person's. None where the display cannot be watched (no RECORD extension).
    """
    with _OPENING:
        shared = _SHARED.get(display) or _opened(display, watcher)
        if shared is not None:
            shared.users += 1
    try:
        yield None if shared is None else shared.presence
    finally:
        if shared is not None:
            _let_go(display, shared)


def _opened(display: str, watcher: Callable[[str], Watcher]) -> _Shared | None:
    try:
        shared = _Shared(Presence(watcher(display)), 0)
    except Exception:  # noqa: BLE001 - python-xlib has many errors for a server without it
        return None
    _SHARED[display] = shared
    return shared


def _let_go(display: str, shared: _Shared) -> None:
    with _OPENING:
        shared.users -= 1
        if shared.users:
            return
        _SHARED.pop(display, None)
    shared.presence.close()
