"""Keys that the layout leaves free, lent to signs that it does not have."""

from collections.abc import Iterable, Mapping

from Xlib import X, Xatom

from runner.drivers.desktop.hands.connection import Connection
from runner.drivers.desktop.hands.keymap import KeyMap
from runner.drivers.desktop.hands.layout import Layout

LENT = "_DESKHAND_KEYS"
"""On the root: owner, key, meaning, for each key that is lent; so that a later one can tidy."""
OWNER = "_DESKHAND_HANDS"
"""On the window of a connection that lends keys, as long as that lives."""
Entry = tuple[int, int, int]


class SpareKeys:
    """Lends spare keys of one display and takes them back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._map = KeyMap(connection.display)
        self._lent: dict[int, int] = {}
        connection.own.change_property(connection.atom(OWNER), Xatom.CARDINAL, 32, [1])

    def layout(self) -> Layout:
        """What the keys mean now, and which group is active."""
        group = self._connection.root.query_pointer().mask >> 13 & 3
        return Layout(self._map.keys(group), frozenset(self._lent.values()))

    def lent(self, layout: Layout) -> Mapping[int, int]:
        """Keysym → key, for those that are lent and still mean that."""
        return {one: key for one, key in self._lent.items() if layout.gives(key, one)}

    def capacity(self, layout: Layout) -> int:
        """How many signs can have a key at once."""
        return len(layout.spare()) + len(self.lent(layout))

    def lend(self, wanted: Iterable[int]) -> None:
        """Gives every keysym a key, taking keys from others where there are too few.

        Everything that was typed with the others must have been read. Never more than `capacity`.
        """
        with self._connection.grabbed():
            layout = self.layout()
            self._lent = dict(self.lent(layout))
            needed = list(dict.fromkeys(wanted))
            missing = [one for one in needed if one not in self._lent]
            free = layout.spare()
            for one in [one for one in self._lent if one not in needed]:
                if len(free) >= len(missing):
                    break
                free.append(self._lent.pop(one))
            new = dict(zip(missing, free, strict=False))
            self._lent |= new
            self._note()
            self._map.give({key: keysym for keysym, key in new.items()})

    def take_back(self) -> None:
        """Lent keys give nothing again."""
        with self._connection.grabbed():
            layout = self.layout()
            self._map.give(dict.fromkeys(self.lent(layout).values(), 0))
            self._lent.clear()
            self._note()

    def tidy(self) -> int:
        """Takes back what a connection that has died left lent; how many keys."""
        with self._connection.grabbed():
            layout = self.layout()
            left = [one for one in self._noted() if not self._lives(one[0])]
            forgotten = [key for _, key, keysym in left if layout.gives(key, keysym)]
            self._map.give(dict.fromkeys(forgotten, 0))
            self._note()
            return len(forgotten)

    def _note(self) -> None:
        own = self._connection.own.id
        kept = [one for one in self._noted() if one[0] != own and self._lives(one[0])]
        kept += [(own, key, keysym) for keysym, key in self._lent.items()]
        numbers = [number for entry in kept for number in entry]
        root = self._connection.root
        root.change_property(self._connection.atom(LENT), Xatom.CARDINAL, 32, numbers)

    def _noted(self) -> list[Entry]:
        numbers = self._connection.numbers(self._connection.root.id, LENT)
        return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=False))

    def _lives(self, owner: int) -> bool:
        name = self._connection.atom(OWNER)
        window = self._connection.window(owner)
        kept = self._connection.asked(lambda: window.get_full_property(name, X.AnyPropertyType))
        return kept is not None
