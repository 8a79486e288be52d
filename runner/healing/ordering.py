"""What the neighbours say: where an element stands between those that are already known."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SURE = 0.9
"""From this probability on, an element's first choice is an anchor for the others."""

FAR = 4
"""Elements between two anchors from which on their distance says nothing."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Elements that are as good as found: their place on the old page and on the new one."""

    old: tuple[int, ...]
    """Ascending."""
    new: tuple[int, ...]
    kept: float
    """The share of neighbouring anchors that still follow one another."""
    taken: frozenset[int]
    """Controls that are an anchor's."""

    def without(self, place: int) -> "Anchors":
        """The anchors but the one that stood at a place of the old page."""
        at = bisect_left(self.old, place)
        if at == len(self.old) or self.old[at] != place:
            return self
        return Anchors(
            self.old[:at] + self.old[at + 1 :],
            self.new[:at] + self.new[at + 1 :],
            self.kept,
            self.taken - {self.new[at]},
        )


def anchors(places: Sequence[tuple[int, int, float]]) -> Anchors:
    """Choose anchors from (place on the old page, on the new one, probability)."""
    best: dict[int, tuple[float, int]] = {}
    for old, new, chance in places:
        if chance >= SURE and (new not in best or best[new][0] < chance):
            best[new] = (chance, old)
    pairs = sorted((old, new) for new, (_, old) in best.items())
    steps = [later[1] > former[1] for former, later in pairwise(pairs)]
    kept = (sum(steps) + 1.0) / (len(steps) + 2.0)
    return Anchors(
        tuple(old for old, _ in pairs),
        tuple(new for _, new in pairs),
        kept,
        frozenset(new for _, new in pairs),
    )


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The anchors around one element, and their places."""

    before: tuple[int, int] | None
    after: tuple[int, int] | None
    kept: float
    taken: frozenset[int]

    @classmethod
    def of(cls, place: int, known: Anchors) -> "Neighbours":
        """The anchors next to a place of the old page, not counting the element itself."""
        others = known.without(place)
        at = bisect_left(others.old, place)
        return cls(
            (others.old[at - 1], others.new[at - 1]) if at else None,
            (others.old[at], others.new[at]) if at < len(others.old) else None,
            others.kept,
            others.taken,
        )

    def compare(self, place: int, number: int) -> dict[str, float]:
        """What speaks for control `number` being what stood at `place`."""
        told: dict[str, float] = {}
        if number in self.taken:
            told["order.taken"] = 1.0
        sides = [
            (number > self.before[1], place - self.before[0], number - self.before[1])
            if self.before
            else None,
            (number < self.after[1], self.after[0] - place, self.after[1] - number)
            if self.after
            else None,
        ]
        known = [side for side in sides if side is not None]
        inside = sum(1 if right else -1 for right, _, _ in known)
        steps = sum(old == new and old <= FAR for _, old, new in known)
        if inside:
            told["order.between" if inside > 0 else "order.outside"] = abs(inside) * self.kept
        if steps:
            told["order.step"] = steps * self.kept
        return told

    def absent(self, free: int) -> dict[str, float]:
        """What speaks for the element being gone; `free` controls of its group are left there."""
        told = {"null.order.kept": self.kept}
        if not free:
            told["null.order.full"] = self.kept
        return told

    def room(self, numbers: Sequence[int]) -> int:
        """How many of these controls stand between the anchors and belong to nobody."""
        low = self.before[1] if self.before else -1
        high = self.after[1] if self.after else 10**9
        return sum(low < number < high and number not in self.taken for number in numbers)
