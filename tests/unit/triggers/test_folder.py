"""Dropped files: each content once, and what cannot be used with a reason beside it."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from runner.errors import EnvironmentFault
from runner.run.engine import Engine
from runner.store.deliveries import DeliveredBeforeError, DeliveryState
from runner.store.store import Store
from runner.triggers import folder as folder_module
from runner.triggers.folder import FolderTrigger, FolderUnusableError
from runner.triggers.trigger import Problem
from runner.workspace import NoSuchBotError
from tests.unit.triggers.conftest import items_of, starter

STOP = threading.Event()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def trigger(engine: Engine, inbox: Path, told: list[Problem], **entry: Any) -> FolderTrigger:
    begins = starter(engine, "inbox", folder="in", **entry)
    made = FolderTrigger("inbox", inbox, engine, begins, told.append)
    made._settling._seconds = 0
    return made


def look(made: FolderTrigger, store: Store) -> None:
    made.look(store, STOP)


def states(store: Store) -> list[tuple[str, DeliveryState]]:
    return [(one.arrival.source, one.state) for one in reversed(store.deliveries.recent())]


def test_a_dropped_file_becomes_a_run_and_goes_to_done(engine, store, inbox, told) -> None:
    (inbox / "a.csv").write_text("value\n1\n2\n")

    look(trigger(engine, inbox, told), store)

    assert items_of(store) == ["1", "2"]
    run = store.runs.get("last")
    assert (run.feed, run.state, run.origin) == ("a.csv", "queued", "fleet")
    assert run.id in (inbox / "done" / "a.csv.note.txt").read_text()
    assert states(store) == [("a.csv", DeliveryState.BEGUN)]
    assert told == []
    assert list(store.locks.glob("feed-*")) == []


def test_the_same_content_is_taken_once_whatever_its_name(engine, store, inbox, told) -> None:
    made = trigger(engine, inbox, told)
    for name in ("a.csv", "b.csv"):
        (inbox / name).write_text("value\n1\n")
        look(made, store)

    assert items_of(store) == ["1"]
    note = (inbox / "done" / "b.csv.note.txt").read_text()
    assert note.startswith("Same content as 'a.csv', taken in on ")
    assert note.rstrip().endswith("It was not worked again.")
    assert states(store) == [("a.csv", DeliveryState.BEGUN), ("b.csv", DeliveryState.SEEN_BEFORE)]


def test_what_is_no_feed_is_rejected_with_the_reason_beside_it(engine, store, inbox, told) -> None:
    (inbox / "wrong.csv").write_text("nothing;that;fits\n1;2;3\n")
    (inbox / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")

    look(trigger(engine, inbox, told), store)

    assert items_of(store) == []
    reason = (inbox / "rejected" / "wrong.csv.reason.txt").read_text()
    assert "'value'" in reason
    assert "--" not in reason
    assert reason.endswith("`encoding:` for the trigger 'inbox' in schedules.yaml.\n")
    assert (inbox / "rejected" / "broken.xlsx").exists()
    assert [state for _, state in states(store)] == [DeliveryState.REJECTED] * 2
    assert sorted(one.sentence[:32] for one in told)[1] == "The file 'wrong.csv' was rejecte"


def test_what_was_rejected_may_be_dropped_again(engine, store, inbox, told) -> None:
    made = trigger(engine, inbox, told)
    for _ in range(2):
        (inbox / "wrong.csv").write_text("nothing;that;fits\n1;2;3\n")
        look(made, store)

    assert [state for _, state in states(store)] == [DeliveryState.REJECTED] * 2
    assert (inbox / "rejected" / "wrong (2).csv").exists()


def test_what_a_dead_process_has_begun_is_only_tidied_up(
    engine, store, inbox, told, monkeypatch
) -> None:
    (inbox / "a.csv").write_text("value\n1\n")

    def dies(*_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(folder_module, "taken_in", dies)
        with pytest.raises(SystemExit):
            look(trigger(engine, inbox, told), store)
    assert items_of(store) == ["1"]
    look(trigger(engine, inbox, told), store)

    assert items_of(store) == ["1"]
    assert "Taken in as run" in (inbox / "done" / "a.csv.note.txt").read_text()


def test_what_a_dead_process_has_only_claimed_is_begun(engine, store, inbox, told) -> None:
    made = trigger(engine, inbox, told)
    (inbox / "a.csv").write_text("value\n1\n")
    made._drop.claim(inbox / "a.csv")

    look(trigger(engine, inbox, told), store)

    assert items_of(store) == ["1"]


def test_a_file_that_changes_while_it_is_taken_in_waits_until_it_stands_still(
    engine, store, inbox, told, monkeypatch
) -> None:
    (inbox / "a.csv").write_text("value\n1\n")
    made = trigger(engine, inbox, told)
    usual = folder_module.digest_of

    def writes(file: Path, stop: threading.Event) -> Any:
        found = usual(file, stop)
        with file.open("a") as late:
            late.write("2\n")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(folder_module, "digest_of", writes)
        look(made, store)
    assert items_of(store) == []
    assert list(engine.evidence.glob("*")) == []
    look(made, store)

    assert items_of(store) == ["1", "2"]
    assert [one.sentence[:36] for one in told] == ["'a.csv' changed while it was being r"]


def test_a_file_that_is_deleted_meanwhile_is_said(engine, store, inbox, told, monkeypatch) -> None:
    (inbox / "a.csv").write_text("value\n1\n")
    made = trigger(engine, inbox, told)
    monkeypatch.setattr(made._settling, "ready", lambda: [inbox / "gone.csv"])
    look(made, store)
    claimed = made._drop.claim(inbox / "a.csv")
    assert claimed is not None
    monkeypatch.setattr(made._drop, "claimed", lambda: iter([claimed]))
    claimed.file.unlink()
    look(made, store)

    assert {one.sentence for one in told} == {
        "The file 'gone.csv' went away before it was taken.",
        "The file 'a.csv' went away while it was taken in.",
    }
    assert items_of(store) == []


def test_when_another_host_was_faster_nothing_is_begun_twice(
    engine, store, inbox, told, monkeypatch
) -> None:
    made = trigger(engine, inbox, told)
    other = starter(engine, "inbox", folder="in")
    (inbox / "a.csv").write_text("value\n1\n")
    usual = made._starter.begin_feed

    def slower(opened: Store, file: Path, arrival: Any, check: Any) -> str:
        copy = file.parent.parent / "copy.csv"
        copy.write_bytes(file.read_bytes())
        other.begin_feed(opened, copy, arrival)
        copy.unlink()
        monkeypatch.undo()
        return usual(opened, file, arrival, check)

    monkeypatch.setattr(made._starter, "begin_feed", slower)
    look(made, store)

    assert items_of(store) == ["1"]
    assert len(store.runs.recent(9)) == 1
    assert len(list(engine.evidence.glob("2*"))) == 1


def test_a_bot_that_is_not_there_keeps_files_waiting(engine, store, inbox, told) -> None:
    (inbox / "a.csv").write_text("value\n1\n")
    with pytest.raises(NoSuchBotError):
        look(trigger(engine, inbox, told, bot="keep_values"), store)

    look(trigger(engine, inbox, told), store)
    assert items_of(store) == ["1"]


def test_a_folder_that_is_gone_is_an_environment_fault(engine, store, tmp_path, told) -> None:
    with pytest.raises(FolderUnusableError) as caught:
        look(trigger(engine, tmp_path / "nowhere", told), store)

    assert isinstance(caught.value, EnvironmentFault)
    assert "no such file or directory" in caught.value.sentence()


def test_the_error_of_a_content_begun_meanwhile_says_so() -> None:
    assert str(DeliveredBeforeError("inbox", ["a"])) == (
        "Trigger 'inbox': 1 of what arrived was begun by another process meanwhile."
    )


def test_it_runs_until_it_is_told_to_stop_and_survives_every_fault(
    engine, store, inbox, told, monkeypatch
) -> None:
    monkeypatch.setattr("runner.triggers.lookout.REST_SECONDS", (0.01,))
    made = trigger(engine, inbox, told, poll="1s")
    usual, calls = made.look, []

    def fails_once(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("the cable")
        usual(*given)

    monkeypatch.setattr(made, "look", fails_once)
    stop = threading.Event()
    thread = threading.Thread(target=made.run, args=(stop,))
    thread.start()
    (inbox / "a.csv").write_text("value\n1\n")
    done = inbox / "done" / "a.csv"
    waited = threading.Event()
    for _ in range(600):
        if done.exists():
            break
        waited.wait(0.1)
    stop.set()
    thread.join(30)

    assert not thread.is_alive()
    assert done.exists()
    assert [one.sentence for one in told] == [
        "It failed with OSError: the cable. It is tried again."
    ]


def test_two_processes_that_both_believe_to_be_alone_take_each_content_once(
    engine, inbox, told
) -> None:
    """One was frozen, and another one has taken over; then it goes on."""
    for number in range(40):
        (inbox / f"f{number}.csv").write_text(f"value\n{number % 30}\n")
    faults: list[BaseException] = []

    def work() -> None:
        opened = engine.store()
        made = trigger(engine, inbox, told)
        try:
            for _ in range(4):
                with suppress(FolderUnusableError):
                    look(made, opened)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            faults.append(error)
        finally:
            opened.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = engine.store()
    look(trigger(engine, inbox, told), opened)

    assert faults == []
    assert sorted(items_of(opened), key=int) == [str(number) for number in range(30)]
    assert len(list((inbox / "done").glob("*.csv"))) == 40
    assert not list((inbox / "rejected").glob("*"))
    opened.close()


def test_where_nothing_wakes_it_up_it_looks_now_and_then(
    engine, store, inbox, told, monkeypatch
) -> None:
    def refuses(*_: Any, **__: Any) -> Any:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(folder_module, "watch", refuses)
    monkeypatch.setattr(folder_module, "STEP_SECONDS", 0.01)
    made = trigger(engine, inbox, told, poll="1s")
    usual, looks, stop = made.look, [], threading.Event()

    def look_twice(*given: Any) -> None:
        usual(*given)
        looks.append(1)
        if len(looks) == 1:
            (inbox / "a.csv").write_text("value\n1\n")
        else:
            stop.set()

    monkeypatch.setattr(made, "look", look_twice)
    made.attend(store, stop)

    assert items_of(store) == ["1"]
    assert told == []
