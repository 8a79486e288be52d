"""The ways of GTK 4, which tells less over AT-SPI2 than other toolkits.

It says of nothing but windows that they show, and leaves out what does not; it knows no places on
the display, only in the window; what has no name is called by its class; and where other toolkits
take -1 for the end of a text, it gives nothing. Source: gtk/a11y, 4.8.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.registry import ROOT, Ref, property_of
from runner.drivers.desktop.atspi.wire import Call, Failure
from runner.drivers.desktop.tree import Node, State

APPLICATION = "org.a11y.atspi.Application"
GTK_4 = 4
OF_DISPLAY, OF_WINDOW = 0, 1
"""From where places are counted."""
END, LAST = -1, 0x7FFFFFFF
CLASS = re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+")
LIBRARIES = ("Gtk", "Adw")
NAMELESS = frozenset({"group", "textbox", "list", "listitem", "row", "cell", "table", "treegrid"})
"""Roles whose names are hardly such words: a program's own classes of them are called so."""
BY_CONTENT = frozenset({"button", "listitem", "option", "cell", "menuitem", "link", "tab"})


class Toolkits:
    """Knows which programs are written with GTK."""

    def __init__(self, ask: Callable[[Sequence[Call]], list[Any]]) -> None:
        self._ask = ask
        self._gtk: dict[str, int] = {}

    def know(self, refs: Collection[Ref]) -> None:
        """Asks the programs of some things, where they were not asked yet."""
        new = [one for one in {owner for owner, _ in refs} if one not in self._gtk]
        said = self._ask(
            [
                property_of((one, ROOT), APPLICATION, name, wire.variant_text)
                for one in new
                for name in ("ToolkitName", "Version")
            ]
        )
        for at, one in enumerate(new):
            if Failure("timeout") not in said[2 * at : 2 * at + 2]:
                self._gtk[one] = version_of_gtk(*said[2 * at : 2 * at + 2])

    def gtk(self, ref: Ref) -> int:
        """The version of GTK that the program of a thing is written with; 0 for another toolkit."""
        return self._gtk.get(ref[0], 0)

    def gtk_4(self, ref: Ref) -> bool:
        """Whether the program of a thing is written with GTK 4."""
        return self.gtk(ref) == GTK_4

    def place(self, ref: Ref) -> int:
        """From where the places of a thing are asked."""
        return OF_WINDOW if self.gtk_4(ref) else OF_DISPLAY

    def end(self, ref: Ref) -> int:
        """What stands for the end of a text."""
        return LAST if self.gtk_4(ref) else END


def version_of_gtk(name: object, version: object) -> int:
    """The version of GTK that a program says it is written with; 0 for another toolkit."""
    told = isinstance(name, str) and isinstance(version, str) and name.casefold() == "gtk"
    major = str(version).partition(".")[0] if told else ""
    return int(major) if major.isdecimal() else 0


def evened(node: Node) -> None:
    """A thing of GTK 4 as other toolkits tell it: it shows, and its name is its own."""
    if State.VISIBLE in node.states:
        node.states |= {State.SHOWING}
    node.name = _once(node.name)
    own_class = node.name.startswith(LIBRARIES) or node.role in NAMELESS
    if own_class and CLASS.fullmatch(node.name):
        node.name = ""


def _once(name: str) -> str:
    """Of a button with an underlined letter it tells `_Save Save`."""
    first, last = name[: len(name) // 2], name[len(name) // 2 :]
    return last[1:] if "_" in first and " " + first.replace("_", "", 1) == last else name


def seen(node: Node) -> None:
    """What has no room does not show."""
    if node.box is None or node.box.width <= 0 or node.box.height <= 0:
        node.states -= {State.SHOWING}


def named_by_content(root: Node) -> None:
    """Gives what has no name the texts in it; a button around a button is only its frame."""
    for node in root.walk():
        if node.role not in BY_CONTENT:
            continue
        inside = [one for one in node.walk() if one is not node and one.showing]
        frame = any(one.role == node.role for one in inside)
        if frame and node.role == "button":
            node.role, node.name = "group", ""
        elif not frame and not node.name:
            node.name = " ".join(one.name for one in inside if one.role == "text" and one.name)
