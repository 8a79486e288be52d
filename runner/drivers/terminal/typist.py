"""Types into a program on a VT terminal, whose fields nobody knows: what is seen decides."""

import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from runner.drivers.surface.surface import CannotTakeError, Entered, Held, NotDoneError, Thing
from runner.drivers.terminal.finding import Spot
from runner.drivers.terminal.screen import Display
from runner.drivers.values import Typed
from runner.screens.model import Element, Kind

MOST_TABS = 60
MOST_STEPS = 250
ECHO_SECONDS = 1.5
"""Within which a typed text is seen."""
REACTION_SECONDS = 2.0
"""Within which one key changes something."""
LOOK_SECONDS = 0.02
FILLERS = "_"
"""What programs show in the empty rest of a field."""
MASKS = frozenset("*•●")


class Keys(Protocol):
    """What a typist needs of the terminal."""

    @property
    def echoes(self) -> bool: ...

    def display(self) -> Display: ...

    def send(self, text: str) -> None: ...

    def stroke(self, key: str) -> None: ...

    def settle(self, seconds: float = ...) -> None: ...

    def await_change(self, seconds: float) -> None: ...


class Typist:
    """Goes to places, empties them, types, and reads back what the program shows."""

    def __init__(self, keys: Keys, encoding: str) -> None:
        self._keys = keys
        self._encoding = encoding
        self._secrets: dict[str, str] = {}

    def enter(self, spot: Spot, element: Element, value: Typed) -> Entered:
        """Gets a value into a place.

        Raises CannotTakeError for what cannot be typed, NotDoneError when the cursor cannot be
        brought there or the place cannot be emptied.
        """
        self._refuse(spot, value.text)
        # Half a drawing is never taken for what stands there.
        self._keys.settle()
        self.go_to(spot)
        if element.secret or value.secret:
            return self._enter_secret(spot, element, value.text)
        before = self._shown(spot)
        if before == value.text:
            return Entered(before, Held(before), "keys")
        self._empty(spot)
        self._keys.send(value.text)
        if not self._await(lambda: self._shown(spot) == value.text):
            self._once_more(spot, value.text)
        self._keys.settle()
        return Entered(before, self.held(spot, element), "keys")

    def _once_more(self, spot: Spot, text: str) -> None:
        """Character by character: some programs throw away what comes while they draw.

        Only where characters are missing; what was made of them by the program is its affair.
        """
        self._keys.settle()
        if not _has_lost(self._shown(spot), text):
            return
        self._empty(spot)
        for sign in text:
            before = self._keys.display().digest
            self._keys.send(sign)
            self._await(partial(self._differs, before), REACTION_SECONDS)

    def _differs(self, digest: str) -> bool:
        return self._keys.display().digest != digest

    def _refuse(self, spot: Spot, text: str) -> None:
        if any(not sign.isprintable() for sign in text):
            raise CannotTakeError("it has a line break or another control character")
        if len(text) > spot.length:
            raise CannotTakeError(
                f"it has {len(text)} characters, and there is room for {spot.length}"
            )
        try:
            text.encode(self._encoding)
        except UnicodeEncodeError as error:
            missing = text[error.start : error.start + 1]
            raise CannotTakeError(f"the encoding {self._encoding} has no {missing!r}") from None

    def held(self, thing: Thing, element: Element) -> Held:
        """What stands in a place; a secret that nobody can see is what was typed there."""
        if not isinstance(thing, Spot):
            return Held("")
        shown = self._shown(thing)
        typed = self._secrets.get(element.name)
        if typed is not None and element.secret and self._is_unseen(shown, typed):
            return Held(typed)
        return Held(self._cells(thing).strip() if element.kind is Kind.TEXT else shown)

    def _cells(self, spot: Spot) -> str:
        return self._keys.display().text(spot.cell, spot.length)

    def _shown(self, spot: Spot) -> str:
        """The text in a place, without what fills the empty rest of a field."""
        return self._cells(spot).rstrip().rstrip(FILLERS).rstrip()

    def _is_unseen(self, shown: str, typed: str) -> bool:
        return not shown or (set(shown) <= MASKS and len(shown) == len(typed))

    def _enter_secret(self, spot: Spot, element: Element, text: str) -> Entered:
        """The first character is typed alone: only when it is not shown the others follow."""
        if self._keys.echoes:
            raise NotDoneError("it is a secret, and the terminal shows what is typed")
        self._empty(spot)
        self._secrets[element.name] = text
        self._keys.send(text[:1])
        self._keys.settle()
        shown = self._shown(spot)
        if shown and not self._is_unseen(shown, text[:1]):
            self._keys.stroke("Backspace")
            self._keys.settle()
            del self._secrets[element.name]
            raise NotDoneError("it is a secret, and the program shows what is typed")
        self._keys.send(text[1:])
        self._keys.settle()
        return Entered("", self.held(spot, element), "keys")

    def _empty(self, spot: Spot) -> None:
        """Takes away what stands there: by Delete from its start, else by Backspace from its end."""
        for way in (self._delete, self._backspace):
            shown = self._shown(spot)
            if not shown:
                break
            way(spot, len(shown))
            self._keys.settle()
        if self._shown(spot):
            raise NotDoneError("what stood there could not be taken away")
        self.go_to(spot)

    def _delete(self, spot: Spot, count: int) -> None:
        if self._keys.display().cursor != spot.cell:
            self._keys.stroke("Home")
            self._keys.settle()
        if self._keys.display().cursor == spot.cell:
            self._repeat("Delete", count)

    def _backspace(self, spot: Spot, count: int) -> None:
        self._keys.stroke("End")
        self._keys.settle()
        if self._is_in(spot):
            self._repeat("Backspace", count)

    def _repeat(self, key: str, count: int) -> None:
        """A key several times, as long as each changes something; none is sent ahead."""
        for _ in range(count):
            before = self._keys.display().digest
            self._keys.stroke(key)
            if self._await(partial(self._differs, before), REACTION_SECONDS):
                continue
            self._keys.settle()
            if not self._differs(before):
                return

    def _await(self, seen: Callable[[], bool], seconds: float = ECHO_SECONDS) -> bool:
        until = time.monotonic() + seconds
        while not seen():
            if time.monotonic() > until:
                return False
            self._keys.await_change(LOOK_SECONDS)
        return True

    def _is_in(self, spot: Spot) -> bool:
        """Whether the cursor is in a place, or right behind it."""
        display = self._keys.display()
        end = spot.cell + spot.length
        behind = display.cursor == end and end % display.columns != 0
        return spot.cell <= display.cursor < end or behind

    def go_to(self, spot: Spot) -> None:
        """Brings the cursor to a place: by Tab, else by the arrow keys.

        Raises NotDoneError when it does not get there, or when Tab typed something instead.
        """
        if self._is_in(spot) or self._tabbed(spot) or self._stepped(spot):
            return
        at = self._keys.display()
        row, column = divmod(at.cursor, at.columns)
        raise NotDoneError(
            f"the cursor does not get there; it is at row {row + 1}, column {column + 1}"
        )

    def _tabbed(self, spot: Spot) -> bool:
        start = self._keys.display()
        met = {start.cursor}
        for _ in range(MOST_TABS):
            self._keys.stroke("Tab")
            self._keys.settle()
            if self._is_in(spot):
                return True
            now = self._keys.display().cursor
            if now in met:
                return False
            met.add(now)
        return False

    def _stepped(self, spot: Spot) -> bool:
        """With arrow keys, as long as each brings the cursor nearer."""
        away = self._distance(spot)
        for _ in range(MOST_STEPS):
            rows, columns = away
            if (rows, columns) == (0, 0):
                return True
            key = ("Down" if rows > 0 else "Up") if rows else ("Right" if columns > 0 else "Left")
            self._keys.stroke(key)
            self._keys.settle()
            now = self._distance(spot)
            if _far(now) >= _far(away):
                return False
            away = now
        return False

    def _distance(self, spot: Spot) -> tuple[int, int]:
        display = self._keys.display()
        if self._is_in(spot):
            return 0, 0
        row, column = divmod(display.cursor, display.columns)
        wanted_row, wanted_column = divmod(spot.cell, display.columns)
        return wanted_row - row, wanted_column - column


def _has_lost(shown: str, typed: str) -> bool:
    """Whether what is shown are some of the characters that were typed, in their order."""
    left = iter(typed)
    return len(shown) < len(typed) and all(sign in left for sign in shown)


def _far(away: tuple[int, int]) -> tuple[int, int]:
    return abs(away[0]), abs(away[1])
