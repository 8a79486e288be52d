"""Locating: elements found again on changed pages, or refused."""

from dataclasses import replace

import pytest

from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint, learn
from runner.healing.locating import Action, Located, Refused, locate, without_shared
from runner.healing.page import Page
from tests.unit.healing.pages import ADDRESS, beside, button, field, form, without_ids

NAMES = (*ADDRESS, "Country", "Fax", "Notes")
OLD = form(*NAMES)


def learned(page: list[Control] = OLD) -> list[Fingerprint]:
    return [learn(one.name, page, number) for number, one in enumerate(page)]


def found(page: list[Control], action: Action = Action.FILL) -> dict[str, int | None]:
    answers = locate(learned(), page, action)
    return {
        name: answer.number if isinstance(answer, Located) else None
        for name, answer in answers.items()
    }


def test_an_unchanged_page_gives_every_element() -> None:
    assert found(OLD) == {one.name: number for number, one in enumerate(OLD)}


def test_regenerated_ids_do_not_matter() -> None:
    assert found(without_ids(OLD)) == found(OLD)


def test_another_order_does_not_matter() -> None:
    turned = beside([*reversed(OLD[:-1]), OLD[-1]])

    assert found(turned)["Street"] == 7


def test_a_renamed_field_between_its_neighbours_is_found() -> None:
    page = list(OLD)
    page[3] = replace(page[3], name="Telephone", before="Telephone")

    assert found(beside(page))["Phone"] == 3


def test_a_deleted_field_is_refused_with_a_reason_and_a_candidate() -> None:
    answer = locate(learned(), beside(OLD[:3] + OLD[4:]))["Phone"]

    assert isinstance(answer, Refused)
    assert answer.reason
    assert answer.candidate is not None


def test_a_look_alike_is_not_taken_for_a_deleted_field() -> None:
    old = form("Net amount", "Gross amount", "City", "Street")
    answers = locate(learned(old), without_ids(beside(old[1:])))

    assert isinstance(answers["Net amount"], Refused)
    assert isinstance(answers["Gross amount"], Located)


def test_one_of_equals_is_refused_when_their_number_has_changed() -> None:
    old = beside([field("Name"), field("Street"), field("Name"), button("Save")])
    new = without_ids(beside([field("Street"), field("Name"), button("Save")]))
    wanted = [learn(str(number), old, number) for number in (0, 1, 2)]
    answers = locate(wanted, new)

    assert isinstance(answers["0"], Refused)
    assert isinstance(answers["2"], Refused)


def test_kinds_are_never_mixed() -> None:
    page = [replace(one, kind="button") for one in OLD]

    assert found(page)["Street"] is None


def test_an_empty_page_refuses_everything() -> None:
    answers = locate(learned(), [])

    assert {answer.reason for answer in answers.values() if isinstance(answer, Refused)} == {
        "nothing on the page is of its kind"
    }


def test_html_serves_as_a_page() -> None:
    html = "<form action='/save'><label>Street <input id='a'></label></form>"
    answer = locate([learn("Street", OLD, 0)], html)["Street"]

    assert answer.control if isinstance(answer, Located) else answer.candidate


def test_the_more_is_changed_the_surer_it_must_be() -> None:
    from runner.healing.model import shipped

    limits = shipped().limits

    assert limits["read"] <= limits["fill"] <= limits["write"] <= 1.0


def test_two_elements_never_get_one_control() -> None:
    one = Control("text", name="Street")
    sure, surer = Located("a", 3, one, 0.97), Located("b", 3, one, 0.99)
    answers = without_shared({"a": sure, "b": surer})

    assert answers["b"] is surer
    assert isinstance(answers["a"], Refused)


def test_an_element_has_one_fingerprint() -> None:
    with pytest.raises(ValueError, match="one fingerprint"):
        locate([learn("a", OLD, 0), learn("a", OLD, 1)], Page(OLD))


def test_no_answer_changes_with_the_order_of_the_questions() -> None:
    page = without_ids(beside([*reversed(OLD)]))
    forwards, backwards = locate(learned(), page), locate(learned()[::-1], page)

    assert forwards == {name: backwards[name] for name in forwards}
