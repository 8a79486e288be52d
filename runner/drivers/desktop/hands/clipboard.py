"""The clipboard, lent for a moment: what the person had in it is put back."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TypeVar

from Xlib import X

from runner.drivers.desktop.hands.connection import GONE, Connection
from runner.drivers.desktop.hands.errors import DisplayGoneError
from runner.drivers.desktop.hands.keeping import Keeping
from runner.drivers.desktop.hands.offers import Content, of_text
from runner.drivers.desktop.hands.selection import Selection
from runner.drivers.surface.surface import NotDoneError

TAKE_SECONDS = 2.0
"""How long it is tried where another program takes the clipboard all the time."""
QUIET_SECONDS = 0.005
"""For how long a text must have stayed in the clipboard before it counts as ours."""
END_SECONDS = 5.0
Answer = TypeVar("Answer")
TAKEN = "another program writes into the clipboard all the time"


class X11Clipboard:
    """Holds a text in a display's clipboard for a moment; a thread answers programs that ask."""

    def __init__(self, display: str) -> None:
        """Raises DesktopLostError when the display does not let us in."""
        self._display = display
        self._asked: SimpleQueue[tuple[Callable[[], object], Future[object]]] = SimpleQueue()
        self._woken, self._wake = os.pipe()
        self._connection = Connection(display)
        with self._connection.guarded():
            self._selection = Selection(self._connection, self._woken)
        self._keeping = Keeping(self._selection)
        self._ended = threading.Event()
        self.lost: tuple[str, ...] = ()
        """The forms of what the person had last that could not be put back."""
        self._thread = threading.Thread(target=self._run, name="clipboard", daemon=True)
        self._thread.start()

    @contextmanager
    def lend(self, text: str) -> Iterator[Callable[[], bool]]:
        """Holds a text in the clipboard; what the person had is put back afterwards.

        Gives a question: is it ours, and was it all the time? Ask it right before a paste, and
        after it: True then says that what was pasted was this text. Never for secrets. Raises
        NotDoneError when another program takes the clipboard again and again for two seconds.
        """
        content = of_text(text)
        before = self._do(self._keeping.content)
        self.lost = before.lost
        if not self._do(lambda: self._take(content)):
            raise NotDoneError(TAKEN)
        try:
            yield lambda: self._do(lambda: self._holds(content))
        finally:
            self._do(lambda: self._put_back(content, before))

    def close(self) -> None:
        """Leaves what is in the clipboard to its manager, where there is one, and lets go."""
        if self._ended.is_set():
            return
        with suppress(DisplayGoneError):
            self._do(self._leave)
        self._ended.set()
        os.write(self._wake, b"\0")
        self._thread.join(END_SECONDS)
        self._connection.close()
        for end in (self._woken, self._wake):
            os.close(end)

    def _take(self, content: Content) -> bool:
        tries = round(TAKE_SECONDS / QUIET_SECONDS)
        for _ in range(tries):
            self._selection.offer(content)
            self._selection.until(lambda event: bool(event.type == X.SelectionClear), QUIET_SECONDS)
            if self._holds(content):
                return True
        return False

    def _holds(self, content: Content) -> bool:
        return self._selection.held is content

    def _put_back(self, content: Content, before: Content) -> None:
        # What somebody else has copied meanwhile is newer than what the person had.
        if self._holds(content):
            self._selection.offer(before if before.forms else None)

    def _leave(self) -> None:
        """Source: freedesktop.org, Clipboard Manager specification."""
        connection, selection = self._connection, self._selection
        manager = connection.atom("CLIPBOARD_MANAGER")
        if selection.held is None or not connection.display.get_selection_owner(manager):
            return
        place = connection.atom("_DESKHAND_SAVED")
        selection.own.convert_selection(
            manager, connection.atom("SAVE_TARGETS"), place, X.CurrentTime
        )
        selection.until(lambda event: bool(event.type == X.SelectionNotify), TAKE_SECONDS)

    def _do(self, act: Callable[[], Answer]) -> Answer:
        answer: Future[object] = Future()
        self._asked.put((act, answer))
        os.write(self._wake, b"\0")
        if self._ended.is_set():
            raise DisplayGoneError(self._display)
        try:
            return answer.result()  # type: ignore[return-value]
        except GONE as error:
            raise DisplayGoneError(self._display) from error

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._selection.wait()
            except GONE as error:
                self._fail(error)
                return
            while True:
                try:
                    act, answer = self._asked.get_nowait()
                except Empty:
                    break
                try:
                    answer.set_result(act())
                except Exception as error:  # noqa: BLE001 - it is raised where it was asked
                    answer.set_exception(error)

    def _fail(self, error: BaseException) -> None:
        self._ended.set()
        with suppress(Empty):
            while True:
                self._asked.get_nowait()[1].set_exception(error)
