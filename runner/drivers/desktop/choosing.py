"""Ticks boxes and chooses from lists: by the label that a person sees."""

import time
from collections.abc import Callable, Sequence

from runner.drivers.desktop.accessibility import Accessibility, Acted
from runner.drivers.desktop.comparing import as_label
from runner.drivers.desktop.placing import Placing
from runner.drivers.desktop.seam import Target
from runner.drivers.desktop.things import LISTS, NodeThing, radios
from runner.drivers.desktop.tree import Node, State
from runner.drivers.surface.surface import CannotTakeError, NotDoneError
from runner.drivers.values import Typed
from runner.waiting import pause

SETTLE_SECONDS = 1.0
"""How long a program may take to show what was chosen."""
LOOK_SECONDS = 0.01
MOST_OFFERED = 30
OPENED = frozenset({"list", "listbox", "menu", "menuitem"})
ENTRIES = frozenset({"listitem", "option", "menuitem"})
MARKS = (State.FOCUSED, State.SELECTED)


def is_choice(node: Node) -> bool:
    """Whether values are chosen in it, not typed."""
    if node.role == "combobox":
        return not any(one.role == "textbox" for one in node.walk())
    if node.role == "group":
        return bool(radios(node))
    return node.role in LISTS or ticked(node)


def ticked(node: Node) -> bool:
    """Whether it is a box that is ticked or not."""
    return node.role in {"checkbox", "radio"} or (
        State.CHECKABLE in node.states and node.role in {"button", "menuitem"}
    )


class Choosing:
    """Makes choices."""

    def __init__(
        self, reader: Accessibility, placing: Placing, reads: Callable[[NodeThing], str]
    ) -> None:
        self._reader = reader
        self._placing = placing
        self._reads = reads

    def tick(self, thing: NodeThing, value: Typed) -> None:
        """Ticks a box, or takes the tick away; presses only where that changes something.

        Raises CannotTakeError, NotDoneError.
        """
        wanted = value.text.casefold()
        if wanted not in {"true", "false"}:
            raise CannotTakeError(f"it is ticked with True or False, not {value.text!r}")
        if self._reads(thing) == wanted:
            return
        if thing.node.role == "radio" and wanted == "false":
            raise CannotTakeError("a radio button is left by choosing another one")
        self._press(thing)
        self._settled(thing, lambda text: text == wanted)

    def choose(self, thing: NodeThing, value: Typed) -> None:
        """Chooses what has the label. Raises CannotTakeError with what there is, NotDoneError."""
        node = thing.node
        if node.role == "group":
            self._choose_radio(thing, radios(node), value.text)
            return
        asked = value.value if isinstance(value.value, list) else [value.value]
        if as_label(self._reads(thing)) == as_label(value.text):
            return
        options = self._options(thing)
        if State.MANY in node.states:
            self._reader.clear(node)
        try:
            for label in asked:
                self._choose_one(thing, options, label)
        except CannotTakeError:
            self._fold(thing)
            raise
        self._settled(thing, lambda text: as_label(text) == as_label(value.text))

    def _options(self, thing: NodeThing) -> list[Node]:
        """What can be chosen; GTK 4 has the entries of a list only while that is open."""
        options = self._reader.options(thing.node)
        if options or thing.node.role != "combobox":
            return options
        self._unfold(thing, self._target(thing))
        return self._reader.options(thing.node)

    def _choose_radio(self, thing: NodeThing, offered: Sequence[Node], label: str) -> None:
        found = _named(offered, label)
        self.tick(NodeThing(found, thing.tree, thing.window), Typed("true"))

    def _choose_one(self, thing: NodeThing, options: Sequence[Node], label: str) -> None:
        option = _named(options, label)
        if State.ENABLED not in option.states:
            raise CannotTakeError("this choice is disabled")
        for way in (self._by_selection, self._by_list, self._by_popup):
            if way(thing, options, option) and self._holds(thing, as_label(label)):
                return
        raise NotDoneError("its choice could not be made")

    def _by_selection(self, thing: NodeThing, options: Sequence[Node], option: Node) -> bool:
        return self._reader.choose(thing.node, list(options).index(option))

    def _by_list(self, thing: NodeThing, options: Sequence[Node], option: Node) -> bool:
        """By the list itself, or the entry's own action; marks in a closed list mean nothing."""
        del options
        if thing.node.role == "combobox" or option.parent is None:
            return False
        if self._reader.choose(option.parent, option.parent.children.index(option)):
            return True
        return self._reader.act(option) is Acted.DONE

    def _by_popup(self, thing: NodeThing, options: Sequence[Node], option: Node) -> bool:
        """Opens the list and goes down to the entry, as on a keyboard; another one is left as it is.

        Raises NotDoneError when nothing was chosen.
        """
        if thing.node.role != "combobox":
            return False
        target = self._target(thing)
        self._unfold(thing, target)
        keyboard = self._placing.hands.keyboard
        keyboard.keys("Home", target)
        for _ in range(list(options).index(option)):
            keyboard.keys("Down", target)
        if not self._until(lambda: self._lit(thing.node) == as_label(option.name)):
            keyboard.keys("Escape", target)
            raise NotDoneError("its entry could not be reached in the list")
        keyboard.keys("Enter", target)
        return True

    def _target(self, thing: NodeThing) -> Target:
        return Target(self._placing.target(thing).window, lambda: self._open(thing.node))

    def _unfold(self, thing: NodeThing, target: Target) -> None:
        """Opens a list. Raises NotDoneError."""
        self._placing.bring(target.window)
        if not self._open(thing.node) and self._reader.act(thing.node) is Acted.UNABLE:
            self._placing.click(thing, target)
        if not self._until(lambda: self._open(thing.node)):
            raise NotDoneError("its list did not open")

    def _fold(self, thing: NodeThing) -> None:
        """Closes the list of a combo box again, where it had to be opened to be read."""
        if thing.node.role == "combobox" and self._open(thing.node):
            self._placing.hands.keyboard.keys("Escape", self._target(thing))

    def _open(self, node: Node) -> bool:
        return any(one.showing and one.role in OPENED for one in self._inside(node))

    def _lit(self, node: Node) -> str | None:
        """The entry that the keys have come to; where none has them, the one that is marked."""
        entries = [one for one in self._inside(node) if one.role in ENTRIES]
        marked = [one for mark in MARKS for one in entries if mark in one.states]
        return as_label(marked[0].name) if marked else None

    def _inside(self, node: Node) -> list[Node]:
        return [one for one in self._reader.fresh(node).walk() if one.key != node.key]

    def _holds(self, thing: NodeThing, wanted: str) -> bool:
        return self._settled(
            thing, lambda text: wanted in [as_label(one) for one in text.split("\n")]
        )

    def _press(self, thing: NodeThing) -> None:
        if self._reader.can_act(thing.node) and self._reader.act(thing.node) is not Acted.UNABLE:
            return
        self._placing.click(thing, self._placing.target(thing))

    def _settled(self, thing: NodeThing, good: Callable[[str], bool]) -> bool:
        return self._until(lambda: good(self._reads(thing)))

    def _until(self, so: Callable[[], bool]) -> bool:
        until = time.monotonic() + SETTLE_SECONDS
        while not so():
            if time.monotonic() >= until:
                return False
            pause(LOOK_SECONDS, because="the program shows a choice when it has got to it")
        return True


def _named(offered: Sequence[Node], label: str) -> Node:
    found = [one for one in offered if as_label(one.name) == as_label(label)]
    if len(found) != 1:
        why = "there is no such choice" if not found else "there are several such choices"
        offers = [as_label(one.name) for one in offered if one.name.strip()]
        raise CannotTakeError(why, offers[:MOST_OFFERED])
    return found[0]
