"""The contract of dispatch, for each implementation: whatever comes, what the ledger says is done."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from runner.cli.main import main
from runner.dispatch.dispatch import open_dispatch
from runner.item import ItemState
from runner.store.database import open_database
from runner.store.jobs import rebuild
from runner.store.outcomes import Wanted
from runner.store.store import Store
from tests.acceptance.conftest import ROOT, waited_for
from tests.postgresql import Server, running_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

BOT = '''
"""Write into a book when an item begins and when it ends."""

import os
from pathlib import Path

from pydantic import BaseModel

from runner import TechnicalError, Verdict, bot, pause, step


class Line(BaseModel):
    number: str
    customer: str


def note(words: str) -> None:
    with Path(os.environ["BOOK"]).open("a") as book:
        book.write(f"{words}\\n")
        book.flush()


def there(line: Line) -> Verdict:
    """Look into the book."""
    return Verdict.of(f"entered {line.number}" in Path(os.environ["BOOK"]).read_text().splitlines())


@step(verify=there)
def write(line: Line) -> None:
    note(f"entered {line.number}")


@bot(key="number", serial="customer")
def enter_line(line: Line) -> str:
    """Write one line."""
    note(f"begin {line.number}")
    pause(float(os.environ.get("SLOW", "0.01")), because="entering a line takes a while")
    if line.customer == "late" and f"failed {line.number}" not in Path(os.environ["BOOK"]).read_text():
        note(f"failed {line.number}")
        raise TechnicalError("not yet")
    write(line)
    note(f"end {line.number}")
    return line.number
'''


@dataclass
class Office:
    """A workspace with one bot, its store, and what was entered."""

    folder: Path
    place: str
    book: Path

    def queue(self, name: str, count: int, *words: str, customer: str = "") -> None:
        rows = [
            {"number": f"{name}{n}", "customer": customer or f"{name}-c{n}"} for n in range(count)
        ]
        file = self.folder / f"{name}.json"
        file.write_text(json.dumps(rows))
        assert main(["run", "enter_line", "--from", str(file), "--queue", *words]) == 0

    def work(self, slots: int = 2) -> None:
        """One host, in this process, until nothing is left that it could do."""
        assert main(["workers", "--slots", str(slots), "--until-idle"]) == 0

    def noted(self, kind: str) -> list[str]:
        words = [line.split() for line in self.book.read_text().splitlines()]
        return [word for found, word in words if found == kind]

    @property
    def entered(self) -> list[str]:
        return self.noted("entered")

    def store(self) -> Store:
        return Store(open_database(self.place, self.folder), self.folder / "evidence")

    def asked(self, question: Callable[[Store], Any]) -> Any:
        store = self.store()
        try:
            return question(store)
        finally:
            store.close()

    def do(self, statement: str) -> int:
        def act(store: Store) -> int:
            with store.database.writing() as connection:
                return connection.execute(text(statement)).rowcount

        return int(self.asked(act))

    def jobs(self) -> Counter[str]:
        """The jobs that lie there, by their state; none where there are no jobs at all."""

        def look(store: Store) -> Counter[str]:
            if not store.database.shared:
                return Counter()
            with store.database.reading() as connection:
                made = connection.execute(text("SELECT to_regclass('procrastinate_jobs')"))
                if made.scalar() is None:
                    return Counter()
                query = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1"
                return Counter({row[0]: row[1] for row in connection.execute(text(query))})

        return self.asked(look)

    def states(self) -> dict[str, ItemState]:
        return self.asked(
            lambda store: {str(item.key): item.state for item in store.outcomes.find(Wanted())}
        )

    def submit_again(self) -> None:
        """Say once more what was said already, of every run."""

        def act(store: Store) -> None:
            submit = open_dispatch(store.database).submit
            with store.database.writing() as connection:
                for run in store.runs.recent(99):
                    submit(connection, run.id)

        self.asked(act)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture(params=["embedded", pytest.param("distributed", marks=pytest.mark.postgresql)])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Office:
    place = str(tmp_path / "store.db")
    if request.param == "distributed":
        place = request.getfixturevalue("server").fresh_database()
    folder = tmp_path / "workspace"
    assert main(["new", "workspace", str(folder)]) == 0
    (folder / "bots" / "enter_line.py").write_text(BOT)
    book = tmp_path / "book"
    book.write_text("")
    variables = {
        "DESKHAND_STORE": place,
        "DESKHAND_EVIDENCE": str(tmp_path / "evidence"),
        "DESKHAND_WORKSPACE": str(folder),
        "BOOK": str(book),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return Office(folder, place, book)


@pytest.fixture
def host() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start a host in a process of its own; ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(slots: int, *words: str, **variables: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "runner", "workers", "--slots", str(slots), *words],
            cwd=ROOT,
            env=os.environ | variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_what_was_submitted_once_is_worked_once(office: Office) -> None:
    office.queue("a", 5)
    office.work()
    assert sorted(office.entered) == [f"a{n}" for n in range(5)]
    assert used_up(office)
    office.work()
    assert len(office.entered) == 5


def test_what_is_submitted_twice_or_after_its_end_is_worked_once(office: Office) -> None:
    office.queue("a", 3)
    office.submit_again()
    office.work()
    office.submit_again()
    office.work()
    assert sorted(office.noted("begin")) == ["a0", "a1", "a2"]
    assert used_up(office)


def used_up(office: Office) -> bool:
    """Whether all jobs are gone; a host that finds nothing to do may end before it takes them."""
    for _ in range(10):
        if not office.jobs():
            return True
        office.work()
    return not office.jobs()


def test_a_job_for_an_item_that_is_done_meanwhile_does_nothing(office: Office) -> None:
    office.queue("a", 3)
    office.do("UPDATE items SET state = 'done' WHERE key = 'a1'")
    office.work()
    assert sorted(office.noted("begin")) == ["a0", "a2"]
    assert used_up(office)


def test_a_feed_that_fails_half_way_leaves_nothing_to_be_worked(office: Office) -> None:
    file = office.folder / "broken.json"
    file.write_text('[{"number": "a1", "customer": "c"}, ')
    assert main(["run", "enter_line", "--from", str(file), "--queue"]) == 2
    assert not office.states()
    assert not office.jobs()


def test_one_item_of_a_serial_key_at_a_time(office: Office) -> None:
    office.queue("a", 4, customer="one")
    office.queue("b", 2)
    office.work(slots=3)
    lines = [line.split() for line in office.book.read_text().splitlines()]
    order = [what for what, key in lines if key.startswith("a") and what != "entered"]
    assert order == ["begin", "end"] * 4
    assert len(office.entered) == 6


def test_nothing_is_worked_before_its_time(office: Office) -> None:
    office.queue("early", 1)
    soon = datetime.now(UTC) + timedelta(days=1)
    office.queue("late", 2, "--not-before", soon.isoformat())
    office.work()
    assert office.entered == ["early0"]
    office.do("UPDATE items SET not_before = NULL")
    office.work()
    assert len(office.entered) == 3


def test_urgent_items_come_first_then_those_that_are_due_earliest(office: Office) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    office.queue("usual", 2)
    office.queue("due", 2, "--due", soon.isoformat())
    office.queue("urgent", 2, "--priority", "1")
    office.work(slots=1)
    assert office.entered == ["urgent0", "urgent1", "due0", "due1", "usual0", "usual1"]


def test_an_item_that_failed_is_tried_again_when_it_is_due(office: Office) -> None:
    office.queue("a", 2, customer="late")
    office.work()
    waited_for(lambda: set(office.states().values()) == {ItemState.DONE})
    office.work()
    assert sorted(office.entered) == ["a0", "a1"]
    assert sorted(office.noted("failed")) == ["a0", "a1"]


def test_items_that_come_back_are_worked(office: Office) -> None:
    office.queue("a", 2)
    assert main(["items", "reject", "wrong", "--bot", "enter_line", "--yes"]) == 0
    office.work()
    assert office.entered == []
    assert main(["items", "retry", "--bot", "enter_line", "--yes"]) == 0
    office.work()
    assert sorted(office.entered) == ["a0", "a1"]


def test_a_host_that_is_killed_leaves_its_item_to_another_one(office: Office, host: Any) -> None:
    office.queue("a", 6)
    first = host(2, SLOW="0.4")
    waited_for(lambda: len(office.entered) >= 2)
    first.kill()
    first.wait()
    # Its workers outlive it by a moment, and what they hold is in work until they have ended.
    ends = time.monotonic() + 60
    while len(office.entered) < 6 and time.monotonic() < ends:
        office.work()
    assert Counter(office.entered) == {f"a{n}": 1 for n in range(6)}
    assert set(office.states().values()) == {ItemState.DONE}


def test_a_host_that_is_told_to_stop_gives_back_what_it_has_not_begun(
    office: Office, host: Any
) -> None:
    office.queue("a", 8)
    first = host(2, SLOW="0.4")
    waited_for(lambda: len(office.entered) >= 2)
    first.send_signal(signal.SIGTERM)
    said = first.communicate(timeout=60)[1]
    assert first.returncode == 0, said
    left = Counter(office.states().values())
    assert left[ItemState.WORKING] == 0
    assert left[ItemState.NEW] > 0
    jobs = office.jobs()
    assert set(jobs) <= {"todo"}
    assert not jobs or jobs["todo"] >= left[ItemState.NEW]
    office.work()
    assert Counter(office.entered) == {f"a{n}": 1 for n in range(8)}


def test_two_hosts_share_the_work(office: Office, host: Any) -> None:
    office.queue("a", 12)
    hosts = [host(1, "--until-idle", SLOW="0.3") for _ in range(2)]
    said = [one.communicate(timeout=120)[1] for one in hosts]
    assert Counter(office.entered) == {f"a{n}": 1 for n in range(12)}
    assert all(": done" in each for each in said), said


@pytest.mark.postgresql
@pytest.mark.parametrize("office", ["distributed"], indirect=True)
def test_every_job_can_be_lost(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.queue("a", 3)
    assert office.do("DELETE FROM procrastinate_jobs") == 3
    assert main(["store", "check"]) == 1
    assert "3 queued items that are due have none" in " ".join(capsys.readouterr().out.split())
    assert main(["store", "rebuild-jobs"]) == 0
    assert capsys.readouterr().out == "Made 3 jobs again from the ledger.\n"
    assert office.jobs() == {"todo": 3}
    office.do("DELETE FROM procrastinate_jobs")
    office.work()  # a host makes what is missing by itself
    assert len(office.entered) == 3


@pytest.mark.postgresql
@pytest.mark.parametrize("office", ["distributed"], indirect=True)
def test_a_new_job_wakes_a_host_at_once(office: Office, host: Any) -> None:
    host(1)
    waited_for(lambda: office.asked(lambda store: store.fleet.hosts()))
    office.queue("a", 1)
    waited_for(lambda: office.entered)
    assert office.entered == ["a0"]


@pytest.mark.postgresql
@pytest.mark.parametrize("office", ["distributed"], indirect=True)
def test_a_database_that_goes_and_comes_back_ends_no_host(
    office: Office, host: Any, server: Server
) -> None:
    office.queue("a", 10)
    one = host(2, "--until-idle", SLOW="0.3")
    waited_for(lambda: len(office.entered) >= 2)
    server.stop()
    server.start()
    said = one.communicate(timeout=180)[1]
    assert one.returncode == 0, said
    assert "Traceback" not in said
    assert said.count("The queue of jobs cannot be reached") <= 1
    assert Counter(office.entered) == {f"a{n}": 1 for n in range(10)}
    assert set(office.states().values()) == {ItemState.DONE}


@pytest.mark.parametrize("office", ["embedded"], indirect=True)
def test_a_file_has_no_jobs(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "rebuild-jobs"]) == 2
    assert "is a file, and has no jobs to rebuild" in capsys.readouterr().err
    assert main(["store", "check"]) == 0
    assert "has one" not in capsys.readouterr().out


def test_rebuilding_while_hosts_serve_doubles_nothing(office: Office, host: Any) -> None:
    office.queue("a", 8)
    one = host(2, "--until-idle", SLOW="0.2")
    waited_for(lambda: len(office.entered) >= 2)
    if office.jobs():
        assert office.asked(lambda store: rebuild(store.database)) > 0
    office.submit_again()
    assert one.wait(timeout=120) == 0
    assert Counter(office.entered) == {f"a{n}": 1 for n in range(8)}
