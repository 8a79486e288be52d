"""Which control of one page is which of a later one: all at once, each one once."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from runner.healing.control import Control, words

WEIGHTS = {
    "test_id": 4.0,
    "html_name": 3.0,
    "name": 4.0,
    "id": 2.0,
    "href": 2.0,
    "text": 1.0,
    "placeholder": 1.0,
    "title": 1.0,
    "column": 1.0,
    "row": 1.0,
    "heading": 0.7,
    "form": 0.3,
    "before": 0.7,
    "after": 0.4,
    "previous": 0.7,
    "next": 0.7,
    "path": 0.3,
}
"""How much it says that two controls agree in this."""

NAMING = ("test_id", "html_name", "name", "id", "href")
"""Without one of these in common, two controls are the same only by their neighbours."""

WORDED = ("name", "html_name", "id")
"""Of these a part may agree: `phone` and `cst-phone`."""

COMMON = 40
"""What so many controls share pairs nobody."""

ENOUGH = 0.42
"""The share of what two controls say in which they must agree."""

GENERATED = re.compile(r"[0-9a-f]{8}|\d{4,}|[:.]r\d", re.IGNORECASE)
"""Ids that a page makes anew each time."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """Pairs of an old and a new page, and what has no partner, by place in its page."""

    pairs: Sequence[Pair]
    gone: Sequence[int]
    new: Sequence[int]


def match(old: Sequence[Control], new: Sequence[Control]) -> Match:
    """Pair the controls of two pages, the surest pairs first."""
    partners = _unchanged(old, new)
    taken = set(partners.values())
    for _likeness, one, other in sorted(_candidates(old, new), reverse=True):
        if -one not in partners and -other not in taken:
            partners[-one] = -other
            taken.add(-other)
    _between_neighbours(old, new, partners, taken)
    return Match(
        pairs=sorted(partners.items()),
        gone=[number for number in range(len(old)) if number not in partners],
        new=[number for number in range(len(new)) if number not in taken],
    )


def _unchanged(old: Sequence[Control], new: Sequence[Control]) -> dict[int, int]:
    """Those that say the very same; of equal ones the first is the first."""
    waiting: dict[Control, list[int]] = defaultdict(list)
    for number in reversed(range(len(new))):
        waiting[new[number]].append(number)
    return {
        number: waiting[control].pop() for number, control in enumerate(old) if waiting.get(control)
    }


class Rarity:
    """How much a word says: one that many controls of a page share says little."""

    def __init__(self, *pages: Sequence[Control]) -> None:
        self._often = {attribute: most_often(attribute, pages) for attribute in WORDED}

    def common(self, attribute: str, one: str, other: str) -> float:
        """The share of what two texts say that they have in common, from 0 to 1."""
        mine, its = Counter(words(one)), Counter(words(other))
        most = max(self._weight(attribute, mine), self._weight(attribute, its))
        return self._weight(attribute, mine & its) / most if most else 0.0

    def _weight(self, attribute: str, said: Counter[str]) -> float:
        often = self._often[attribute]
        return sum(count / max(often[word], 1) for word, count in said.items())


def most_often(attribute: str, pages: Iterable[Sequence[Control]]) -> Counter[str]:
    """How many controls of a page say each word there, on the page where most do."""
    often: Counter[str] = Counter()
    for page in pages:
        often |= Counter(word for one in page for word in set(words(getattr(one, attribute))))
    return often


def _candidates(old: Sequence[Control], new: Sequence[Control]) -> Iterator[tuple[float, int, int]]:
    """Likeness and (negative, so that the first come first) places of pairs that may be one."""
    rarity = Rarity(old, new)
    shared: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, control in enumerate(new):
        for key in _keys(control):
            shared[key].append(number)
    for number, control in enumerate(old):
        keys = [key for key in _keys(control) if len(shared.get(key, ())) <= COMMON]
        for other in {other for key in keys for other in shared.get(key, ())}:
            like = likeness(control, new[other], rarity)
            if like >= ENOUGH:
                # Of pairs that are alike as much, those at the same place are taken.
                near = 1e-6 * (1 - abs(number - other) / (len(old) + len(new)))
                yield like + near, -number, -other


def _keys(control: Control) -> Iterator[tuple[str, str]]:
    for attribute in NAMING:
        value = getattr(control, attribute)
        if value and not (attribute == "id" and GENERATED.search(value)):
            yield attribute, value
    for attribute in WORDED:
        for word in words(getattr(control, attribute)):
            yield "word", word


def likeness(one: Control, other: Control, rarity: Rarity) -> float:
    """The weighted share of what two controls say in which they agree; 0 for other groups."""
    if one.group is not other.group:
        return 0.0
    agreed = said = 0.0
    for attribute, weight in WEIGHTS.items():
        mine, its = getattr(one, attribute), getattr(other, attribute)
        if not mine and not its:
            continue
        said += weight
        if mine == its:
            agreed += weight
        elif attribute in WORDED:
            agreed += weight * rarity.common(attribute, mine, its)
    return agreed / said if said else 0.0


def _between_neighbours(
    old: Sequence[Control], new: Sequence[Control], partners: dict[int, int], taken: set[int]
) -> None:
    """A control that alone of its kind stands between the same two others was renamed."""
    for before, after in _gaps(len(old), partners):
        low = partners.get(before, -1)
        high = partners.get(after, len(new))
        mine = range(before + 1, after)
        its = [number for number in range(low + 1, high) if number not in taken]
        for kind in {old[number].kind for number in mine}:
            ones = [number for number in mine if old[number].kind == kind]
            others = [number for number in its if new[number].kind == kind]
            if len(ones) == len(others) == 1 and _same_place(old[ones[0]], new[others[0]]):
                partners[ones[0]] = others[0]
                taken.add(others[0])


def _gaps(size: int, partners: dict[int, int]) -> list[Pair]:
    """Runs of old controls without a partner, by the places around them."""
    fixed = [-1, *sorted(partners), size]
    pairs = itertools.pairwise(fixed)
    return [(before, after) for before, after in pairs if after - before > 1]


def _same_place(one: Control, other: Control) -> bool:
    return one.heading == other.heading or one.form == other.form
