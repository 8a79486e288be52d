"""Happenings and glimpses: the same answers of both databases."""

from datetime import UTC, datetime, timedelta

from runner.item import ItemState
from runner.store.fires import FIRST_SEEN, WAITS
from runner.store.happenings import Asked
from runner.store.items import Ending
from runner.store.question import Question
from runner.store.runs import RunState
from runner.store.store import Store
from tests.unit.store.filled import a_run, claimed, drafts

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def fire(store: Store, schedule: str, hours_ago: float, run: str | None, outcome: str = "") -> None:
    slot = NOW - hours_ago * HOUR
    store.fires.fire(schedule, slot, host="h")
    store.fires.close(schedule, slot, run=run, outcome=outcome)


def end(store: Store, *endings: Ending) -> None:
    for ending in endings:
        store.items.finish(claimed(store), ending)


def test_scheduled_runs_that_ended_are_found_with_their_due_times(store: Store) -> None:
    store.runs.begin(a_run("r1"), drafts(2))
    store.runs.begin(a_run("by_hand"), [])
    fire(store, "nightly", 1, "r1")
    assert store.happenings.ended(NOW - HOUR) == []
    for run in ("r1", "by_hand"):
        store.runs.end(run, RunState.ENDED, 0, "")

    [(found, record)] = store.happenings.ended(NOW - HOUR)
    assert (found.schedule, found.run, record.id) == ("nightly", "r1", "r1")
    assert store.happenings.ended(NOW + HOUR) == []
    assert store.happenings.of_run("r1") == found
    assert store.happenings.of_run("by_hand") is None


def test_due_times_that_came_to_nothing_are_found(store: Store) -> None:
    store.runs.begin(a_run("r1"), [])
    fire(store, "nightly", 5, None, FIRST_SEEN)
    fire(store, "nightly", 4, None, "missed: too late")
    fire(store, "nightly", 3, "r1")
    fire(store, "nightly", 2, None, "skipped: at work")
    fire(store, "nightly", 1, None, WAITS)
    fire(store, "hourly", 1, None, "missed: too late")

    found = store.happenings.not_run("nightly", None, [FIRST_SEEN])
    assert [one.outcome for one in found] == ["skipped: at work", "missed: too late"]
    assert len(store.happenings.not_run("nightly", NOW - 3 * HOUR, [FIRST_SEEN])) == 1
    before = store.happenings.before("nightly", NOW - HOUR)
    assert before is not None
    assert before.run == "r1"
    assert store.happenings.before("nightly", NOW - 3 * HOUR) is None
    seen = store.glimpses.missed(NOW - 10 * HOUR, [WAITS, FIRST_SEEN], 2)
    assert [one.schedule for one in seen] == ["hourly", "nightly"]


def test_the_last_success_is_the_latest_in_which_everything_was_done(store: Store) -> None:
    for number, code in enumerate((0, 0, 1)):
        store.runs.begin(a_run(f"r{number}"), [])
        store.runs.end(f"r{number}", RunState.ENDED, code, "")
        fire(store, "nightly", 3 - number, f"r{number}")

    found = store.happenings.last_success(["nightly", "never"])
    assert found == {"nightly": store.runs.get("r1").ended_at}


def test_what_needs_a_person_is_counted_by_run(store: Store) -> None:
    store.runs.begin(a_run(), drafts(4))
    end(
        store,
        Ending("in_doubt", ItemState.IN_DOUBT, "Who knows?"),
        Ending("done", ItemState.DONE),
        Ending("business", ItemState.REJECTED, "No account."),
    )
    store.decisions.ask(claimed(store), Question("Which?", {"choices": ["a"]}))

    assert store.happenings.persons() == {"r1": {ItemState.IN_DOUBT: 1, ItemState.WAITING: 1}}
    assert store.happenings.asked("r1") == Asked(decisions=1, repairs=0)
    [undone] = store.happenings.undone("r1", [ItemState.REJECTED])
    assert (undone.message, undone.key, undone.payload is not None) == ("No account.", "k2", True)
    waiting = store.glimpses.waiting(["r1"])
    assert (waiting.in_doubt, waiting.decisions, waiting.repairs, waiting.cooling) == (1, 1, 0, 0)


def test_items_that_are_tried_again_later_are_counted(store: Store) -> None:
    store.runs.begin(a_run(), drafts(3))
    later = Ending("technical", ItemState.NEW, "Too slow.", retry_after=HOUR, burns_try=True)
    end(store, later)

    assert store.glimpses.waiting(["r1"]).cooling == 1
    assert store.glimpses.counts("r1") == {ItemState.NEW: 3}
    [tried] = store.glimpses.tried(NOW - HOUR)
    assert (tried.run, tried.outcome, tried.message) == ("r1", "technical", "Too slow.")
    assert store.glimpses.tried(datetime.now(UTC) + HOUR) == []
    assert [record.id for record in store.glimpses.at_work()] == ["r1"]


def test_runs_are_found_with_the_due_times_they_came_of(store: Store) -> None:
    store.runs.begin(a_run(), [])
    fire(store, "nightly", 1, "r1")

    assert store.glimpses.schedules_of(["r1", "other"])["r1"].schedule == "nightly"
    assert store.glimpses.schedules_of([]) == {}
