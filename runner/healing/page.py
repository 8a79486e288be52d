"""A page's controls, indexed: what is rare on it, and where a stored value occurs."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from math import log
from operator import attrgetter
from typing import Self

from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint, Look, Nth, called

EXACT = (
    "name",
    "text",
    "placeholder",
    "title",
    "test_id",
    "id",
    "html_name",
    "autocomplete",
    "href",
    "form",
    "heading",
    "column",
    "row",
    "before",
    "after",
    "previous",
    "next",
    "path",
    "kind",
)
"""Attributes by which a control is known again."""

SHORTLIST = 24
"""Candidates that are compared in full."""

COMMON = 200
"""A value that so many controls share finds nobody."""


COUNTED = ("kind", "path", "form", "column", "heading", "after", "autocomplete")
"""Attributes whose values too many share: they are only counted."""

FINDING = tuple(name for name in EXACT if name not in COUNTED)
"""Attributes whose values find candidates."""

SPOKEN = ("name", "text", "id", "html_name")
"""Attributes whose single words find candidates too."""

_columns = attrgetter(*EXACT)


class Page:
    """The controls of one page, in the order of the document."""

    def __init__(self, controls: Sequence[Control]) -> None:
        self.controls = controls
        rows = zip(*map(_columns, controls), strict=True) if controls else ([] for _ in EXACT)
        columns = dict(zip(EXACT, rows, strict=True))
        self._counts = {name: Counter(columns[name]) for name in COUNTED}
        self._values = {name: Index(columns[name]) for name in FINDING}
        self._unnamed = [number for number, name in enumerate(columns["name"]) if not name]
        self._places: dict[tuple[Look, str], dict[int, Nth]] = {}

    @cached_property
    def _said(self) -> dict[str, list[int]]:
        """Word: the controls that say it."""
        return spoken(self._values[name] for name in SPOKEN)

    @classmethod
    def of_html(cls, html: str) -> Self:
        """Read and index a page; what the page itself hides is left out.

        Raises:
            ModuleNotFoundError: the extra `html` is not installed.
        """
        from runner.healing.reading import read_controls

        return cls([found.control for found in read_controls(html)])

    def rarity(self, name: str, value: str) -> float:
        """1 for a value that one control has, towards 0 for one that all have."""
        count = self.count(name, value)
        if not count:
            return 1.0
        size = len(self.controls) + 1
        return log(size / count) / log(size) if size > count else 0.0

    def count(self, name: str, value: str) -> int:
        """How many controls have the value."""
        if name in self._counts:
            return self._counts[name][value]
        return len(self._values[name].numbers(value))

    def has(self, name: str, value: str) -> bool:
        """Whether any control has the value."""
        return self.count(name, value) > 0

    def nth(self, look: Look, number: int) -> Nth:
        """The how many-th a control is of how many that look the same."""
        name = self.controls[number].name
        if (look, name) not in self._places:
            self._places[look, name] = places(self.controls, self._named(name), look)
        return self._places[look, name][number]

    def called(self, control: Control) -> int:
        """How many controls are called as this one is."""
        mine = called(control)
        return sum(called(self.controls[number]) == mine for number in self._named(control.name))

    def _named(self, name: str) -> Sequence[int]:
        return self._values["name"].numbers(name) if name else self._unnamed

    def shortlist(self, wanted: Fingerprint) -> list[int]:
        """The controls that are worth comparing, the likeliest first."""
        stored = wanted.control
        points: dict[int, float] = defaultdict(float)
        for name in FINDING:
            numbers = self._values[name].numbers(getattr(stored, name))
            self._point(points, numbers, 1.0, 0.2)
        if not self.has("name", stored.name):
            for word in spoken_of(wanted):
                self._point(points, self._said.get(word, ()), 0.5, 0.05)
        group = stored.group
        mine = [number for number in points if self.controls[number].group is group]
        mine.sort(key=lambda number: (-points[number], number))
        chosen = mine[:SHORTLIST]
        return chosen + self._nearby(wanted, set(chosen), SHORTLIST - len(chosen))

    @staticmethod
    def _point(
        points: dict[int, float], numbers: Sequence[int], share: float, least: float
    ) -> None:
        if 0 < len(numbers) <= COMMON:
            worth = share / len(numbers) + least
            for number in numbers:
                points[number] += worth

    def _nearby(self, wanted: Fingerprint, chosen: set[int], room: int) -> list[int]:
        """More of its group, those next to where it stood first."""
        found: list[int] = []
        for number in around(wanted.order, len(self.controls)):
            if len(found) >= room:
                break
            if number not in chosen and self.controls[number].group is wanted.control.group:
                found.append(number)
        return found


def places(controls: Sequence[Control], numbers: Sequence[int], look: Look) -> dict[int, Nth]:
    """For each of some controls, the how many-th it is of how many that look the same."""
    looks = {number: look(controls[number]) for number in numbers}
    counts, seen = Counter(looks.values()), Counter[Hashable]()
    found: dict[int, Nth] = {}
    for number, each in looks.items():
        seen[each] += 1
        found[number] = (seen[each], counts[each])
    return found


class Index:
    """Value: the numbers of the controls that have it.

    Most values are one control's: those are kept as a number, not as a list of one, which halves
    the time to index a page.
    """

    def __init__(self, column: Sequence[str]) -> None:
        held: dict[str, int | list[int]] = {}
        for number, value in enumerate(column):
            if not value:
                continue
            before = held.get(value)
            if before is None:
                held[value] = number
            elif isinstance(before, list):
                before.append(number)
            else:
                held[value] = [before, number]
        self._held = held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def numbers(self, value: str) -> Sequence[int]:
        """The controls that have a value, in the order of the page."""
        held = self._held.get(value, ())
        return (held,) if isinstance(held, int) else held


def spoken(columns: Iterable[Index]) -> dict[str, list[int]]:
    """Word: the numbers of the controls that say it."""
    found: dict[str, list[int]] = defaultdict(list)
    for column in columns:
        for value in column:
            numbers = column.numbers(value)
            if len(numbers) < COMMON:
                for word in rough_words(value):
                    found[word] += numbers
    return found


def spoken_of(wanted: Fingerprint) -> set[str]:
    """The words of an element's names."""
    texts = (*(getattr(wanted.control, name) for name in SPOKEN), *wanted.aliases)
    return {word for text in texts for word in rough_words(text)}


def rough_words(text: str) -> list[str]:
    """Words that are good enough to find a candidate by; a page has thousands of texts."""
    return text.lower().replace("_", " ").replace("-", " ").split()


def around(place: int, size: int) -> Iterable[int]:
    """The numbers below `size`, those next to `place` first; not more than a few hundred."""
    place = min(max(place, 0), size - 1)
    for distance in range(min(size, COMMON)):
        if place + distance < size:
            yield place + distance
        if distance and place - distance >= 0:
            yield place - distance
