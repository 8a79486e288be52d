"""Controlling runs by hand: stopped, left to the fleet again, begun by a person. All audited."""

from datetime import UTC, datetime

from sqlalchemy import Connection, or_, select, update

from runner.errors import InputError
from runner.store.database import Database
from runner.store.items import write_audit
from runner.store.leases import has_run_out, host_name
from runner.store.runs import FLEET, NOBODYS, RunState
from runner.store.tables import runs


class NotAtWorkError(InputError):
    """Only what is at work can be stopped."""

    def __init__(self, run: str) -> None:
        super().__init__(f"Run {run} is not at work, so that nothing was stopped.")
        self.run = run


class NothingToResumeError(InputError):
    """A run has ended, or somebody works on it."""

    def __init__(self, run: str) -> None:
        super().__init__(f"Run {run} has ended, or is at work, so that it cannot be resumed.")
        self.run = run


def stop(database: Database, run: str, who: str) -> None:
    """Have a run stopped after its current steps, whoever works it.

    Raises:
        NotAtWorkError: nobody works it.
    """
    at_work = runs.c.state.in_([RunState.QUEUED, RunState.RUNNING])
    values = NOBODYS | {
        "state": RunState.STOPPED,
        "message": f"Stopped by {who}.",
        "ended_at": datetime.now(UTC),
    }
    with database.writing() as connection:
        query = update(runs).where(runs.c.id == run, at_work).values(values)
        if not connection.execute(query).rowcount:
            raise NotAtWorkError(run)
        write_audit(connection, who, "run stopped", run=run)


def leave_to_fleet(database: Database, run: str, kinds: tuple[str, ...], who: str) -> None:
    """Let the fleet go on with a run that was stopped, or whose process died.

    Whoever calls has seen that no process of this machine works on it.

    Raises:
        NothingToResumeError: it has ended, or a process of another machine works on it.
    """
    left = runs.c.state.in_([RunState.STOPPED, RunState.RUNNING])
    mine = runs.c.worker.startswith(f"{host_name()}-", autoescape=True)
    free = or_(runs.c.worker.is_(None), mine, has_run_out(database, runs))
    values = NOBODYS | {
        "state": RunState.QUEUED,
        "origin": FLEET,
        "kinds": list(kinds),
        "message": "",
        "exit_code": None,
        "ended_at": None,
    }
    with database.writing() as connection:
        query = update(runs).where(runs.c.id == run, left, free).values(values)
        if not connection.execute(query).rowcount:
            raise NothingToResumeError(run)
        write_audit(connection, who, "run resumed", run=run)


def begun_by(connection: Connection, run: str, who: str) -> None:
    """Note who has begun a run by hand, in the transaction that begins it."""
    bot = connection.execute(select(runs.c.bot).where(runs.c.id == run)).scalar()
    connection.execute(update(runs).where(runs.c.id == run).values(started_by=who))
    write_audit(connection, who, "run begun", run=run, details={"bot": bot})
