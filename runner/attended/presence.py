"""Presence: notices that the person touches mouse or keyboard, and tells it from what a bot does."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

OWN_SECONDS = 1.0
"""After so long an event that a bot has sent and nobody has seen is expected no more."""


class Touch(StrEnum):
    """What was touched."""

    KEY = "key"
    BUTTON = "button"
    MOTION = "motion"


@dataclass(frozen=True, slots=True)
class Touched:
    """Something that was pressed or moved."""

    touch: Touch
    detail: int
    """The key's or the button's code; 0 for a motion."""


class Watcher(Protocol):
    """Sees every touch of a desktop, whoever caused it."""

    def begin(self, seen: Callable[[Touched], None]) -> None:
        """Call `seen` for each, in a thread of its own."""

    def close(self) -> None:
        """See no more."""


class Presence:
    """Tells a person's touches from those that a bot causes. Safe for several threads."""

    def __init__(self, watcher: Watcher, touched: Callable[[Touched], None]) -> None:
        """`touched` hears of the person's touches alone."""
        self._watcher = watcher
        self._touched = touched
        self._own: deque[tuple[Touched, float]] = deque()
        self._lock = threading.Lock()
        watcher.begin(self._seen)

    @contextmanager
    def ours(self, *events: Touched) -> Iterator[None]:
        """The block causes exactly these; they are nobody's touch."""
        now = time.monotonic()
        with self._lock:
            self._own.extend((event, now) for event in events)
        yield

    def close(self) -> None:
        """Notice nothing any more."""
        self._watcher.close()

    def _seen(self, event: Touched) -> None:
        if not self._is_ours(event):
            self._touched(event)

    def _is_ours(self, event: Touched) -> bool:
        oldest = time.monotonic() - OWN_SECONDS
        with self._lock:
            while self._own and self._own[0][1] < oldest:
                self._own.popleft()
            for number, (expected, _) in enumerate(self._own):
                if expected == event:
                    del self._own[number]
                    return True
        return False


class X11Watcher:
    """Sees touches by the RECORD extension of an X server; nothing is kept from other programs."""

    def __init__(self) -> None:
        """Raises an error of python-xlib where the display cannot be reached."""
        from Xlib.display import Display

        self._display: Any = Display()
        self._control: Any = Display()
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
            target=lambda: self._display.record_enable_context(
                self._context, lambda reply: self._read(reply, seen)
            ),
            name="presence",
            daemon=True,
        )
        self._thread.start()

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
                seen(Touched(touch, 0 if touch is Touch.MOTION else event.detail))

    def close(self) -> None:
        """See no more."""
        self._control.record_disable_context(self._context)
        self._control.flush()
        if self._thread is not None:
            self._thread.join(5)
        self._control.close()
        self._display.close()
