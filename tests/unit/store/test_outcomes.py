"""Lists: whatever is asked for, what comes is what a look at every item would have found."""

from itertools import product

import pytest

from runner.item import Draft, ItemOutcome, ItemState, Source
from runner.store.items import Ending
from runner.store.outcomes import Wanted
from runner.store.store import Store
from tests.unit.run.conftest import a_run


@pytest.fixture
def filled(store: Store) -> Store:
    """Two runs that share rows: r2 took one over, left one, and has one twice."""

    def begin(run: str, numbers: list[int], at_work: str = "") -> None:
        drafts = [Draft(Source(run, None, n), f"k{n % 3}", {"n": n}) for n in numbers]
        store.runs.begin(a_run(run), drafts, at_work=lambda name: name == at_work)

    begin("r1", [1, 2, 3, 4])
    for state in (ItemState.DONE, ItemState.FAILED):
        claim = store.items.claim("r1", "w")
        assert claim is not None
        store.items.finish(claim, Ending(state.value, state))
    begin("r2", [7, 3, 1, 8, 7], at_work="")
    begin("r3", [4, 9], at_work="r1")
    return store


RUNS = (None, "r1", "r2", "r3")
STATES = (None, ItemState.NEW, ItemState.DONE, ItemState.FAILED)


@pytest.mark.parametrize(("run", "state"), list(product(RUNS, STATES)))
def test_every_list_has_what_belongs_there(filled: Store, run, state) -> None:
    of_runs = {name: list(filled.outcomes.of_run(name)) for name in RUNS if name}
    every = {item.item: item for each in of_runs.values() for item in each}
    looked = list(every.values()) if run is None else of_runs[run]

    for bot, key in product((None, a_run().bot, "another"), (None, "k1")):
        wanted = Wanted(run=run, state=state, bot=bot, key=key)
        expected = [
            item.item
            for item in looked
            if (state is None or item.state is state)
            and (key is None or item.key == key)
            and bot != "another"
        ]
        found = [item.item for item in filled.outcomes.find(wanted)]
        first = [item.item for item in filled.outcomes.find(wanted, 1)]

        # Of every run together, an item that stands in its feed twice is listed for each row.
        assert sorted(set(found)) == sorted(set(expected))
        assert run is None or len(found) == len(expected)
        assert first == found[:1]


def test_an_item_in_two_feeds_is_listed_for_each_with_its_own_place(filled: Store) -> None:
    def places(run: str | None) -> list[ItemOutcome]:
        return list(filled.outcomes.find(Wanted(run=run, key="k0")))

    assert [str(item.source) for item in places("r1")] == ["r1, row 3"]
    assert [str(item.source) for item in places("r2")] == ["r2, row 3"]


def test_counts_and_holders_are_right_whether_or_not_a_run_shares_items(filled: Store) -> None:
    def counted(run: str) -> dict[str, int]:
        return {state.value: n for state, n in filled.runs.counts(run).items() if n}

    assert counted("r1") == {"done": 1, "failed": 1, "new": 2}
    assert counted("r2") == {"new": 4, "done": 1}
    assert counted("r3") == {"new": 2}
    assert filled.runs.elsewhere("r1", list(ItemState)) == {"r2": 1}
    assert filled.runs.elsewhere("r2", list(ItemState)) == {"r1": 1}
    assert filled.runs.elsewhere("r3", list(ItemState)) == {"r1": 1}
