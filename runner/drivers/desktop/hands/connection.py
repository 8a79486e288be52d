"""A connection of our own to a display, which can keep everybody else waiting for a moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from Xlib import X
from Xlib import display as xlib
from Xlib.error import ConnectionClosedError, DisplayError, XauthError, XError

from runner.drivers.desktop.hands.errors import DisplayGoneError
from runner.drivers.desktop.presence import Touched

TEXT_LENGTH = 1024
Answer = TypeVar("Answer")
Expect = Callable[..., None]
"""Takes what is about to be sent, each a `Touched`."""
GONE = (ConnectionClosedError, DisplayError, XauthError, OSError)


def nobody(*_touches: Touched) -> None:
    """Nobody has to be told: no person sits there."""


class Connection:
    """One connection; its questions about windows are answered, or None where they are gone."""

    def __init__(self, name: str, expect: Expect = nobody) -> None:
        """`expect` is told of keys, buttons and motions before they are sent.

        Raises DesktopLostError when the display does not let us in.
        """
        self.name = name
        self.expect = expect
        with self.guarded():
            self.display: Any = xlib.Display(name)
            self.display.set_error_handler(lambda *_error: None)
            self.root: Any = self.display.screen().root
            # Never mapped: a window to ask with, and the sign that this connection lives.
            self.own: Any = self.root.create_window(-1, -1, 1, 1, 0, X.CopyFromParent)
            self.display.sync()

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Words the end of the display as DesktopLostError."""
        try:
            yield
        except GONE as error:
            raise DisplayGoneError(self.name) from error

    @contextmanager
    def grabbed(self) -> Iterator[None]:
        """Nobody else is served meanwhile: no window can take the focus or come to the front."""
        with self.guarded():
            self.display.grab_server()
            try:
                yield
            finally:
                self.display.ungrab_server()
                self.display.sync()

    def atom(self, name: str) -> int:
        """The number of a name."""
        return int(self.display.intern_atom(name))

    def window(self, number: int) -> Any:
        """A window by its number."""
        return self.display.create_resource_object("window", number)

    def asked(self, question: Callable[[], Answer]) -> Answer | None:
        """What a question gives; None when the window is gone."""
        with suppress(XError):
            return question()
        return None

    def numbers(self, window: int, name: str) -> tuple[int, ...]:
        """A property of a window that is a list of numbers."""
        kept = self.asked(
            lambda: self.window(window).get_full_property(self.atom(name), X.AnyPropertyType)
        )
        return tuple(int(one) for one in kept.value) if kept is not None else ()

    def title(self, window: int) -> str:
        """What a window calls itself; empty when it does not say."""
        return self._text(window, "_NET_WM_NAME") or self._text(window, "WM_NAME")

    def _text(self, window: int, name: str) -> str:
        kept = self.asked(
            lambda: self.window(window).get_property(
                self.atom(name), X.AnyPropertyType, 0, TEXT_LENGTH
            )
        )
        said = kept.value if kept is not None else b""
        return said.decode(errors="replace") if isinstance(said, bytes) else str(said)

    def parent(self, window: int) -> int | None:
        """The window around a window; None for the root and for what is gone."""
        tree = self.asked(lambda: self.window(window).query_tree())
        above = getattr(tree, "parent", None)
        return int(above.id) if above else None

    def ancestry(self, window: int) -> Iterator[int]:
        """A window, the one around it, and so on; without the root."""
        at: int | None = window
        while at is not None and at != self.root.id:
            yield at
            at = self.parent(at)

    def children(self, window: int) -> tuple[int, ...]:
        """The windows directly in a window, the lowest first."""
        tree = self.asked(lambda: self.window(window).query_tree())
        return tuple(int(one.id) for one in tree.children) if tree is not None else ()

    def same_client(self, one: int, other: int) -> bool:
        """Whether two windows were made by the same program."""
        mask = self.display.display.info.resource_id_mask
        return bool(one & ~mask == other & ~mask)

    def close(self) -> None:
        """Lets the display go."""
        with suppress(*GONE):
            self.display.close()
        # python-xlib leaves it open where the server was gone.
        self.display.display.socket.close()
