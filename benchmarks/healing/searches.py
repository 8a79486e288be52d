"""Elements that are looked for on changed pages, and which control each of them is."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.healing.cases import Pair, Screen
from benchmarks.healing.redesign import redesign
from benchmarks.healing.twins import look_alike
from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint, learn
from runner.healing.page import Page
from runner.healing.ranking import Ranked, gather


@dataclass(frozen=True, slots=True)
class Search:
    """All elements of a screen, looked for on one page."""

    app: str
    mode: str
    wanted: tuple[Fingerprint, ...]
    controls: tuple[Control, ...]
    place: Mapping[str, int]
    """Element: the number of its control; who is gone is missing."""
    deleted: str | None = None
    """The one element that was taken from the page, and is judged."""
    twin: bool = False
    """A look-alike of it is left."""
    replaced: bool = False
    """It stands where the element was."""


@dataclass(slots=True)
class Case:
    """An element's candidates, and which of them it is (None: none of them)."""

    ranked: Ranked
    gold: int | None
    lost: bool
    """It is on the page, but not among the candidates."""
    app: str
    mode: str
    deleted: bool


def searches(pair: Pair, mode: str, chance: random.Random, deletions: int) -> Iterator[Search]:
    """Everything on the page as it is, then with some elements deleted, one at a time."""
    wanted = prints(pair.old)
    place = {key: number for number, key in enumerate(pair.new.keys) if key}
    yield Search(pair.app, mode, wanted, pair.new.controls, place)
    there = [each.element for each in wanted if each.element in place]
    twins = {each.element for each in wanted if each.twins or each.nth[1] > 1}
    for key in chance.sample(there, min(deletions, len(there))):
        left, controls = without(place, pair.new.controls, key)
        yield Search(pair.app, mode, wanted, controls, left, key, key in twins)


def twin_searches(pair: Pair, mode: str, chance: random.Random, count: int) -> Iterator[Search]:
    """Pages on which a look-alike stands where an element was."""
    wanted = prints(pair.old)
    place = {key: number for number, key in enumerate(pair.new.keys) if key}
    named = {each.element for each in wanted if each.control.name}
    there = [key for key in place if key in named and pair.new.controls[place[key]].name]
    for key in chance.sample(there, min(count, len(there))):
        controls = list(pair.new.controls)
        controls[place[key]] = look_alike(controls[place[key]])
        left = {name: at for name, at in place.items() if name != key}
        yield Search(pair.app, mode, wanted, tuple(controls), left, key, twin=True, replaced=True)


def prints(screen: Screen) -> tuple[Fingerprint, ...]:
    """Fingerprints of every control that can be judged."""
    return tuple(
        learn(key, screen.controls, number) for number, key in enumerate(screen.keys) if key
    )


def without(
    place: Mapping[str, int], controls: Sequence[Control], key: str
) -> tuple[dict[str, int], tuple[Control, ...]]:
    """A page from which one control was taken; its neighbours know each other now."""
    gone = place[key]
    left = [*controls[:gone], *controls[gone + 1 :]]
    if 0 < gone < len(left):
        left[gone - 1] = replace(left[gone - 1], next=left[gone].name)
        left[gone] = replace(left[gone], previous=left[gone - 1].name)
    moved = {name: at - (at > gone) for name, at in place.items() if name != key}
    return moved, tuple(left)


def redesigned(pair: Pair, seed: str) -> Pair:
    """The new page redesigned at random."""
    changed = redesign(pair.new.controls, pair.new.keys, seed)
    new = Screen(tuple(one for one, _ in changed), tuple(key for _, key in changed))
    return replace(pair, new=new)


def compared(search: Search) -> list[Case]:
    """The search's candidates with all that the ranking weighs."""
    found = []
    for ranked in gather(search.wanted, Page(search.controls)):
        at = search.place.get(ranked.wanted.element)
        gold = ranked.numbers.index(at) if at is not None and at in ranked.numbers else None
        gone = ranked.wanted.element == search.deleted
        lost = at is not None and gold is None
        found.append(Case(ranked, gold, lost, search.app, search.mode, gone))
    return found
