"""A page's controls, indexed: what is rare on it, and where a stored value occurs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Self

from runner.healing.control import Control, Group, words
from runner.healing.fingerprint import Fingerprint
from runner.healing.reading import read_controls

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

WORDED = ("name", "text", "placeholder", "title", "id", "html_name", "href", "before")
"""Those whose single words find a candidate."""

SHORTLIST = 24
"""Candidates that are compared in full."""

COMMON = 200
"""A value that so many controls share finds nobody."""


@dataclass(slots=True)
class Page:
    """The controls of one page, in the order of the document."""

    controls: Sequence[Control]
    values: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """Attribute, value: the controls that have it."""
    said: dict[str, list[int]] = field(default_factory=dict)
    """Word: the controls that say it somewhere."""
    groups: Counter[Group] = field(default_factory=Counter)

    @classmethod
    def of_controls(cls, controls: Sequence[Control]) -> Self:
        """Index a page's controls."""
        page = cls(controls)
        page.groups.update(control.group for control in controls)
        for name in EXACT:
            index: dict[str, list[int]] = defaultdict(list)
            for number, control in enumerate(controls):
                value = getattr(control, name)
                if value:
                    index[value].append(number)
            page.values[name] = index
        said: dict[str, list[int]] = defaultdict(list)
        for name in ("name", "text", "id", "html_name"):
            for value, numbers in page.values[name].items():
                if len(numbers) < COMMON:
                    for word in words(value):
                        said[word].extend(numbers)
        page.said = said
        return page

    @classmethod
    def of_html(cls, html: str) -> Self:
        """Read and index a page; what the page itself hides is left out."""
        return cls.of_controls([found.control for found in read_controls(html)])

    def rarity(self, name: str, value: str) -> float:
        """1 for a value that one control has, towards 0 for one that all have."""
        count = len(self.values[name].get(value, ()))
        if not count:
            return 1.0
        size = len(self.controls) + 1
        return log(size / count) / log(size) if size > count else 0.0

    def has(self, name: str, value: str) -> bool:
        """Whether any control has the value."""
        return value in self.values[name]

    def shortlist(self, wanted: Fingerprint) -> list[int]:
        """The controls that are worth comparing, the likeliest first."""
        stored = wanted.control
        group = stored.group
        points: dict[int, float] = defaultdict(float)
        for name in EXACT:
            numbers = self.values[name].get(getattr(stored, name), ())
            if 0 < len(numbers) <= COMMON:
                worth = 1.0 / len(numbers) + 0.2
                for number in numbers:
                    points[number] += worth
        spoken = {word for name in ("name", "text", "id", "html_name") for word in words(getattr(stored, name))}
        for alias in wanted.aliases:
            spoken.update(words(alias))
        for word in spoken:
            numbers = self.said.get(word, ())
            if 0 < len(numbers) <= COMMON:
                worth = 0.5 / len(numbers) + 0.05
                for number in numbers:
                    points[number] += worth
        mine = [number for number in points if self.controls[number].group is group]
        mine.sort(key=lambda number: (-points[number], number))
        chosen = mine[:SHORTLIST]
        return chosen + self._nearby(wanted, set(chosen), SHORTLIST - len(chosen))

    def _nearby(self, wanted: Fingerprint, chosen: set[int], room: int) -> list[int]:
        """More of its group, those next to where it stood first."""
        found: list[int] = []
        for number in around(wanted.order, len(self.controls)):
            if len(found) >= room:
                break
            if number not in chosen and self.controls[number].group is wanted.control.group:
                found.append(number)
        return found


def around(place: int, size: int) -> Iterable[int]:
    """The numbers below `size`, those next to `place` first; not more than a few hundred."""
    place = min(max(place, 0), size - 1)
    for distance in range(min(size, COMMON)):
        if place + distance < size:
            yield place + distance
        if distance and place - distance >= 0:
            yield place - distance
