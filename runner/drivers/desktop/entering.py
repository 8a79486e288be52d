"""Gets values into the fields of a program, by the first way that arrives."""

import time
from collections.abc import Callable, Sequence

from runner.drivers.desktop.accessibility import Accessibility
from runner.drivers.desktop.choosing import Choosing, is_choice, ticked
from runner.drivers.desktop.holding import Holding
from runner.drivers.desktop.placing import Placing
from runner.drivers.desktop.seam import FocusLostError
from runner.drivers.desktop.things import KeyThing, NodeThing
from runner.drivers.desktop.tree import Node, State
from runner.drivers.desktop.writing import Writing, is_cell
from runner.drivers.surface.surface import CannotTakeError, Entered, Held, NotDoneError, Thing
from runner.drivers.values import Typed, was_taken
from runner.screens.model import Element, Typing
from runner.waiting import pause

WAYS = (Typing.VALUE, Typing.UNICODE, Typing.CLIPBOARD, Typing.KEYS)
REAL_KEYS = (Typing.UNICODE, Typing.KEYS)
"""For fields that notice only what a keyboard does."""
TAKE_SECONDS = 1.0
"""How long a field may take to show what was put into it."""
LOOK_SECONDS = 0.01
TRIES = 3
"""How often typing that was broken off by a stolen focus is begun anew."""
UNASKED = "secrets are typed only into a field that can be asked whether it has the keyboard"
NUMBERED = frozenset({"slider", "spinbutton"})


class Entering:
    """Enters values and reads them back."""

    def __init__(self, reader: Accessibility, placing: Placing, holding: Holding) -> None:
        self._reader = reader
        self._placing = placing
        self._holding = holding
        writing = Writing(placing)
        self._writers: dict[Typing, Callable[[Thing, str], None]] = {
            Typing.UNICODE: writing.write,
            Typing.CLIPBOARD: writing.paste,
            Typing.KEYS: writing.strike,
        }

    def enter(self, thing: Thing, element: Element, value: Typed) -> Entered:
        """Gets a value into a thing and reads it back.

        Raises CannotTakeError for a value that it cannot take; NotDoneError when nothing was sent.
        """
        if isinstance(thing, KeyThing):
            raise CannotTakeError("it is a key, and holds no value")
        before = self._holding.held(thing, element)
        if isinstance(thing, NodeThing) and is_choice(thing.node):
            return self._choice(thing, element, value, before)
        return self._text(thing, element, value, before)

    def _choice(self, thing: NodeThing, element: Element, value: Typed, before: Held) -> Entered:
        choosing = Choosing(
            self._reader, self._placing, lambda one: self._holding.held(one, element).text
        )
        (choosing.tick if ticked(thing.node) else choosing.choose)(thing, value)
        after = self._holding.held(thing, element)
        return Entered(before.text, Held(after.text, also=after.text), "choice")

    def _text(self, thing: Thing, element: Element, value: Typed, before: Held) -> Entered:
        if "\n" in value.text and _one_line(thing):
            raise CannotTakeError("it holds one line, and the value has several")
        if (value.secret or element.secret) and not isinstance(thing, NodeThing):
            raise NotDoneError(UNASKED)
        why, after, how = "", before, ""
        for way in ways(element, value):
            try:
                how = self._send(thing, value, way)
            except NotDoneError as error:
                why = error.why
                continue
            if value.secret and isinstance(thing, NodeThing):
                self._holding.entered(thing.node, value.text)
            after = self._read_back(thing, element, value)
            if _fits(value, after, element):
                break
        if not how:
            raise NotDoneError(why or "there is no way to type into it")
        return Entered(before.text, after, how)

    def _read_back(self, thing: Thing, element: Element, value: Typed) -> Held:
        until = time.monotonic() + TAKE_SECONDS
        while not _fits(value, after := self._holding.held(thing, element), element):
            if time.monotonic() >= until:
                break
            pause(LOOK_SECONDS, because="the program shows a text when it has got to it")
        return after

    def _send(self, thing: Thing, value: Typed, way: Typing) -> str:
        if way is Typing.VALUE:
            if not isinstance(thing, NodeThing) or not self._set(thing.node, value):
                raise NotDoneError("its value cannot be set by accessibility")
            return way.value
        for left in reversed(range(TRIES)):
            try:
                self._writers[way](thing, value.text)
            except (FocusLostError, NotDoneError) as error:
                # What has arrived of it is taken out again by the next try, or shows when read.
                if not left:
                    raise NotDoneError(error.why) from error
                continue
            break
        return way.value

    def _set(self, node: Node, value: Typed) -> bool:
        if node.role in NUMBERED and value.plain is not None:
            return self._reader.set_number(node, float(value.plain))
        fields = [one for one in node.walk() if one.role == "textbox" and one.showing]
        field = fields[0] if node.role == "combobox" and fields else node
        return self._reader.set_text(field, value.text)


def ways(element: Element, value: Typed) -> Sequence[Typing]:
    """How a text may get into an element, the best first; no secret goes through the clipboard."""
    if element.typing is not None:
        allowed: Sequence[Typing] = (element.typing,)
    else:
        allowed = REAL_KEYS if element.keys else WAYS
    hidden = value.secret or element.secret
    return [one for one in allowed if not (hidden and one is Typing.CLIPBOARD)]


def _one_line(thing: Thing) -> bool:
    """In such a field a new line is the key Enter, which may send the form off."""
    if not isinstance(thing, NodeThing):
        return True
    lines = thing.node.role == "document" or State.MULTI_LINE in thing.node.states
    return is_cell(thing) or not lines


def _fits(value: Typed, held: Held, element: Element) -> bool:
    return was_taken(value, held.text, held.also, element.read_back)
