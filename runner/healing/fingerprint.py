"""What is remembered of an element: how it looked, where it stood, and what looks like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from runner.healing.control import Control, words

TWINS = 3
"""Look-alikes that are remembered."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """An element as it was when it was last used with success."""

    element: str
    """What the selector file calls it."""
    control: Control
    order: int = 0
    """Its place among the controls of its screen."""
    twins: tuple[str, ...] = ()
    """Names of the controls that looked most like it, and were not it."""
    aliases: tuple[str, ...] = ()
    """Other names that the analyst allows (`also_called`)."""

    def stored(self) -> dict[str, Any]:
        """For `selectors/learned/`."""
        kept: dict[str, Any] = {"order": self.order, "control": self.control.stored()}
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
            tuple(stored.get("twins", ())),
            tuple(aliases),
        )


def learn(element: str, controls: Sequence[Control], number: int) -> Fingerprint:
    """Remember control `number` of a page under an element's name."""
    mine = controls[number]
    likes = sorted(
        (
            (likeness(mine, other), other.name)
            for place, other in enumerate(controls)
            if place != number and other.group is mine.group and other.name
        ),
        reverse=True,
    )
    twins = [name for like, name in likes if like > 0 and name != mine.name]
    return Fingerprint(element, mine, number, tuple(dict.fromkeys(twins))[:TWINS])


def likeness(one: Control, other: Control) -> float:
    """How easily one control is taken for another: the share of words that their names share."""
    mine, its = set(words(one.name)), set(words(other.name))
    if not mine or not its:
        return 0.0
    return len(mine & its) / len(mine | its)
