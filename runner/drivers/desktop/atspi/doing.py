"""Acts in programs over AT-SPI2: sets texts, presses, chooses, gives the focus."""

import contextlib
import time
from typing import Any

from runner.drivers.desktop.accessibility import Acted, SilentError
from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.bus import Enough
from runner.drivers.desktop.atspi.lines import Lines
from runner.drivers.desktop.atspi.reading import COMPONENT, Reading, call, ref_of
from runner.drivers.desktop.atspi.registry import ACCESSIBLE, PROPERTIES, property_of
from runner.drivers.desktop.atspi.wire import Call, Failure, pack
from runner.drivers.desktop.atspi.words import states_of
from runner.drivers.desktop.tree import Node, State
from runner.waiting import pause

ACTION = "org.a11y.atspi.Action"
EDITABLE = "org.a11y.atspi.EditableText"
SELECTION = "org.a11y.atspi.Selection"
TEXT = "org.a11y.atspi.Text"
VALUE = "org.a11y.atspi.Value"
ACT_SECONDS = 1.5
"""How long an action may take; one that opens a modal window may never answer."""
PRESSING = (
    "press",
    "click",
    "toggle",
    "activate",
    "jump",
    "open",
    "check",
    "uncheck",
    "showmenu",
    "select",
)
"""What programs call pressing, the surest first."""
SCROLL_ANYWHERE = 6
RELEASE_SECONDS = 1.0
LOOK_SECONDS = 0.01


class Doing:
    """Acts on things."""

    def __init__(self, reading: Reading, lines: Lines) -> None:
        self._reading = reading
        self._lines = lines

    def _one(self, asked: Call, seconds: float = ACT_SECONDS) -> Any:
        return self._reading.ask([asked], seconds)[0]

    def states(self, node: Node) -> frozenset[State]:
        """What is so of a thing at this moment."""
        bits, number = self._reading.ask(
            [
                call(node, ACCESSIBLE, "GetState", wire.bits),
                call(node, ACCESSIBLE, "GetRole", wire.number),
            ]
        )
        if isinstance(bits, Failure) or isinstance(number, Failure):
            silent = "timeout" in {getattr(bits, "name", ""), getattr(number, "name", "")}
            raise SilentError(gone=not silent)
        return states_of(bits, number)

    def set_text(self, node: Node, text: str) -> bool:
        """Puts a text in place of what a field holds."""
        asked = Call(*ref_of(node), EDITABLE, "SetTextContents", "s", pack("s", text), wire.truth)
        return self._one(asked) is True

    def set_number(self, node: Node, number: float) -> bool:
        """Sets a slider or a counter."""
        body = pack("ssv", VALUE, "CurrentValue", ("d", number))
        done = self._one(Call(*ref_of(node), PROPERTIES, "Set", "ssv", body))
        return not isinstance(done, Failure)

    def number(self, node: Node) -> float | None:
        """What a slider or a counter stands at."""
        found = self._one(property_of(ref_of(node), VALUE, "CurrentValue", wire.variant_number))
        return None if isinstance(found, Failure) else float(found)

    def length(self, node: Node) -> int | None:
        """How many characters a field holds."""
        found = self._one(property_of(ref_of(node), TEXT, "CharacterCount", wire.variant_number))
        return None if isinstance(found, Failure) else int(found)

    def act(self, node: Node, opened: Enough | None = None) -> Acted:
        """Does what pressing the thing does; a window that has `opened` is answer enough."""
        index = self._action(node)
        if index is None:
            return Acted.UNABLE
        asked = Call(*ref_of(node), ACTION, "DoAction", "i", pack("i", index), wire.truth)
        done = self._lines.ask(asked, ACT_SECONDS, opened)
        if isinstance(done, Failure):
            return Acted.SILENT if done.name in {"timeout", *NO_REPLY} else Acted.UNABLE
        if done:
            self._released(node)
        return Acted.DONE if done else Acted.UNABLE

    def _released(self, node: Node) -> None:
        """Waits until a button is up again: Qt holds it down for a tenth of a second, then acts."""
        until = time.monotonic() + RELEASE_SECONDS
        with contextlib.suppress(SilentError):
            while State.PRESSED in self.states(node) and time.monotonic() < until:
                pause(LOOK_SECONDS, because="the program acts when the button is up again")

    def _action(self, node: Node) -> int | None:
        """The number of the action that presses."""
        count = self._one(property_of(ref_of(node), ACTION, "NActions", wire.variant_number))
        if isinstance(count, Failure) or not 0 < count < 20:
            return None
        numbers = range(int(count))
        names = self._reading.ask(
            [
                Call(*ref_of(node), ACTION, "GetName", "i", pack("i", one), wire.text)
                for one in numbers
            ]
        )
        said = [one.casefold().replace(" ", "") if isinstance(one, str) else "" for one in names]
        return next((said.index(name) for name in PRESSING if name in said), None)

    def can_act(self, node: Node) -> bool:
        """Whether it has an action that presses it."""
        return self._action(node) is not None

    def choose(self, owner: Node, index: int) -> bool:
        """Chooses a child of a list by its place among the children."""
        asked = Call(*ref_of(owner), SELECTION, "SelectChild", "i", pack("i", index), wire.truth)
        return self._one(asked) is True

    def clear(self, owner: Node) -> None:
        """Nothing in a list is chosen any more."""
        self._one(call(owner, SELECTION, "ClearSelection", wire.truth))

    def focus(self, node: Node) -> bool:
        """Gives a thing the keyboard focus."""
        return self._one(call(node, COMPONENT, "GrabFocus", wire.truth)) is True

    def focused(self, node: Node) -> bool:
        """Whether it has the keyboard focus at this moment."""
        try:
            return State.FOCUSED in self.states(node)
        except SilentError:
            return False

    def show(self, node: Node) -> None:
        """Scrolls so that it can be seen, where the program can."""
        self._one(Call(*ref_of(node), COMPONENT, "ScrollTo", "u", pack("u", SCROLL_ANYWHERE)))


NO_REPLY = frozenset({"org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Timeout"})
"""What the bus says when the program never answered: the call had reached it."""
