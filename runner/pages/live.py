"""Live: tells every open page what has changed. The store is asked once, however many look on."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from runner.errors import DeskhandError

EVERY_SECONDS = 1.0

SIGN_SECONDS = 15.0
"""A line that says nothing, so that nobody on the way thinks the page has gone."""

LONGEST_SECONDS = 600.0
"""Then the browser connects anew, and shows again that somebody is signed in."""

MOST_LISTENERS = 200

Look = Callable[[], Mapping[str, str]]
"""What can change → something that is another text when it has changed."""


class Live:
    """Server-sent events: one named after each thing that changes, and nothing more.

    A page asks for its part anew when it hears of it, by htmx: `hx-trigger="sse:runs"`; what it
    may see is decided there. `data-live` and `data-news` on an element name the address and the
    events; page.js listens for as long as somebody sees the page.
    """

    def __init__(self, look: Look, every_seconds: float = EVERY_SECONDS) -> None:
        self._look = look
        self._every = every_seconds
        self._listeners: dict[asyncio.Queue[str | None], asyncio.AbstractEventLoop] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def listeners(self) -> int:
        """How many pages listen."""
        with self._lock:
            return len(self._listeners)

    async def events(self, request: Request) -> Response:
        """The endpoint: events until the browser goes, or the site is closed."""
        del request
        queue: asyncio.Queue[str | None] = asyncio.Queue(maxsize=100)
        if not self._join(queue, asyncio.get_running_loop()):
            return Response(status_code=503)
        return StreamingResponse(self._told(queue), media_type="text/event-stream")

    def close(self) -> None:
        """End every stream, and look no more."""
        with self._lock:
            self._ended.set()
            listeners = dict(self._listeners)
        self._wake.set()
        for queue, loop in listeners.items():
            with suppress(RuntimeError):  # its loop has ended already
                loop.call_soon_threadsafe(_put, queue, None)
        if self._thread is not None:
            self._thread.join(5)

    def _join(self, queue: asyncio.Queue[str | None], loop: asyncio.AbstractEventLoop) -> bool:
        with self._lock:
            if self._ended.is_set() or len(self._listeners) >= MOST_LISTENERS:
                return False
            self._listeners[queue] = loop
            if self._thread is None:
                self._thread = threading.Thread(target=self._look_on, name="live", daemon=True)
                self._thread.start()
        self._wake.set()
        return True

    async def _told(self, queue: asyncio.Queue[str | None]) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_SECONDS
        try:
            yield "retry: 2000\n\n"
            while loop.time() < until:
                try:
                    told = await asyncio.wait_for(queue.get(), SIGN_SECONDS)
                except TimeoutError:
                    yield ":\n\n"
                    continue
                if told is None:
                    return
                yield told
        finally:
            with self._lock:
                self._listeners.pop(queue, None)

    def _look_on(self) -> None:
        known: Mapping[str, str] = {}
        while not self._ended.is_set():
            with self._lock:
                alone = not self._listeners
                self._wake.clear()
            if alone:
                known = {}
                self._wake.wait()
                continue
            found = self._looked(known)
            for name in found if known else ():
                if known.get(name) != found[name]:
                    self._tell(name)
            known = found
            self._ended.wait(self._every)

    def _looked(self, known: Mapping[str, str]) -> Mapping[str, str]:
        try:
            return self._look()
        except DeskhandError:
            return known  # the page that is asked for says what is wrong

    def _tell(self, name: str) -> None:
        with self._lock:
            listeners = dict(self._listeners)
        for queue, loop in listeners.items():
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_put, queue, f"event: {name}\ndata: .\n\n")


def _put(queue: asyncio.Queue[str | None], told: str | None) -> None:
    if queue.full():
        queue.get_nowait()  # who does not keep up asks anew for everything anyway
    queue.put_nowait(told)
