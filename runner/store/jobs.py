"""Jobs: permits to work one item each, in Procrastinate's tables beside the ledger's.

A job is worth what the ledger says when it is used. So it need not be right, there must only be
enough of them: one too many does nothing, and whatever is missing can be made from the ledger.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, text

from runner.store.database import Database
from runner.store.leases import GRACE_SECONDS, LEASE_SECONDS

TASK = "work_item"

MOST = 5_000
"""Jobs that a run, or a bot, is given at a time: a heartbeat cannot use up more, and a million
that all lie there would only be in the way."""

LONGEST_QUEUE = 39
"""Bytes of a queue's name that PostgreSQL can notify somebody of, after Procrastinate's own."""

SOON_SECONDS = 5
"""A job that is to come within this time needs no other one in its place."""

LOCK = 0x64736A62
"""An advisory lock, so that of several hosts one makes jobs."""

QUEUE = f"""
    CASE WHEN octet_length(items.bot) <= {LONGEST_QUEUE} THEN items.bot
         ELSE 'bot-' || md5(items.bot) END
"""

# Priority first, then what is due earliest, to the minute; the ledger knows it exactly.
PRIORITY = """
    (10 - items.priority) * 200000000
    + greatest(0, 199999999 - floor(extract(epoch from items.due_at) / 60)::bigint)::integer
"""

# As the ledger has it: what was written in the future waits for a clock that was set back.
DUE = """
    (items.not_before IS NULL OR items.not_before <= clock_timestamp()
     OR items.updated_at > clock_timestamp() + interval '10 minutes')
"""

MAKE = f"""
    INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at)
    SELECT {QUEUE}, '{TASK}', {PRIORITY},
           jsonb_build_object('run', items.run, 'item', items.id), items.not_before
    FROM items
"""  # noqa: S608 - constants only

SUBMIT = text(f"""
    {MAKE}
    WHERE items.run = :run AND items.state = 'new'
    ORDER BY items.not_before NULLS FIRST, items.priority, items.due_at, items.id LIMIT {MOST}
""")

TOP_UP = text(f"""
    {MAKE} JOIN runs ON runs.id = items.run
    WHERE runs.state = 'queued' AND runs.bot = :bot AND items.state = 'new' AND {DUE}
    ORDER BY items.priority, items.due_at, items.id LIMIT :missing
""")

NEEDED = text(f"""
    SELECT runs.bot, sum(due.items)::integer
    FROM runs, LATERAL (
        SELECT count(*) AS items FROM (
            SELECT FROM items
            WHERE items.run = runs.id AND items.state = 'new' AND {DUE} LIMIT {MOST}
        ) AS counted
    ) AS due
    WHERE runs.state = 'queued' GROUP BY runs.bot
""")  # noqa: S608 - constants only

WAITING = text(f"""
    SELECT queue_name, count(*) FROM procrastinate_jobs
    WHERE status = 'todo' AND task_name = '{TASK}' AND (
        scheduled_at IS NULL OR scheduled_at <= clock_timestamp() + interval '{SOON_SECONDS} s')
    GROUP BY queue_name
""")  # noqa: S608 - constants only

# Of a host that died, or of one that could not say that it had ended them.
BURY = text(f"""
    DELETE FROM procrastinate_jobs AS job
    WHERE job.task_name = '{TASK}' AND (job.status NOT IN ('todo', 'doing')
        OR (job.status = 'doing' AND NOT EXISTS (
            SELECT FROM procrastinate_workers AS worker WHERE worker.id = job.worker_id
            AND worker.last_heartbeat > now() - make_interval(secs => :silence))))
""")  # noqa: S608 - constants only

CLEAR = text(f"DELETE FROM procrastinate_jobs WHERE task_name = '{TASK}' AND status <> 'doing'")  # noqa: S608 - a constant

Submit = Callable[[Connection, str], None]
"""Makes a run's items known to the hosts, in the transaction that writes them."""


def queue_of(bot: str) -> str:
    """The queue of a bot's jobs: its name, unless that is too long for a notification."""
    if len(bot.encode()) <= LONGEST_QUEUE:
        return bot
    return f"bot-{hashlib.md5(bot.encode(), usedforsecurity=False).hexdigest()}"


def submit(connection: Connection, run: str) -> None:
    """Make a job for each of a run's new items, as many as a run is given at a time."""
    connection.execute(SUBMIT, {"run": run})


def missing(connection: Connection) -> dict[str, int]:
    """How many items of each bot are due, belong to the fleet, and have no job."""
    waiting = {str(queue): int(count) for queue, count in connection.execute(WAITING)}
    needed = {str(bot): min(int(count), MOST) for bot, count in connection.execute(NEEDED)}
    short = {bot: count - waiting.get(queue_of(bot), 0) for bot, count in needed.items()}
    return {bot: count for bot, count in short.items() if count > 0}


def top_up(database: Database) -> int:
    """Take away the jobs of the dead, and make those that are missing; returns how many.

    Raises:
        StoreUnusableError: the database went away.
    """
    with database.writing() as connection:
        if not connection.execute(_lock("pg_try_advisory_xact_lock")).scalar_one():
            return 0  # another host is at it
        connection.execute(BURY, {"silence": LEASE_SECONDS + GRACE_SECONDS})
        return _make(connection, missing(connection))


def rebuild(database: Database) -> int:
    """Make every job anew from the ledger; returns how many there are then.

    Raises:
        StoreUnusableError: the database went away.
    """
    with database.writing() as connection:
        connection.execute(_lock("pg_advisory_xact_lock"))
        connection.execute(CLEAR)
        runs = connection.execute(text("SELECT id FROM runs WHERE state = 'queued'"))
        return sum(_count(connection, SUBMIT, {"run": run}) for (run,) in runs.all())


def queued_runs(database: Database) -> dict[str, str]:
    """The runs that are left to the fleet, with their bots."""
    with database.asking() as connection:
        rows = connection.execute(text("SELECT id, bot FROM runs WHERE state = 'queued'"))
        return {str(run): str(bot) for run, bot in rows}


def driver_arguments(database: Database) -> dict[str, Any]:
    """What a connection of the same kind is opened with; holds the password, if there is one."""
    with database.reading() as connection:
        driver: Any = connection.connection.driver_connection
        found: dict[str, Any] = dict(driver.info.get_parameters())
        password = driver.info.password
    # A job that a crash of the server forgets, or brings back, is made or does nothing.
    found["options"] = "-c synchronous_commit=off"
    return found | ({"password": password} if password else {})


def _make(connection: Connection, wanted: dict[str, int]) -> int:
    return sum(
        _count(connection, TOP_UP, {"bot": bot, "missing": count}) for bot, count in wanted.items()
    )


def _count(connection: Connection, query: TextClause, values: dict[str, Any]) -> int:
    return int(connection.execute(query, values).rowcount)


def _lock(how: str) -> TextClause:
    return text(f"SELECT {how}(:lock)").bindparams(bindparam("lock", LOCK))
