"""Watches over the desktop: nothing is typed where nobody could, or where it is locked."""

from collections.abc import Callable, Sequence

from runner.drivers.desktop.display import Display
from runner.drivers.desktop.errors import DesktopLostError
from runner.drivers.desktop.family import NotStartedError
from runner.drivers.desktop.locks import Locks
from runner.drivers.desktop.seam import Eyes
from runner.drivers.desktop.x11 import X11, DisplayGoneError, XWindow

OFTEN_SECONDS = 1.0
SELDOM_SECONDS = 4.0
"""How often it is looked at what costs more."""
UNLOCK = "Unlock it and run again; an unattended bot has a display of its own, which nobody locks."


class Guard:
    """Looks at one display, before and during a run."""

    def __init__(self, display: Display, x11: X11, eyes: Callable[[], Eyes]) -> None:
        self._display = display
        self._x11 = x11
        self._eyes = eyes
        self._size = x11.size
        self._locks = None if display.own else Locks(display.bus)
        self._often = self._seldom = 0.0
        self._taken_since: float | None = None

    def check(self, now: float, windows: Sequence[XWindow]) -> None:
        """Raises DesktopLostError for whatever keeps a person from working there.

        `now` is a monotonic time; `windows` are all that the display shows.
        """
        if now - self._often < OFTEN_SECONDS:
            return
        self._often = now
        self._vital()
        try:
            self._display_itself(now, windows)
        except DisplayGoneError as error:
            raise lost(error) from error
        if now - self._seldom >= SELDOM_SECONDS:
            self._seldom = now
            self._black(windows)

    def close(self) -> None:
        """Lets the buses go that it asks."""
        if self._locks is not None:
            self._locks.close()

    def _vital(self) -> None:
        for name, process in self._display.vital.items():
            try:
                ended = self._display.family.exit_code(process) is not None
            except NotStartedError:
                ended = True
            if ended:
                raise DesktopLostError(
                    f"{name}, which its display needs, has ended",
                    "It is started again with the next item.",
                )

    def _display_itself(self, now: float, windows: Sequence[XWindow]) -> None:
        if self._x11.size != self._size:
            raise DesktopLostError(
                "the display has {}×{} pixels now, and had {}×{}".format(
                    *self._x11.size, *self._size
                ),
                "Leave resolution and scaling as they are while a bot works.",
            )
        why = "the screen saver is on" if self._x11.saver_on() else None
        why = why or (self._locks.why() if self._locks is not None else None)
        if why is not None:
            raise DesktopLostError(why, UNLOCK)
        self._keyboard(now, windows)

    def _keyboard(self, now: float, windows: Sequence[XWindow]) -> None:
        """Open menus hold the keyboard too, and are windows of the program that can be seen.

        On a display of its own only what covers it can be a locker; asking makes the field in
        front lose the keyboard for an instant, so nothing is asked there without a reason.
        """
        size = self._size
        cover = next((one for one in windows if one.popup and covers(one, size)), None)
        menu = any(one.popup for one in windows) and cover is None
        unasked = menu or (self._display.own and cover is None)
        if unasked or not self._x11.keyboard_is_taken():
            self._taken_since = None
            return
        if self._taken_since is None:
            self._taken_since = now
            if cover is None:
                return
        if cover is not None or now - self._taken_since >= OFTEN_SECONDS:
            what = (
                f"the window {cover.title!r} covers everything and" if cover else "another program"
            )
            raise DesktopLostError(f"the screen is locked: {what} holds the keyboard", UNLOCK)

    def _black(self, windows: Sequence[XWindow]) -> None:
        """Only where the libraries for pictures are installed."""
        try:
            black = bool(windows) and self._eyes().shot().black()
        except ImportError:
            return
        if black:
            raise DesktopLostError(
                "the display shows a black picture",
                "Is the monitor off, the session in the background, or a remote desktop minimised?",
            )


def covers(window: XWindow, size: tuple[int, int]) -> bool:
    """Whether a window leaves nothing of the display to be seen."""
    return window.box.width >= size[0] and window.box.height >= size[1]


def lost(error: DisplayGoneError) -> DesktopLostError:
    """The sentence for a display that does not answer."""
    return DesktopLostError(
        f"the display is gone ({error.why})",
        "A display of the bot's own is started again with the next item; else sign in again.",
    )
