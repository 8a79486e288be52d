"""The windows of an X11 display, as its window manager lists them, and the display's own state."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from runner.drivers.surface.surface import Box

TITLE_LENGTH = 1024
SAVER_ON = 1
LEAST_POPUP = 8
"""Pixels; programs keep smaller ones for talking to each other."""


class DisplayGoneError(Exception):
    """The display does not answer; `why` words it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class XWindow:
    """A window on a display."""

    id: int
    title: str
    process: int | None
    box: Box
    """What the program draws, without the frame."""
    modal: bool
    owner: int | None
    """The window that it belongs to (its `transient for`)."""
    popup: bool
    """Placed by the program itself, such as an open menu."""
    kind: str = ""
    """What the program says it is: `DIALOG`, `MENU`, `TOOLTIP`."""


@contextlib.contextmanager
def _spoken() -> Iterator[None]:
    from Xlib.error import ConnectionClosedError, DisplayError

    try:
        yield
    except (ConnectionClosedError, DisplayError, OSError) as error:
        raise DisplayGoneError(str(error) or "it has closed the connection") from error


class X11:
    """One connection to a display. Not for several threads."""

    def __init__(self, name: str) -> None:
        """Raises DisplayGoneError."""
        from Xlib import display

        with _spoken():
            self._display: Any = display.Display(name)
            self._root = self._display.screen().root
        self._atoms: dict[str, int] = {}
        self._processes: dict[int, int | None] = {}

    def close(self) -> None:
        """Lets the display go."""
        with contextlib.suppress(Exception):
            self._display.close()

    @property
    def size(self) -> tuple[int, int]:
        """Pixels across and down, as they are now."""
        with _spoken():
            place = self._root.get_geometry()
        return int(place.width), int(place.height)

    def managed(self) -> bool:
        """Whether a window manager is at work."""
        with _spoken():
            return bool(self._numbers(self._root, "_NET_SUPPORTING_WM_CHECK"))

    def windows(self) -> list[XWindow]:
        """All windows that can be seen, the one in front first."""
        with _spoken():
            managed = [one for one in self._numbers(self._root, "_NET_CLIENT_LIST_STACKING") if one]
            popups = [one for one in self._popups() if one not in managed]
            found = [self._window(one, popup=False) for one in managed]
            found += [self._window(one, popup=True) for one in popups]
        return [one for one in reversed(found) if one is not None]

    def active(self) -> int | None:
        """The window that has the keyboard, as the window manager says."""
        with _spoken():
            found = self._numbers(self._root, "_NET_ACTIVE_WINDOW")
        return found[0] if found and found[0] else None

    def activate(self, window: int) -> None:
        """Asks the window manager to bring a window to the front and give it the keyboard."""
        self._send(window, "_NET_ACTIVE_WINDOW", (2, 0, 0, 0, 0))

    def close_window(self, window: int) -> None:
        """Asks a window to close, as the cross in its title bar does."""
        self._send(window, "_NET_CLOSE_WINDOW", (0, 2, 0, 0, 0))

    def _send(self, window: int, message: str, data: tuple[int, ...]) -> None:
        from Xlib import X
        from Xlib.protocol import event

        with _spoken():
            said = event.ClientMessage(
                window=self._display.create_resource_object("window", window),
                client_type=self._atom(message),
                data=(32, data),
            )
            mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
            self._root.send_event(said, event_mask=mask)
            self._display.flush()

    def keyboard_is_taken(self) -> bool:
        """Whether another program has grabbed the keyboard: a lock screen, an open menu."""
        from Xlib import X

        with _spoken():
            answer = self._root.grab_keyboard(
                owner_events=True,
                pointer_mode=X.GrabModeAsync,
                keyboard_mode=X.GrabModeAsync,
                time=X.CurrentTime,
            )
            if answer == X.GrabSuccess:
                self._display.ungrab_keyboard(X.CurrentTime)
                self._display.sync()
        return bool(answer == X.AlreadyGrabbed)

    def saver_on(self) -> bool:
        """Whether the screen saver covers the screen."""
        if not self._display.has_extension("MIT-SCREEN-SAVER"):
            return False
        with _spoken():
            from Xlib.ext import screensaver

            return bool(screensaver.query_info(self._root).state == SAVER_ON)

    def _window(self, number: int, *, popup: bool) -> XWindow | None:
        from Xlib.error import XError

        window = self._display.create_resource_object("window", number)
        try:
            state = self._numbers(window, "_NET_WM_STATE")
            if not popup and self._atom("_NET_WM_STATE_HIDDEN") in state:
                return None
            place = window.get_geometry()
            at = self._root.translate_coords(window, 0, 0)
            kinds = self._numbers(window, "_NET_WM_WINDOW_TYPE")
            owner = self._numbers(window, "WM_TRANSIENT_FOR")
            shadow = self._numbers(window, "_GTK_FRAME_EXTENTS")
            return XWindow(
                id=number,
                title=self._title(window),
                process=self._process(window, number),
                box=without(shadow, Box(at.x, at.y, place.width, place.height)),
                modal=self._atom("_NET_WM_STATE_MODAL") in state,
                owner=owner[0] if owner and owner[0] not in {0, self._root.id} else None,
                popup=popup,
                kind=self._kind(kinds),
            )
        except XError:
            return None

    def _popups(self) -> list[int]:
        """What programs have placed themselves, past the window manager."""
        from Xlib import X
        from Xlib.error import XError

        found = []
        for window in self._root.query_tree().children:
            with contextlib.suppress(XError):
                looks = window.get_attributes()
                shown = (
                    looks.override_redirect
                    and looks.map_state == X.IsViewable
                    and looks.win_class == X.InputOutput
                )
                place = window.get_geometry() if shown else None
                if place is not None and min(place.width, place.height) >= LEAST_POPUP:
                    found.append(int(window.id))
        return found

    def _kind(self, kinds: list[int]) -> str:
        name = str(self._display.get_atom_name(kinds[0])) if kinds else ""
        return name.removeprefix("_NET_WM_WINDOW_TYPE_")

    def _title(self, window: Any) -> str:
        for name in ("_NET_WM_NAME", "WM_NAME"):
            found = window.get_full_property(self._atom(name), 0, TITLE_LENGTH)
            if found is not None:
                value = found.value
                return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        return ""

    def _process(self, window: Any, number: int) -> int | None:
        """By the server, which knows; else by the program's own word."""
        if number not in self._processes:
            said = self._numbers(window, "_NET_WM_PID")
            self._processes[number] = said[0] if said else self._process_by_server(number)
        return self._processes[number]

    def _process_by_server(self, number: int) -> int | None:
        from Xlib.error import XError
        from Xlib.ext import res

        with contextlib.suppress(XError, AttributeError, IndexError):
            asked = [{"client": number, "mask": res.LocalClientPIDMask}]
            for one in self._display.res_query_client_ids(asked).ids:
                return int(one.value[0])
        return None

    def _numbers(self, window: Any, name: str) -> list[int]:
        from Xlib import X
        from Xlib.error import XError

        with contextlib.suppress(XError):
            found = window.get_full_property(self._atom(name), X.AnyPropertyType)
            if found is not None and not isinstance(found.value, (bytes, str)):
                return [int(one) for one in found.value]
        return []

    def _atom(self, name: str) -> int:
        if name not in self._atoms:
            self._atoms[name] = int(self._display.intern_atom(name))
        return self._atoms[name]


def without(shadow: list[int], box: Box) -> Box:
    """A window without the shadow that its program draws around it: left, right, top, bottom."""
    if len(shadow) != 4:
        return box
    left, right, top, bottom = shadow
    return Box(box.left + left, box.top + top, box.width - left - right, box.height - top - bottom)
