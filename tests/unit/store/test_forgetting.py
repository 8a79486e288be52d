"""Forgetting: no value of an old run is left, and still nothing is entered twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from runner.evidence.folder import remove_evidence
from runner.item import Draft, ItemState, Source
from runner.proposal import Met, Proposal
from runner.store.checking import Gravity, check
from runner.store.forgetting import forget, plan_forgetting
from runner.store.items import Ending
from runner.store.outcomes import Wanted
from runner.store.runs import RunRecord, RunState
from runner.store.step_state import StepState
from runner.store.store import Store
from runner.store.tables import metadata, runs

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SECRET = "Ünal-canary"


def begin(store: Store, run: str, count: int = 2, values: str = "r") -> None:
    plan = {"feed_path": f"/home/{SECRET}.xlsx"}
    record = RunRecord(
        run, "b", "attended", RunState.RUNNING, f"{SECRET}.xlsx", plan, "me", NOW, None, None, ""
    )
    drafts = [
        Draft(
            Source(f"{SECRET}.xlsx", SECRET, n),
            f"{SECRET}-{n}",
            {"name": SECRET, "n": n, "v": values},
        )
        for n in range(count)
    ]
    store.runs.begin(record, drafts)


def work(store: Store, run: str, *states: ItemState) -> None:
    for state in states:
        claim = store.items.claim(run, "w")
        assert claim is not None
        step = store.journal.intend(claim, "save", 1, "d", {"name": SECRET})
        if state is not ItemState.IN_DOUBT:
            store.journal.settle(claim, step, StepState.APPLIED, by="confirm", result=SECRET)
        change = {"screen": "s", "element": "e", "before": "", "after": SECRET}
        met = Proposal(
            "crm", "s", "e", "f", "c", 1.0, SECRET, Met.HEALED, {"a": SECRET}, f"{run}/{SECRET}"
        )
        store.repairs.finish(
            claim,
            Ending(
                state.value,
                state,
                f"not {SECRET}",
                record="CH-1",
                changes=(change,),
                proposals=(met,),
            ),
        )
    store.runs.end(run, RunState.ENDED, 0, SECRET)


def end_before(store: Store, run: str, days: int) -> None:
    ended = datetime.now(UTC) - timedelta(days=days)
    with store.database.writing() as connection:
        connection.execute(update(runs).where(runs.c.id == run).values(ended_at=ended))


def everything(store: Store) -> str:
    with store.database.reading() as connection:
        return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


def a_year_ago() -> datetime:
    return datetime.now(UTC) - timedelta(days=365)


def test_no_value_is_left_and_the_same_row_is_still_known(store: Store) -> None:
    begin(store, "old")
    work(store, "old", ItemState.DONE, ItemState.FAILED)
    store.repairs.accept(1, "anna", "x")
    end_before(store, "old", 400)
    assert SECRET in everything(store)
    assert plan_forgetting(store.database, a_year_ago()).runs == ("old",)

    done = forget(store.database, a_year_ago(), "anna")
    assert (done.runs, done.items) == (("old",), 2)
    assert SECRET not in everything(store)
    assert plan_forgetting(store.database, a_year_ago()).runs == ()
    outcomes = list(store.outcomes.find(Wanted()))
    assert [(one.state, one.record) for one in outcomes] == [
        (ItemState.DONE, "CH-1"),
        (ItemState.FAILED, "CH-1"),
    ]
    begin(store, "again")
    assert store.items.claim("again", "w") is None, "what was entered is not entered again"
    assert all(remark.gravity is Gravity.GOOD for remark in check(store.database))


def test_young_and_unsettled_runs_are_left_as_they_are(store: Store) -> None:
    begin(store, "young", values="young")
    work(store, "young", ItemState.DONE, ItemState.DONE)
    end_before(store, "young", 300)
    begin(store, "doubt", values="doubt")
    work(store, "doubt", ItemState.DONE, ItemState.IN_DOUBT)
    end_before(store, "doubt", 400)
    begin(store, "stopped", values="stopped")
    before = everything(store)
    assert forget(store.database, a_year_ago(), "anna").runs == ()
    assert everything(store) == before


def test_evidence_goes_with_it_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "old" / "pictures").mkdir(parents=True)
    (tmp_path / "old" / "pictures" / "1.jpg").write_bytes(b"x")
    (tmp_path / "other").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "other")
    for run in ("old", "gone", "link", "../other"):
        remove_evidence(tmp_path, run)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "other"]
