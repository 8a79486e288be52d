"""Gets values into the elements of a surface and reads every one of them back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from runner.drivers.errors import ElementNotReadyError, ValueNotTakenError, ValueRefusedError
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.resolving import Resolved, Resolving, Wanted
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.surface import CannotTakeError, Held, NotDoneError
from runner.drivers.surface.yielding import Yielding
from runner.drivers.values import Typed, Value, typed, was_taken
from runner.recorder import ValueChange
from runner.screens.model import Element
from runner.screens.policy import Use
from runner.secret import MASK


@dataclass(frozen=True, slots=True)
class _Entry:
    element: Element
    value: Typed

    @property
    def wanted(self) -> Element:
        """As it is looked for when it is lost: what gets a secret counts as one."""
        return replace(self.element, secret=True) if self.value.secret else self.element

    @property
    def masked(self) -> bool:
        return self.element.masked or self.value.secret


class Filling:
    """Enters values. What was entered last is kept, to be checked before a press."""

    def __init__(self, stage: Stage, resolving: Resolving, yielding: Yielding) -> None:
        self._stage = stage
        self._resolving = resolving
        self._yielding = yielding
        self._last: dict[str, _Entry] = {}
        self._screen = ""

    def fill(self, shown: Shown, values: Mapping[Element, Value]) -> None:
        """Enters all, reads all back, tells the recorder.

        Raises ValueNotTakenError for an element that holds something else afterwards,
        ValueRefusedError for a value that it cannot take.
        """
        entries = [_Entry(one, typed(value, one, self._stage.app)) for one, value in values.items()]
        self._hide(entries)
        # All are found before the first is touched: a form that lacks one is left as it is.
        self._resolving.until(
            shown,
            lambda now: [self._usable(now, one) for one in entries],
            Wanted(Use.FILL, [one.wanted for one in entries]),
        )
        changes = [self._enter(shown, entry) for entry in entries]
        self._keep(shown, entries)
        self._stage.recorder.values(shown.screen.name, changes)

    def still_there(self, shown: Shown) -> None:
        """Raises ValueNotTakenError when a value has changed since it was entered here."""
        if self._screen != shown.screen.name:
            return
        for entry in self._last.values():
            found = self._found(shown, entry.element)
            if found is None:
                continue
            held = self._stage.surface.held(found.thing, entry.element)
            if not _taken(entry, held):
                raise self._not_taken(shown, entry, held.text, later=True)

    def forget(self) -> None:
        """Something was pressed: what was entered may rightly be gone."""
        self._last.clear()

    def _found(self, shown: Shown, element: Element) -> Resolved | None:
        try:
            return self._resolving.one(shown, element, use=Use.FILL)
        except Exception:  # noqa: BLE001 - what is not there any more holds nothing wrong
            return None

    def _hide(self, entries: list[_Entry]) -> None:
        for entry in entries:
            if entry.value.secret:
                self._stage.unseen.hide_secret(entry.value.text)
            self._stage.unseen.hide(entry.element, entry.value.text)

    def _keep(self, shown: Shown, entries: list[_Entry]) -> None:
        if self._screen != shown.screen.name:
            self._last.clear()
        self._screen = shown.screen.name
        self._last |= {entry.element.name: entry for entry in entries}

    def _usable(self, shown: Shown, entry: _Entry) -> Resolved:
        found = self._resolving.one(shown, entry.element, use=Use.FILL)
        why = self._stage.surface.unready(found.thing, typing=True)
        if why is not None:
            raise ElementNotReadyError(
                shown.screen.name,
                entry.element.name,
                self._stage.unseen.mask(why),
                place=entry.element.place,
                seconds=self._stage.wait_seconds,
            )
        return found

    def _enter(self, shown: Shown, entry: _Entry) -> ValueChange:
        self._yielding.held()
        wanted = Wanted(Use.FILL, [entry.wanted])
        found = self._resolving.until(shown, lambda now: self._usable(now, entry), wanted)
        screen, element = shown.screen.name, entry.element
        try:
            entered = self._stage.surface.enter(found.thing, element, entry.value)
        except CannotTakeError as error:
            raise self._refused(shown, entry, error) from None
        except NotDoneError as error:
            why = self._stage.unseen.mask(error.why)
            raise ElementNotReadyError(
                screen, element.name, why, place=element.place, seconds=self._stage.wait_seconds
            ) from None
        finally:
            self._stage.touched()
        self._resolving.told(screen, [found], Use.FILL)
        if not _taken(entry, entered.after):
            raise self._not_taken(shown, entry, entered.after.text)
        return self._change(entry, entered.before, entered.after.text, entered.how)

    def _refused(self, shown: Shown, entry: _Entry, error: CannotTakeError) -> ValueRefusedError:
        why = self._stage.unseen.mask(error.why)
        if error.offers:
            why += "; there is " + ", ".join(
                repr(self._stage.unseen.mask(one)) for one in error.offers
            )
        return ValueRefusedError(shown.screen.name, entry.element.name, why)

    def _change(self, entry: _Entry, before: str, after: str, how: str) -> ValueChange:
        if entry.masked:
            before, after = (MASK if text else "" for text in (before, after))
        before, after = self._stage.unseen.mask(before), self._stage.unseen.mask(after)
        return ValueChange(entry.element.name, before, after, how)

    def _not_taken(
        self, shown: Shown, entry: _Entry, found: str, *, later: bool = False
    ) -> ValueNotTakenError:
        wanted = entry.value.text
        if entry.masked:
            wanted, found = MASK, (MASK if found else "")
        wanted, found = self._stage.unseen.mask(wanted), self._stage.unseen.mask(found)
        return ValueNotTakenError(
            shown.screen.name, entry.element, typed=wanted, found=found, later=later
        )


def _taken(entry: _Entry, held: Held) -> bool:
    return was_taken(entry.value, held.text, held.also, entry.element.read_back)
