"""The clipboard as X11 has it: whoever owns it answers everybody who asks."""

import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from Xlib import X, Xatom
from Xlib.protocol.event import SelectionNotify
from Xlib.protocol.request import SetSelectionOwner

from runner.drivers.desktop.hands.connection import Connection
from runner.drivers.desktop.hands.offers import Content, Form

CHUNK = 64 * 1024
"""Bytes that are handed over at once; longer things go in parts (INCR)."""
Part = tuple[int, int]


@dataclass(slots=True)
class _Parts:
    """What is still to be handed over."""

    form: Form
    at: int = 0


class Selection:
    """Owns the clipboard and answers. For the one thread that runs it.

    Source: Inter-Client Communication Conventions Manual 2.0, section 2.
    """

    def __init__(self, connection: Connection, woken: int) -> None:
        """`woken` is the end of a pipe: when it can be read, `wait` returns."""
        self.connection = connection
        self.name = connection.atom("CLIPBOARD")
        self.own: Any = connection.root.create_window(
            -1, -1, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask
        )
        self._woken = woken
        self._offered: Content | None = None
        self._parts: dict[Part, _Parts] = {}

    @property
    def held(self) -> Content | None:
        """What is in the clipboard, where that is ours."""
        return self._offered if self.owner() == self.own.id else None

    def owner(self) -> int:
        """The window that owns the clipboard; 0 for none."""
        owner = self.connection.display.get_selection_owner(self.name)
        return int(getattr(owner, "id", owner))

    def offer(self, content: Content | None) -> None:
        """Owns the clipboard with a content; gives it up for None."""
        self._offered = content
        if content is not None:
            self.own.set_selection_owner(self.name, X.CurrentTime)
        elif self.owner() == self.own.id:
            SetSelectionOwner(
                display=self.connection.display.display,
                window=X.NONE,
                selection=self.name,
                time=X.CurrentTime,
            )
        self.connection.display.sync()

    def wait(self) -> None:
        """Answers whoever asks until woken."""
        display = self.connection.display
        ready: list[Any] = []
        while self._woken not in ready:
            self._read(lambda _event: False)
            ready, _, _ = select.select([display.fileno(), self._woken], [], [])
        os.read(self._woken, 1)

    def until(self, met: Callable[[Any], bool], seconds: float) -> bool:
        """Answers whoever asks until an event is met; False when it does not come in time."""
        deadline = time.monotonic() + seconds
        while not self._read(met):
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            select.select([self.connection.display.fileno()], [], [], left)
        return True

    def _read(self, met: Callable[[Any], bool]) -> bool:
        """Nothing is left to be sent or read afterwards: python-xlib reads along as it sends."""
        display = self.connection.display
        while True:
            display.flush()
            if not display.pending_events():
                return False
            event = display.next_event()
            if met(event):
                return True
            self._handle(event)

    def _handle(self, event: Any) -> None:
        if event.type == X.SelectionRequest:
            self._asked(event)
        elif event.type == X.PropertyNotify and event.state == X.PropertyDelete:
            self._next_part(event.window, event.atom)

    def _asked(self, event: Any) -> None:
        # Clients from before 1988 give no property and mean the target's name.
        place = event.property or event.target
        given = event.selection == self.name and self._give(event, event.target, place)
        answer = SelectionNotify(
            time=event.time,
            requestor=event.requestor,
            selection=event.selection,
            target=event.target,
            property=place if given else X.NONE,
        )
        event.requestor.send_event(answer, event_mask=X.NoEventMask)

    def _give(self, event: Any, target: int, place: int) -> bool:
        name = self.connection.display.get_atom_name(target)
        offered = self._offered
        if offered is None:
            return False
        if name == "MULTIPLE":
            return self._give_several(event, place)
        if name == "TARGETS":
            named = ["TARGETS", "MULTIPLE", *offered.forms]
            atoms = [self.connection.atom(one) for one in named]
            event.requestor.change_property(place, Xatom.ATOM, 32, atoms)
            return True
        form = offered.forms.get(name)
        if form is None:
            return False
        self._hand_over(event.requestor, place, form)
        return True

    def _give_several(self, event: Any, place: int) -> bool:
        pairs = list(self.connection.numbers(event.requestor.id, self._named(place)))
        for at in range(0, len(pairs) - 1, 2):
            if not self._give(event, pairs[at], pairs[at + 1]):
                pairs[at + 1] = X.NONE
        event.requestor.change_property(place, self.connection.atom("ATOM_PAIR"), 32, pairs)
        return True

    def _named(self, atom: int) -> str:
        return str(self.connection.display.get_atom_name(atom))

    def _hand_over(self, to: Any, place: int, form: Form) -> None:
        if len(form.data) <= CHUNK:
            self._set(to, place, form, form.data)
            return
        self._parts[to.id, place] = _Parts(form)
        to.change_attributes(event_mask=X.PropertyChangeMask)
        to.change_property(place, self.connection.atom("INCR"), 32, [len(form.data)])

    def _next_part(self, to: Any, place: int) -> None:
        parts = self._parts.get((to.id, place))
        if parts is None:
            return
        part = parts.form.data[parts.at : parts.at + CHUNK]
        parts.at += len(part)
        self._set(to, place, parts.form, part)
        if not part:
            del self._parts[to.id, place]
            to.change_attributes(event_mask=X.NoEventMask)

    def _set(self, to: Any, place: int, form: Form, data: bytes) -> None:
        units: bytes | list[int] = data
        if form.width == 16:
            units = memoryview(data).cast("H").tolist()
        elif form.width == 32:
            units = memoryview(data).cast("I").tolist()
        to.change_property(place, self.connection.atom(form.kind), form.width, units)
