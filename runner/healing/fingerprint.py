"""What is remembered of an element: how it looked, where it stood, and what looks like it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from runner.healing.control import CHOSEN, Control, words

TWINS = 3
"""Look-alikes that are remembered."""


Nth = tuple[int, int]
"""The k-th of n that are called the same, from 1."""

ALONE: Nth = (1, 1)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """An element as it was when it was last used with success."""

    element: str
    """What the selector file calls it."""
    control: Control
    order: int = 0
    """Its place among the controls of its screen."""
    nth: Nth = ALONE
    """Its place among those of its group that are called the same."""
    nth_there: Nth = ALONE
    """The same, counting only those under its heading."""
    twins: tuple[str, ...] = ()
    """Names of the controls that looked most like it, and were not it."""
    aliases: tuple[str, ...] = ()
    """Other names that the analyst allows (`also_called`)."""

    def stored(self) -> dict[str, Any]:
        """For `selectors/learned/`."""
        kept: dict[str, Any] = {"order": self.order, "control": self.control.stored()}
        if self.nth != ALONE:
            kept["nth"] = list(self.nth)
        if self.nth_there != ALONE:
            kept["nth_there"] = list(self.nth_there)
        if self.twins:
            kept["twins"] = list(self.twins)
        return kept

    @classmethod
    def of_stored(
        cls, element: str, stored: Mapping[str, Any], aliases: Sequence[str] = ()
    ) -> Self:
        """Read what `stored` wrote.

        Raises:
            KeyError: something is missing.
        """
        return cls(
            element,
            Control.of_stored(stored["control"]),
            int(stored["order"]),
            _nth(stored.get("nth")),
            _nth(stored.get("nth_there")),
            tuple(stored.get("twins", ())),
            tuple(aliases),
        )


def learn(element: str, controls: Sequence[Control], number: int) -> Fingerprint:
    """Remember control `number` of a page under an element's name."""
    mine = without_shared_ids(controls[number], controls)
    likes = sorted(
        (
            (likeness(mine, other), other.name)
            for place, other in enumerate(controls)
            if place != number and other.group is mine.group and other.name
        ),
        reverse=True,
    )
    twins = [name for like, name in likes if like > 0 and name != mine.name]
    return Fingerprint(
        element,
        mine,
        number,
        nth(controls, called, number),
        nth(controls, called_there, number),
        tuple(dict.fromkeys(twins))[:TWINS],
    )


def without_shared_ids(control: Control, controls: Sequence[Control]) -> Control:
    """The control without an id that others have as well: it would tell nothing."""
    ids = sum(other.id == control.id for other in controls)
    test_ids = sum(other.test_id == control.test_id for other in controls)
    return replace(
        control,
        id=control.id if ids == 1 else "",
        test_id=control.test_id if test_ids == 1 else "",
    )


def called(control: Control) -> Hashable:
    """What a control shares with those that only their order tells from it."""
    group = control.group
    choice = control.text if group in CHOSEN else ""
    return group, control.name, choice, control.row


def called_there(control: Control) -> Hashable:
    """The same, under one heading."""
    return called(control), control.heading


Look = Callable[[Control], Hashable]


def nth(controls: Sequence[Control], look: Look, number: int) -> Nth:
    """The how many-th control `number` is of how many that look the same."""
    mine = look(controls[number])
    equals = [place for place, other in enumerate(controls) if look(other) == mine]
    return equals.index(number) + 1, len(equals)


def _nth(stored: Sequence[int] | None) -> Nth:
    return (int(stored[0]), int(stored[1])) if stored else ALONE


def likeness(one: Control, other: Control) -> float:
    """How easily one control is taken for another: the share of words that their names share."""
    mine, its = set(words(one.name)), set(words(other.name))
    if not mine or not its:
        return 0.0
    return len(mine & its) / len(mine | its)
