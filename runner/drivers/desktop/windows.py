"""The windows of a program: what the display knows of them, joined with what accessibility tells."""

from collections.abc import Sequence
from dataclasses import dataclass

from runner.drivers.desktop.accessibility import Top
from runner.drivers.desktop.x11 import XWindow
from runner.drivers.surface.surface import Box

PASSING = frozenset({"TOOLTIP", "NOTIFICATION", "DND"})
"""Windows that come and go by themselves and ask nothing."""

MOST = 0.5
"""How much two places must share to be the same window's."""


@dataclass(frozen=True, slots=True)
class Window:
    """One window of the program."""

    id: int
    """The X11 window; 0 when the display does not list it."""
    title: str
    box: Box
    modal: bool
    popup: bool
    owner: int | None
    top: Top | None
    """What accessibility tells; None for a program that tells nothing."""


def joined(shown: Sequence[XWindow], tops: Sequence[Top]) -> list[Window]:
    """A program's windows, the one in front first.

    A window's accessible side is known by its process, its title and its place, together: no
    toolkit tells the number of the window.
    """
    left = list(tops)
    found = []
    for window in shown:
        if window.kind in PASSING:
            continue
        top = _top_of(window, left)
        if top is not None:
            left.remove(top)
        modal = window.modal or (top is not None and top.modal)
        title = window.title or (top.title if top else "")
        found.append(Window(window.id, title, window.box, modal, window.popup, window.owner, top))
    return found


def _top_of(window: XWindow, tops: Sequence[Top]) -> Top | None:
    alike = [one for one in tops if window.process in {None, one.process}]
    # Java tells of no place for its windows, GTK 4 of one that begins at 0, 0.
    titled = [one for one in alike if one.title == window.title]
    near = titled or [one for one in alike if overlap(window.box, one.box) > MOST]
    return max(near, key=lambda one: overlap(window.box, one.box), default=None)


def overlap(one: Box, other: Box) -> float:
    """How much of two places is the same, of 1."""
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / (one.width * one.height + other.width * other.height - shared)


def usable(windows: Sequence[Window]) -> list[Window]:
    """The windows that can be worked in: no modal window keeps them from it.

    That are the modal window in front, whatever belongs to it, and what stands before it.
    """
    modal = top_modal(windows)
    if modal is None:
        return list(windows)
    place = windows.index(modal)
    return [
        one
        for at, one in enumerate(windows)
        if at <= place or one.popup or _belongs(one, modal, windows)
    ]


def top_modal(windows: Sequence[Window]) -> Window | None:
    """The modal window in front, if any."""
    return next((one for one in windows if one.modal and not one.popup), None)


def _belongs(window: Window, owner: Window, windows: Sequence[Window]) -> bool:
    above = {one.id: one.owner for one in windows}
    met: set[int] = set()
    now: int | None = window.id
    while now is not None and now not in met:
        if now == owner.id and window is not owner:
            return True
        met.add(now)
        now = above.get(now)
    return False
