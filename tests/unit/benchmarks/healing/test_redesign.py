"""Redesigns: any mixture of changes, and every key at most once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.healing.redesign import redesign
from benchmarks.healing.twins import look_alike, twin_of
from tests.unit.healing.pages import ADDRESS, field, form

PAGE = form(*ADDRESS, "Net amount", "Gross amount")
KEYS = [one.name for one in PAGE]


@given(st.text(max_size=8))
def test_no_key_comes_twice_and_none_is_made_up(seed: str) -> None:
    changed = redesign(PAGE, KEYS, seed)
    keys = Counter(key for _, key in changed if key)

    assert set(keys) <= set(KEYS)
    assert set(keys.values()) <= {1}


@given(st.text(max_size=8))
def test_neighbours_are_those_of_the_new_page(seed: str) -> None:
    changed = [one for one, _ in redesign(PAGE, KEYS, seed)]
    names = ["", *(one.name for one in changed), ""]

    assert [one.previous for one in changed] == names[: len(changed)]
    assert [one.next for one in changed] == names[2 : len(changed) + 2]


def test_redesigns_differ() -> None:
    assert len({tuple(redesign(PAGE, KEYS, str(seed))) for seed in range(30)}) > 25


def test_a_look_alike_has_another_label_and_other_ids() -> None:
    net = field("Net amount")
    other = look_alike(net)

    assert (other.name, other.before) == ("Gross amount", "Gross amount")
    assert (other.id, other.html_name) == (f"{net.id}_2", f"{net.html_name}_2")
    assert (other.heading, other.form, other.path) == (net.heading, net.form, net.path)


@pytest.mark.parametrize(
    ("label", "twin"),
    [("Valid from", "Valid to"), ("First name", "Last name"), ("City", "City 2")],
)
def test_twins_by_word_or_by_number(label: str, twin: str) -> None:
    assert twin_of(label) == twin
