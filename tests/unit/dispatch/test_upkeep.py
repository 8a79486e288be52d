"""The tables of jobs: made once, of one version with the library, or said not to be."""

import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import text

from runner.dispatch import dispatch as choosing
from runner.dispatch import upkeep
from runner.dispatch.dispatch import Counter, open_dispatch
from runner.dispatch.distributed import Distributed, NewerJobsError, OlderJobsError, shipped
from runner.dispatch.embedded import Embedded
from runner.store.checking import Gravity
from runner.store.database import Database
from runner.store.errors import NoPostgresqlError
from runner.store.jobs_schema import MARK, make

OLDER = "00.00.00_01_initial"
NEWER = "99.00.00_01_pre_something"


def mark(database: Database, migration: str | None) -> None:
    comment = "NULL" if migration is None else f"'{MARK}{migration}'"
    with database.writing() as connection:
        connection.execute(text(f"COMMENT ON TABLE procrastinate_jobs IS {comment}"))


def test_a_file_is_dispatched_by_looking_into_it(in_a_file: Database) -> None:
    assert isinstance(open_dispatch(in_a_file), Embedded)
    assert upkeep.look_at_jobs(in_a_file) == []
    assert upkeep.migrate_jobs(in_a_file, dry_run=False) == []
    with pytest.raises(upkeep.NoJobsError, match="is a file, and has no jobs to rebuild"):
        upkeep.rebuild_jobs(in_a_file)


@pytest.mark.postgresql
def test_a_database_is_dispatched_by_jobs(shared: Database) -> None:
    assert isinstance(open_dispatch(shared), Distributed)
    assert isinstance(open_dispatch(shared), Distributed), "their tables are made once"


@pytest.mark.postgresql
def test_without_the_extra_hosts_look_into_the_ledger(
    shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "find_spec", lambda _: None)
    monkeypatch.setattr(upkeep, "find_spec", lambda _: None)
    assert isinstance(open_dispatch(shared), Embedded)
    (remark,) = upkeep.look_at_jobs(shared)
    assert remark.gravity is Gravity.GOOD
    assert "not installed here" in remark.message
    with pytest.raises(NoPostgresqlError, match="not installed"):
        upkeep.rebuild_jobs(shared)


@pytest.mark.postgresql
def test_before_the_first_run_there_are_none(shared: Database) -> None:
    (remark,) = upkeep.look_at_jobs(shared)
    assert remark.gravity is Gravity.GOOD
    assert upkeep.migrate_jobs(shared, dry_run=True) == [shipped().newest]
    assert upkeep.migrate_jobs(shared, dry_run=False) == [shipped().newest]
    assert upkeep.migrate_jobs(shared, dry_run=False) == []


@pytest.mark.postgresql
def test_older_tables_wait_for_somebody_to_migrate_them(shared: Database) -> None:
    open_dispatch(shared)
    mark(shared, OLDER)
    with pytest.raises(OlderJobsError, match="older Procrastinate") as refused:
        open_dispatch(shared)
    assert "deskhand store migrate" in refused.value.sentence()
    (remark,) = upkeep.look_at_jobs(shared)
    assert (remark.gravity, remark.remedy) == (Gravity.BAD, "deskhand store migrate")


@pytest.mark.postgresql
def test_newer_tables_are_refused(shared: Database) -> None:
    open_dispatch(shared)
    mark(shared, NEWER)
    with pytest.raises(NewerJobsError, match="newer Procrastinate"):
        open_dispatch(shared)


@pytest.mark.postgresql
def test_tables_that_somebody_else_looks_after_are_left_to_him(shared: Database) -> None:
    open_dispatch(shared)
    mark(shared, None)
    assert isinstance(open_dispatch(shared), Distributed)
    assert upkeep.migrate_jobs(shared, dry_run=False) == []


@pytest.mark.postgresql
def test_what_a_newer_version_brings_is_made_in_order(shared: Database) -> None:
    ours = shipped()
    newer = replace(
        ours,
        migrations=[
            *ours.migrations,
            (NEWER, "ALTER TABLE procrastinate_jobs ADD COLUMN colour text; SELECT '100%'"),
            (f"{NEWER}_2", "UPDATE procrastinate_jobs SET colour = 'red'"),
        ],
    )
    make(shared, ours, migrate=False)
    assert make(shared, newer, migrate=False) == [], "nobody said so"
    assert make(shared, newer, migrate=True) == [NEWER, f"{NEWER}_2"]
    assert make(shared, newer, migrate=True) == []
    with pytest.raises(NewerJobsError):
        open_dispatch(shared)


def test_a_counter_takes_from_the_queues_of_the_bots_it_is_open_for() -> None:
    counter = Counter(1, lambda _: None, lambda _: None)
    queues = counter.queues
    counter.open_for(["short", "b" * 60])
    assert queues is counter.queues
    assert queues[0] == "short"
    assert counter.bot_by_queue[queues[1]] == "b" * 60
    counter.open_for([])
    assert queues == []
    assert counter.bot_by_queue["short"] == "short", "what comes late is known still"


def test_who_needs_no_jobs_loads_nothing_of_them() -> None:
    asked = "import sys, runner.run.serving, runner.cli.store, runner.cli.workers, runner.cli.work;"
    asked += "print([name for name in ('procrastinate', 'psycopg') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
