"""`deskhand batch`: what a schedule has due, in one shot."""

import sys
from datetime import UTC, datetime
from typing import Annotated

from cyclopts import Parameter

from runner.cli.book import book_of
from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, open_engine
from runner.cli.printing import print_json
from runner.cli.progress import TerminalProgress
from runner.cli.summary import as_object, print_outcome
from runner.errors import DeskhandError, ExitCode
from runner.notices.signal import send_signal
from runner.run.engine import Engine
from runner.schedules.book import Planned, ScheduleBook
from runner.schedules.wording import near, next_words
from runner.serve.batch import Batch, gravest
from runner.serve.hearing import Ended, Hearing, Passed
from runner.serve.telling import tell_people

app = command_app("batch")


class Talk(Hearing):
    """Says on the terminal what comes of each due time; all is well is nothing to say elsewhere."""

    def __init__(self, *, quiet: bool, as_json: bool) -> None:
        self._quiet = quiet
        self._as_json = as_json

    def ended(self, ended: Ended) -> None:
        """A run has ended, or could not be begun."""
        if self._as_json:
            return
        head = f"{ended.planned.schedule.name}, {due_words(ended)}"
        if ended.fault is not None:
            print(f"deskhand: {head}: {ended.fault.sentence()}", file=sys.stderr)
        elif ended.result is not None and not (self._quiet and ended.exit_code == ExitCode.OK):
            print(f"{head}: run {ended.result.run}")
            print_outcome(ended.result)

    def passed(self, passed: Passed) -> None:
        """A due time was not run."""
        due = near(passed.slot, datetime.now(UTC), passed.planned.schedule)
        said = f"{passed.planned.schedule.name}, due {due}: {passed.reason}."
        print(f"deskhand: {said}", file=sys.stderr)


@app.default
def batch(
    schedule: str,
    /,
    *,
    now: Annotated[
        bool, Parameter(negative="", help="Run it now, whether it is due or not.")
    ] = False,
    no_wait: Annotated[
        bool,
        Parameter(negative="", help="Do not wait for an app that is in maintenance, or is out."),
    ] = False,
    verbose: Annotated[
        bool, Parameter(negative="", help="Say how it goes on, also without a terminal.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Run what a schedule has due, what an earlier batch left behind, and what follows it.

    For cron, timers and Task Scheduler: started at or after a due time it runs that once, on
    however many hosts it is started; started when nothing is due it does nothing. Without a
    terminal it is silent when all is well. Exit codes are those of `deskhand run`, the gravest of
    all runs.

    Parameters
    ----------
    schedule
        Its name in schedules.yaml.
    """
    engine = open_engine(workspace)
    book = book_of(engine.workspace)
    planned = book.planned(schedule)
    quiet = not (verbose or sys.stderr.isatty()) or json
    progress = TerminalProgress(quiet=quiet)
    talk = Talk(quiet=not (verbose or sys.stdout.isatty()), as_json=json)
    try:
        batches = Batch(engine, book, progress, talk, wait=not no_wait)
        found = batches.run(schedule, at_once=now)
    finally:
        progress.ended()
        tell(engine, book)
    give_sign(book, found)
    if json:
        print_json({"schedule": schedule, "exit_code": gravest(found), "runs": runs_of(found)})
    elif not found and not quiet:
        print(nothing_due(planned))
    return gravest(found)


def tell(engine: Engine, book: ScheduleBook) -> None:
    """Tell whom the schedules name; what cannot be sent now is sent by a later batch."""
    try:
        for sentence in tell_people(engine, book):
            print(f"deskhand: {sentence}", file=sys.stderr)
    except DeskhandError as error:
        print(f"deskhand: Nobody could be told: {error.sentence()}", file=sys.stderr)


def give_sign(book: ScheduleBook, found: list[Ended]) -> None:
    """Tell a monitor outside that the batch was started, and whether it went well."""
    if book.signal is not None:
        fault = send_signal(book.signal, well=gravest(found) == ExitCode.OK)
        if fault is not None:
            print(f"deskhand: {fault}", file=sys.stderr)


def due_words(ended: Ended) -> str:
    """Of which due time a run came."""
    if ended.slot is None:
        return "left behind by an earlier batch"
    return f"due {near(ended.slot, datetime.now(UTC), ended.planned.schedule)}"


def nothing_due(planned: Planned) -> str:
    """Why nothing was run."""
    coming = next_words(planned.schedule, datetime.now(UTC))
    told = f"Nothing is due of {planned.schedule.name}."
    more = f"Next: {coming}. " if coming else ""
    return f"{told} {more}Run it all the same: deskhand batch {planned.schedule.name} --now"


def runs_of(found: list[Ended]) -> list[dict[str, object]]:
    """What came of each due time, for a program."""
    return [
        {
            "schedule": one.planned.schedule.name,
            "due": one.slot,
            "fault": one.fault.sentence() if one.fault is not None else None,
            **(as_object(one.result) if one.result is not None else {}),
        }
        for one in found
    ]
