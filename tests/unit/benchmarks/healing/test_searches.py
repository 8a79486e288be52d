"""Searches: what is looked for, what was deleted, what is left."""

import random

from benchmarks.healing.cases import Pair, screen
from benchmarks.healing.searches import compared, redesigned, searches, twin_searches
from tests.unit.benchmarks.healing.test_changes import PAGE

PAIR = Pair("shop", "old/new/order", screen(PAGE), screen(PAGE, "ids", "s"))


def test_first_all_then_one_deleted_at_a_time() -> None:
    found = list(searches(PAIR, "ids", random.Random(1), 3))

    assert [each.deleted is None for each in found] == [True, False, False, False]
    for each in found[1:]:
        assert each.deleted not in each.place
        assert len(each.controls) == len(PAIR.new.controls) - 1
        for element, number in each.place.items():
            assert each.controls[number].name == found[0].controls[found[0].place[element]].name


def test_neighbours_of_a_deleted_one_know_each_other() -> None:
    for each in searches(PAIR, "ids", random.Random(1), 5):
        names = [one.name for one in each.controls]
        assert [one.next for one in each.controls[:-1]] == names[1:]


def test_a_look_alike_stands_where_the_element_was() -> None:
    for each in twin_searches(PAIR, "ids", random.Random(1), 3):
        assert each.deleted not in each.place
        assert len(each.controls) == len(PAIR.new.controls)


def test_compared_cases_know_their_gold() -> None:
    first = next(searches(PAIR, "ids", random.Random(1), 0))
    for case in compared(first):
        assert case.gold is not None
        chosen = case.ranked.numbers[case.gold]
        assert first.place[case.ranked.wanted.element] == chosen


def test_a_redesigned_pair_keeps_its_old_page() -> None:
    changed = redesigned(PAIR, "seed")

    assert changed.old == PAIR.old
    assert set(changed.new.keys) - {""} <= set(PAIR.new.keys)
