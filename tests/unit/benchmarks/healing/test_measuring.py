"""Judging: what counts as right, wrong, refused, and how sure a share is."""

import pytest

from benchmarks.healing.curve import draw, points
from benchmarks.healing.measuring import Outcome, Sure, Tally, look, upper_bound
from benchmarks.healing.searches import Search
from runner.healing.fingerprint import learn
from tests.unit.healing.pages import ADDRESS, form

PAGE = tuple(form(*ADDRESS))
WANTED = tuple(learn(one.name, PAGE, number) for number, one in enumerate(PAGE))
PLACE = {one.name: number for number, one in enumerate(PAGE)}
WHOLE = Search("shop", "as_is", WANTED, PAGE, PLACE)
GONE = Search("shop", "as_is", WANTED, PAGE[1:], {}, deleted="Street")
TWIN = Search("shop", "as_is", WANTED, PAGE, {}, "Street", twin=True, replaced=True)


def test_right_wrong_refused_and_absent() -> None:
    tally = Tally()
    tally.judge(WHOLE, "Street", 0)
    tally.judge(WHOLE, "City", 0)
    tally.judge(WHOLE, "Phone", None)
    tally.judge(WHOLE, "Fax", 3)

    assert (tally.right, tally.wrong, tally.refused) == (1, 1, 1)
    assert (tally.absent, tally.absent_accepted) == (1, 1)


def test_of_a_page_with_a_deleted_element_only_that_one_counts() -> None:
    tally = Tally()
    for element in PLACE:
        tally.judge(GONE, element, 1)

    assert (tally.present, tally.deleted, tally.accepted, tally.twins) == (0, 1, 1, 0)


def test_a_look_alike_in_its_place_counts_among_twins_only() -> None:
    tally = Tally()
    tally.judge(TWIN, "Street", 0)

    assert (tally.deleted, tally.twins, tally.twins_accepted) == (0, 1, 1)


def test_the_product_finds_an_unchanged_page() -> None:
    outcome = Outcome()
    look(WHOLE, outcome)

    assert outcome.tallies["deskhand", "as_is", "shop"].right == len(PAGE)
    assert len(outcome.milliseconds) == len(PAGE)


@pytest.mark.parametrize(
    ("accepted", "cases", "bound"), [(0, 3000, 0.0998), (1, 1000, 0.4735), (5, 5, 100.0)]
)
def test_the_upper_bound_of_a_share(accepted: int, cases: int, bound: float) -> None:
    assert upper_bound(accepted, cases) == pytest.approx(bound, abs=2e-4)


def test_a_curve_goes_from_the_surest_to_the_least_sure(tmp_path) -> None:
    answers = [
        Sure("as_is", 0.9, True, True),
        Sure("as_is", 0.8, False, True),
        Sure("as_is", 0.0, False, True),
    ]

    assert points(answers) == [
        (0.0, 0.0),
        (pytest.approx(100 / 3), 0.0),
        (pytest.approx(100 / 3), 50.0),
    ]
    assert draw(answers, tmp_path).read_text(encoding="utf-8").count("<polyline") == 5
