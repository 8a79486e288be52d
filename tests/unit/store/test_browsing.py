"""Browsing: pages of items as they were asked for, on both databases alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runner.item import Draft, ItemState, Source
from runner.store import handling
from runner.store.browsing import Sought, condition, spellings
from runner.store.intake import Turn
from runner.store.items import Ending
from runner.store.store import Store
from tests.unit.store.filled import a_run, claimed

NAMES = [
    "Weber",
    "李明",
    "Παπαδόπουλος",
    "Ünal",
    "100%",
    "a_b",
    "O'Brien",
    "C:\\x",
    "Straße",
    "x/y",
]


@pytest.fixture
def listed(store: Store) -> Store:
    made = [
        Draft(Source("a.csv", None, n), f"k{n}", {"name": name}) for n, name in enumerate(NAMES, 2)
    ]
    store.runs.begin(a_run(), made)
    other = [
        Draft(Source("b.csv"), "other", {"name": "Weber"}),
        Draft(Source("a.csv", None, 2), "k2", {"name": "Weber"}),
    ]
    store.runs.begin(replace(a_run("r2"), bot="look"), other)
    return store


def keys(store: Store, **sought: Any) -> list[str | None]:
    return [line.key for line in store.browsing.page(Sought(**sought), 0, 50).lines]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("weber", {"k2", "other"}),
        ("李", {"k3"}),
        ("ΠΑΠΑΔ", {"k4"}),
        ("ünal", {"k5"}),
        ("ÜNAL", {"k5"}),
        ("U\u0308nal", {"k5"}),
        ("100%", {"k6"}),
        ("a_b", {"k7"}),
        ("o'brien", {"k8"}),
        ("c:\\x", {"k9"}),
        ("straße", {"k10"}),
        ("x/y", {"k11"}),
        ("%", {"k6"}),
        ("_", {"k7"}),
        ("nothing", set()),
    ],
)
def test_a_text_is_found_in_any_script(listed: Store, text: str, found: set[str]) -> None:
    assert set(keys(listed, text=text)) == found


def test_the_newest_come_first_and_a_run_has_its_own_order(listed: Store) -> None:
    assert keys(listed)[0] in {"other", "k2"}
    assert keys(listed, run="r1") == [f"k{n}" for n in range(2, 12)]
    assert set(keys(listed, bot="look")) == {"other", "k2"}


def test_a_page_says_how_many_there_are(listed: Store) -> None:
    pages = [listed.browsing.page(Sought(run="r1"), first, 4) for first in (0, 4, 8, 12)]

    assert [[line.key for line in page.lines] for page in pages] == [
        ["k2", "k3", "k4", "k5"], ["k6", "k7", "k8", "k9"], ["k10", "k11"], [],
    ]  # fmt: skip
    assert [page.total for page in pages] == [10, 10, 10, 10]


def test_states_times_and_lateness(store: Store) -> None:
    now = datetime.now(UTC)
    late = Turn(5, now - timedelta(hours=1))
    made = [Draft(Source("a.csv"), f"k{n}", {"n": n}) for n in range(4)]
    store.runs.begin(a_run(), made, turn=late)
    store.items.finish(claimed(store), Ending("done", ItemState.DONE))
    store.items.finish(claimed(store), Ending("technical", ItemState.FAILED, "No answer"))
    done, failed = ItemState.DONE, ItemState.FAILED

    assert keys(store, state=done) == ["k0"]
    assert keys(store, run="r1", state=failed, text="answer") == ["k1"]
    assert set(keys(store, late_at=now)) == {"k2", "k3"}
    assert keys(store, since=now + timedelta(hours=1)) == []
    assert store.browsing.counts(Sought(run="r1"))[done] == 1
    counts = store.browsing.counts(Sought())
    assert (counts[done], counts[failed], counts[ItemState.NEW]) == (1, 1, 2)


def test_what_is_sought_can_be_handled(listed: Store) -> None:
    sought = condition(Sought(text="weber", bot="look"))
    reject = handling.reject("not this year")
    number = handling.count(listed.database, sought, reject)
    handling.apply(listed.database, sought, reject, "maria")
    ticked = condition(Sought(), [listed.browsing.page(Sought(text="李"), 0, 1).lines[0].id])
    handling.apply(listed.database, ticked, reject, "maria")

    assert number == 2
    assert set(keys(listed, state=ItemState.REJECTED)) == {"other", "k2", "k3"}
    assert keys(listed, text="not this year", run="r1") == ["k3"]
    assert [outcome.key for outcome in listed.outcomes.matching(sought, 1)] == ["other"]


def test_ascii_has_one_spelling() -> None:
    assert spellings("weber") == ["weber"]
    assert spellings("李明") == ["李明"]
    assert [form[0] for form in spellings("ünal")] == ["ü", "Ü", "u"]
