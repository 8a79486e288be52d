"""What the person has in the clipboard, read so that it can be put back."""

from typing import Any

from Xlib import X

from runner.drivers.desktop.hands.offers import KEPT, NO_CONTENT, Content, Form
from runner.drivers.desktop.hands.selection import Selection

ANSWER_SECONDS = 0.5
"""How long the program that owns the clipboard is given for each form."""
MOST_BYTES = 16 * 1024 * 1024
PLACE = "_DESKHAND_KEPT"
ATOM_WIDTH = 32


class Keeping:
    """Asks the owner of the clipboard for all of it. For the thread that runs the selection."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._connection = selection.connection
        self._place = self._connection.atom(PLACE)

    def content(self) -> Content:
        """What is in the clipboard, form by form; our own where it is ours already."""
        ours = self._selection.held
        if ours is not None:
            return ours
        if not self._selection.owner():
            return Content()
        names = self._names()
        if names is None:
            return Content(lost=("everything: its program does not answer",))
        forms: dict[str, Form] = {}
        lost = [name for name in names if name not in KEPT]
        left = MOST_BYTES
        for name in (name for name in names if name in KEPT):
            form = self._asked(name)
            if form is None or len(form.data) > left:
                lost.append(name)
            else:
                forms[name] = form
                left -= len(form.data)
        return Content(forms, tuple(lost))

    def _names(self) -> list[str] | None:
        said = self._asked("TARGETS")
        if said is None or said.width != ATOM_WIDTH:
            return None
        atoms = memoryview(said.data).cast("I")
        names = [str(self._connection.display.get_atom_name(one)) for one in atoms]
        return [name for name in dict.fromkeys(names) if name not in NO_CONTENT]

    def _asked(self, name: str) -> Form | None:
        target = self._connection.atom(name)
        self._selection.own.delete_property(self._place)
        self._selection.own.convert_selection(
            self._selection.name, target, self._place, X.CurrentTime
        )
        answer: list[Any] = []

        def met(event: Any) -> bool:
            if event.type != X.SelectionNotify or event.target != target:
                return False
            answer.append(event)
            return True

        if not self._selection.until(met, ANSWER_SECONDS) or not answer[0].property:
            return None
        return self._taken()

    def _taken(self) -> Form | None:
        kept = self._property()
        if kept is None:
            return None
        kind = self._connection.display.get_atom_name(kept.property_type)
        if kind != "INCR":
            return Form(kind, kept.format, _bytes(kept))
        return self._in_parts()

    def _in_parts(self) -> Form | None:
        form: Form | None = None
        while self._selection.until(self._new_part, ANSWER_SECONDS):
            kept = self._property()
            if kept is None:
                return None
            data = _bytes(kept)
            if not data:
                return form
            before = form.data if form is not None else b""
            kind = self._connection.display.get_atom_name(kept.property_type)
            form = Form(kind, kept.format, before + data)
            if len(form.data) > MOST_BYTES:
                return None
        return None

    def _new_part(self, event: Any) -> bool:
        return bool(
            event.type == X.PropertyNotify
            and event.atom == self._place
            and event.state == X.PropertyNewValue
        )

    def _property(self) -> Any:
        own = self._selection.own
        kept = self._connection.asked(lambda: own.get_full_property(self._place, X.AnyPropertyType))
        own.delete_property(self._place)
        return kept


def _bytes(kept: Any) -> bytes:
    value = kept.value
    return bytes(value) if isinstance(value, bytes) else bytes(memoryview(value).cast("B"))
