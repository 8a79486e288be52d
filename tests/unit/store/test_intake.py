"""Intake: the same feed makes no second item; whatever arrives, every row has one outcome."""

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.item import Draft, ItemState, Problem, Source
from runner.store.intake import Turn, fingerprint
from runner.store.items import Ending
from runner.store.outcomes import Wanted
from runner.store.runs import RunState
from runner.store.store import Store, open_store
from tests.unit.run.conftest import a_run


def draft(row: int, key: str = "k", **values: object) -> Draft:
    return Draft(Source("a.xlsx", "S", row), key, {"account": key, **values})


def wrong(row: int) -> Draft:
    return Draft(Source("a.xlsx", "S", row), None, None, (Problem("must not be empty", "x", "C2"),))


def end_all(store: Store, run: str, state: ItemState = ItemState.DONE) -> int:
    ended = 0
    while claim := store.items.claim(run, "w"):
        store.items.finish(claim, Ending(state.value, state, record="R"))
        ended += 1
    return ended


def begin(
    store: Store, run: str, drafts: Iterable[Draft], *, again: bool = False, at_work: str = ""
) -> None:
    store.runs.begin(a_run(run), drafts, again=again, at_work=lambda name: name == at_work)


def test_same_feed_twice_makes_no_second_item(store) -> None:
    feed = [draft(2, "a"), draft(3, "b"), wrong(4)]
    begin(store, "r1", feed)
    end_all(store, "r1")
    begin(store, "r2", feed)

    assert end_all(store, "r2") == 0
    assert store.runs.counts("r2")[ItemState.DONE] == 2
    assert store.runs.elsewhere("r2", list(ItemState)) == {"r1": 3}
    assert len(list(store.outcomes.find(Wanted()))) == 3


def test_other_values_for_the_same_key_are_another_item(store) -> None:
    begin(store, "r1", [draft(2, "a", city="Bonn")])
    end_all(store, "r1")
    begin(store, "r2", [draft(2, "a", city="Köln")])

    assert end_all(store, "r2") == 1


def test_done_items_are_entered_again_only_when_asked(store) -> None:
    begin(store, "r1", [draft(2)])
    end_all(store, "r1")
    begin(store, "r2", [draft(2)], again=True)

    assert end_all(store, "r2") == 1
    assert store.runs.elsewhere("r2", list(ItemState)) == {}


@pytest.mark.parametrize("state", [ItemState.FAILED, ItemState.REJECTED])
def test_what_was_not_done_gets_a_new_attempt_when_it_is_fed_again(store, state) -> None:
    begin(store, "r1", [draft(2)])
    end_all(store, "r1", state)
    begin(store, "r2", [draft(2)])
    claim = store.items.claim("r2", "w")

    assert claim is not None
    assert (claim.number, claim.tries) == (2, 0)


def test_in_doubt_is_never_touched_by_feeding(store) -> None:
    begin(store, "r1", [draft(2)])
    end_all(store, "r1", ItemState.IN_DOUBT)
    begin(store, "r2", [draft(2)], again=True)

    assert store.items.claim("r2", "w") is None
    assert store.runs.counts("r2")[ItemState.IN_DOUBT] == 1


def test_unfinished_items_of_an_earlier_run_are_taken_over(store) -> None:
    begin(store, "r1", [draft(2, "a"), draft(3, "b")])
    begin(store, "r2", [draft(2, "a"), draft(3, "b")])

    assert store.items.claim("r1", "w") is None
    assert end_all(store, "r2") == 2


@pytest.mark.parametrize("state", [None, ItemState.FAILED, ItemState.REJECTED])
def test_items_of_a_living_run_are_left_to_it(store, state) -> None:
    begin(store, "r1", [draft(2, "a")])
    if state is not None:
        end_all(store, "r1", state)
    begin(store, "r2", [draft(2, "a"), draft(3, "b")], at_work="r1")

    assert end_all(store, "r2") == 1
    assert end_all(store, "r1") == (state is None)
    assert store.runs.elsewhere("r2", list(ItemState)) == {"r1": 1}


def test_item_in_other_hands_says_whose_and_later_that_it_was_done_there(store) -> None:
    begin(store, "r1", [draft(2)])
    begin(store, "r2", [draft(2)], at_work="r1")
    held = next(store.outcomes.of_run("r2"))
    end_all(store, "r1")
    ended = next(store.outcomes.of_run("r2"))

    assert held.notes == ("in the hands of run r1",)
    assert ended.notes == ("already done in run r1; not entered again",)
    assert next(store.outcomes.of_run("r1")).notes == ()


def test_what_an_ended_run_has_left_is_taken_over_by_a_run_that_was_fed_the_same(store) -> None:
    begin(store, "r1", [draft(2, "a"), draft(3, "b"), draft(4, "c")])
    begin(store, "r2", [draft(2, "a"), draft(3, "b")], at_work="r1")
    at_work = store.items.claim("r1", "w")

    assert store.items.take_over("r2", lambda name: name == "r1") == 0
    assert store.items.take_over("r2", lambda name: False) == 1
    assert end_all(store, "r2") == 1
    assert end_all(store, "r1") == 1
    assert at_work is not None
    assert store.runs.elsewhere("r2", [ItemState.WORKING]) == {"r1": 1}


def test_feed_that_breaks_off_leaves_nothing(store) -> None:
    def breaking():
        yield draft(2)
        raise ValueError("the file was cut off")

    with pytest.raises(ValueError, match="cut off"):
        begin(store, "r1", breaking())

    assert store.runs.recent(5) == []
    assert list(store.outcomes.find(Wanted())) == []


@pytest.mark.parametrize("known_bot", [False, True])
def test_the_same_case_far_apart_in_one_feed_is_one_item(store, monkeypatch, known_bot) -> None:
    """A chunk is written before the next one is looked at, and the feed's run is at work."""
    monkeypatch.setattr("runner.store.intake.CHUNK", 3)
    if known_bot:
        begin(store, "r0", [draft(1, "before")])
    begin(store, "r1", [draft(n, f"k{n % 4}") for n in range(11)], at_work="r1")

    assert store.runs.counts("r1")[ItemState.NEW] == 11
    assert store.runs.elsewhere("r1", list(ItemState)) == {}
    assert end_all(store, "r1") == 4
    assert [outcome.key for outcome in store.outcomes.of_run("r1")][:5] == [
        "k0",
        "k1",
        "k2",
        "k3",
        "k0",
    ]


def test_what_was_fed_is_told_while_it_is_taken_in(store, monkeypatch) -> None:
    monkeypatch.setattr("runner.store.intake.CHUNK", 2)
    told: list[int] = []
    store.runs.begin(a_run("r1"), [draft(n, f"k{n}") for n in range(5)], took=told.append)

    assert told == [2, 4, 5]


def test_fingerprints_stay_what_they_were() -> None:
    """A stored fingerprint that is not met again would have its item entered twice."""
    one = Draft(
        Source("a", None, 1), "Zoë \ud800", {"b": "中", "a": [1, None, {"z": 1.5, "y": '"\\'}]}
    )

    assert fingerprint("save", one) == (
        "b40e806db5bb98f8b0cd0e5b89e67a593829bde9b41c1b3953ec36b05dc10f3c"
    )
    assert fingerprint("save", wrong(4)) == (
        "391e247cc3b54ddd142127a819ee96ef9495c8c2a3149f3f3f4ea68594235d6b"
    )


def test_strange_texts_arrive_as_the_store_can_hold_them(store) -> None:
    strange = Draft(Source("a\0b", "S\udfff", 1), "k\ud800", {"v": "x\0\ud800 中"}, (), ("n\0",))
    store.runs.begin(a_run("r1"), [strange], turn=Turn(serial=("v",)))
    outcome = next(store.outcomes.of_run("r1"))
    claim = store.items.claim("r1", "w")

    assert claim is not None
    assert (outcome.key, outcome.source.name, outcome.source.sheet) == ("k?", "a\ufffdb", "S?")
    if not store.database.shared:
        assert claim.payload == {"v": "x\0\ud800 中"}


KEYS = st.text(min_size=1, max_size=4)
FEEDS = st.lists(st.tuples(KEYS, st.integers(0, 2)), max_size=12)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(feeds=st.lists(FEEDS, min_size=1, max_size=4))
def test_every_row_has_one_outcome_and_every_content_one_item(tmp_path_factory, feeds) -> None:
    folder = tmp_path_factory.mktemp("intake")
    store = open_store("store.db", folder, folder / "evidence")
    entered: Counter[tuple[str, int]] = Counter()
    for number, feed in enumerate(feeds):
        run = f"r{number}"
        begin(store, run, [draft(row, key, n=n) for row, (key, n) in enumerate(feed)])
        while claim := store.items.claim(run, "w"):
            entered[claim.payload["account"], claim.payload["n"]] += 1
            store.items.finish(claim, Ending("done", ItemState.DONE))
        outcomes = list(store.outcomes.of_run(run))
        assert [outcome.state for outcome in outcomes] == [ItemState.DONE] * len(feed)
        store.runs.end(run, RunState.ENDED, 0, "")
    store.close()

    assert set(entered.values()) <= {1}
