"""Whether input would arrive in a window, asked while nobody else is served."""

from Xlib import X

from runner.drivers.desktop.hands.connection import Connection
from runner.drivers.desktop.hands.xkb import KeyState

BUTTONS = X.Button1Mask | X.Button2Mask | X.Button3Mask | X.Button4Mask | X.Button5Mask


class Aim:
    """Says why keys or a click would not arrive in a window; half a sentence, or None."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keys_missing(self, window: int) -> str | None:
        """Why keys would go elsewhere than into the window."""
        focus = self._focus()
        if focus is None:
            return "no window has the keyboard focus"
        if not self._belongs(focus, window):
            return f"the keyboard focus is in {self.called(focus)}"
        if self._keyboard_taken() and not self._has_popup(window):
            return "another program holds the keyboard: an open menu, or a screen that is locked"
        return None

    def not_active(self, window: int) -> str | None:
        """Why the window manager takes another one for active, as it does for a moment."""
        active = self._connection.numbers(self._connection.root.id, "_NET_ACTIVE_WINDOW")
        if active and active[0] and not self._belongs(active[0], window):
            return f"the active window is {self.called(active[0])}"
        return None

    def click_missing(self, window: int, x: int, y: int) -> str | None:
        """Why a click at a point would go elsewhere than into the window."""
        lies = self.at(x, y)
        if lies is None:
            return f"there is no window at {x}, {y}"
        if window not in self._connection.ancestry(lies):
            return f"at {x}, {y} lies {self.called(lies)}"
        return None

    def pointer_missing(self, window: int) -> str | None:
        """Why a click would go to another program, wherever the pointer is."""
        if self._pointer_taken() and not self._has_popup(window):
            return "another program holds the mouse: an open menu, or something that is dragged"
        return None

    def at(self, x: int, y: int) -> int | None:
        """The innermost window under a point; None where there is only the background."""
        root = self._connection.root
        found: int | None = None
        child = root.translate_coords(root, x, y).child
        while child:
            found = int(child.id)
            inner = self._connection.asked(
                lambda found=found: self._connection.window(found).translate_coords(root, x, y)  # type: ignore[misc]
            )
            child = inner.child if inner is not None else None
        return found

    def called(self, window: int) -> str:
        """How a window is told to a person: by the title of the window that it is in."""
        for one in self._connection.ancestry(window):
            title = self._connection.title(one)
            if title:
                return f"the window {title!r}"
        return "another window"

    def exists(self, window: int) -> bool:
        """Whether there is such a window."""
        asked = self._connection.asked(self._connection.window(window).get_attributes)
        return asked is not None and asked.map_state == X.IsViewable

    def _focus(self) -> int | None:
        focus = self._connection.display.get_input_focus().focus
        if focus == X.NONE:
            return None
        if focus == X.PointerRoot:
            # Without a window manager keys go where the pointer is.
            pointer = self._connection.root.query_pointer()
            return self.at(pointer.root_x, pointer.root_y)
        return int(focus.id)

    def _belongs(self, window: int, to: int) -> bool:
        if window == self._connection.root.id:
            return False
        above = list(self._connection.ancestry(window))
        return to in above or any(self._is_popup(one, to) for one in above)

    def _is_popup(self, window: int, of: int) -> bool:
        """A list or menu of the same program, which no window manager knows; no dialog."""
        if not self._connection.same_client(window, of):
            return False
        asked = self._connection.asked(self._connection.window(window).get_attributes)
        return bool(
            asked is not None and asked.override_redirect and asked.map_state == X.IsViewable
        )

    def _has_popup(self, window: int) -> bool:
        there = self._connection.children(self._connection.root.id)
        return any(self._is_popup(one, window) for one in there if one != window)

    def _keyboard_taken(self) -> bool:
        # A window that is not shown cannot be given the keyboard, so that nothing changes by
        # asking; but whether somebody has it is looked at first.
        return bool(
            self._connection.own.grab_keyboard(
                False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime
            )
            == X.AlreadyGrabbed
        )

    def _pointer_taken(self) -> bool:
        return bool(
            self._connection.own.grab_pointer(
                False, 0, X.GrabModeAsync, X.GrabModeAsync, X.NONE, X.NONE, X.CurrentTime
            )
            == X.AlreadyGrabbed
        )


def holding(state: KeyState) -> str | None:
    """Why nothing can be typed: somebody holds keys down that would change every sign."""
    if state.held:
        return f"somebody holds {' and '.join(state.held)} down"
    return None
