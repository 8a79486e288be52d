"""Learning from screens: what tells their controls apart, and nothing that belongs to a case."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from runner.healing.control import Control, squeezed
from runner.healing.fingerprint import Fingerprint, learn
from runner.mending.learned import Lesson
from runner.recorder import Case
from runner.screens.model import Locator, Screen
from runner.screens.suggesting import volatile
from runner.secret import MASK

FRESH = timedelta(days=7)
"""How long what was learned of a screen is not learned anew."""

ITEMS = 2
"""Different items that must have shown a text before it counts as the screen's own."""

SHORTEST = 3
"""Characters of a value that is looked for inside of longer texts."""

CONTEXT = (
    "name",
    "before",
    "after",
    "heading",
    "previous",
    "next",
    "href",
    "text",
    "title",
    "column",
)
"""Texts around a control that may be a customer's: kept when two items showed the same."""

NEVER_KEPT = ("row",)

SINGLE = frozenset({"radio"})
"""Kinds that are one of several controls of an element; none of them stands for it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one item showed of a screen."""

    item: int
    elements: Mapping[str, Fingerprint]
    forbidden: frozenset[str]
    written: Mapping[str, frozenset[str]]
    """The texts of each element's locators: what the analyst wrote is no customer's."""


class Teaching:
    """Collects what the items of a run show of an app's screens."""

    def __init__(
        self, lessons: Mapping[str, Lesson], today: Callable[[], date] | None = None
    ) -> None:
        self._known = dict(lessons)
        self._today = today or (lambda: datetime.now(UTC).date())
        self._sights: dict[str, list[Sight]] = {}
        self._drifted: set[str] = set()

    def drifted(self, screen: str) -> None:
        """Something on the screen was not found as it was: it is learned anew."""
        self._drifted.add(screen)

    def wants(self, screen: Screen, case: Case) -> bool:
        """Whether this item should show the screen."""
        sights = self._sights.get(screen.name, [])
        if any(sight.item == case.item for sight in sights) or len(sights) >= ITEMS:
            return False
        known = self._known.get(screen.name)
        if known is None or sights or screen.name in self._drifted:
            return True
        fresh = self._today() - known.learned <= FRESH
        return not fresh or known.items < ITEMS or known.of != digest_of(screen)

    def take(
        self,
        screen: Screen,
        case: Case,
        controls: Sequence[Control],
        found: Mapping[str, int],
        hidden: frozenset[str],
    ) -> None:
        """An item showed the screen: `found` are its elements, as numbers of its controls.

        Nothing is kept that holds one of the `hidden` values, or one of the case.
        """
        elements = {
            name: learn(name, controls, number)
            for name, number in found.items()
            if controls[number].kind not in SINGLE
        }
        written = {name: texts_of(screen.elements[name].locators) for name in elements}
        sight = Sight(case.item, elements, case.values | hidden, written)
        self._sights.setdefault(screen.name, []).append(sight)

    def lessons(self, screens: Mapping[str, Screen]) -> dict[str, Lesson]:
        """What the screens taught, by name; only what belongs to the screens themselves."""
        taught = {}
        for name, sights in self._sights.items():
            elements = {
                element: one
                for element in {each for sight in sights for each in sight.elements}
                if (one := common(element, sights)) is not None
            }
            if elements:
                of = digest_of(screens[name])
                taught[name] = Lesson(self._today(), len(sights), of, elements)
        return taught


def digest_of(screen: Screen) -> str:
    """Tells whether the selector file says the same of a screen's elements."""
    said = "\n".join(
        f"{name}: {'; '.join(map(str, one.locators))}"
        for name, one in sorted(screen.elements.items())
    )
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def texts_of(locators: Sequence[Locator]) -> frozenset[str]:
    """What locators say, as labels are kept."""
    said = [text for one in locators for text in (one.text, one.name) if text]
    return frozenset(squeezed(text) for text in said)


def common(element: str, sights: Sequence[Sight]) -> Fingerprint | None:
    """What all items that showed an element agree on; None when that is not enough to know it."""
    shown = [sight.elements[element] for sight in sights if element in sight.elements]
    written = sights[-1].written.get(element, frozenset())
    forbidden = holding(frozenset().union(*(sight.forbidden for sight in sights)))
    last = shown[-1]
    control = last.control
    dropped = {
        name: ""
        for name, value in control.stored().items()
        if isinstance(value, str)
        and name != "kind"
        and value not in written
        and not _kept(name, value, shown, forbidden)
    }
    control = replace(control, **dropped)  # type: ignore[arg-type]  # they are all texts
    if not (control.name or control.id or control.html_name or control.test_id):
        return None
    many = len(shown) >= ITEMS
    twins = [name for name in last.twins if many and _twin(name, shown) and not forbidden(name)]
    return replace(last, control=control, twins=tuple(twins))


def _kept(
    name: str, value: str, shown: Sequence[Fingerprint], forbidden: Callable[[str], bool]
) -> bool:
    if name in NEVER_KEPT or MASK in value or forbidden(value):
        return False
    if len(shown) < ITEMS and (name in CONTEXT or volatile(value)):
        return False
    return all(getattr(one.control, name) == value for one in shown)


def _twin(name: str, shown: Sequence[Fingerprint]) -> bool:
    return MASK not in name and all(name in one.twins for one in shown)


def holding(values: frozenset[str]) -> Callable[[str], bool]:
    """Tells whether a text holds one of these values, whatever its case; short ones only alone."""
    plain = {" ".join(value.split()).casefold() for value in values} - {""}
    long = [value for value in plain if len(value) >= SHORTEST]

    def holds(text: str) -> bool:
        said = " ".join(text.split()).casefold()
        return said in plain or any(value in said for value in long)

    return holds
