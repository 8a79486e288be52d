"""`deskhand serve`: schedules and triggers start by themselves, and this host works."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Annotated

from cyclopts import Parameter

from runner.cli.book import book_of
from runner.cli.console import HERE, Place, served
from runner.cli.parsing import SESSIONS, command_app
from runner.cli.place import WorkspaceOption, open_engine
from runner.cli.stopping import wait_for_stop
from runner.cli.workers import KINDS, Lines
from runner.errors import ExitCode
from runner.run.serving import Service
from runner.run.serving import serve as work
from runner.schedules.book import Planned
from runner.schedules.wording import near, next_words, when_words
from runner.serve.hearing import Ended, Hearing, Passed
from runner.serve.house import House
from runner.serve.voice import Voice

app = command_app("serve")


class Talk(Hearing):
    """A line for each due time."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def begun(self, planned: Planned, slot: datetime, run: str) -> None:
        """A run was left to the fleet."""
        self._say(f"{named(planned, slot)}: run {run} has begun.")

    def ended(self, ended: Ended) -> None:
        """No run could be begun."""
        if ended.fault is not None and ended.slot is not None:
            self._say(f"{named(ended.planned, ended.slot)}: {ended.fault.sentence()}")

    def passed(self, passed: Passed) -> None:
        """A due time was not run."""
        self._say(f"{named(passed.planned, passed.slot)}: {passed.reason}.")


def named(planned: Planned, slot: datetime) -> str:
    """A due time of a schedule."""
    return f"{planned.schedule.name}, due {near(slot, datetime.now(UTC), planned.schedule)}"


@app.default
def serve(
    *,
    slots: Annotated[
        int, Parameter(validator=SESSIONS, help="Items worked at a time on this host.")
    ] = 1,
    no_work: Annotated[
        bool, Parameter(negative="", help="Only begin runs; `deskhand workers` works them.")
    ] = False,
    quiet: Annotated[bool, Parameter(negative="", help="Tell only what did not go well.")] = False,
    console: Annotated[bool, Parameter(negative="", help="Serve the console, too.")] = False,
    place: Place = HERE,
    workspace: WorkspaceOption = None,
) -> int:
    """Start schedules and triggers by themselves, and work what they begin.

    On as many hosts as you like: each due time and each file, mail or message is begun once.
    A changed schedules.yaml is read again. Ctrl-C or SIGTERM stops after the current steps.
    """
    engine = open_engine(workspace)
    book = book_of(engine.workspace)
    lines = Lines(quiet=quiet)
    for each in book.schedules.values():
        coming = next_words(each.schedule, datetime.now(UTC))
        told = f"; next: {coming}" if coming else ""
        lines.said(f"{each.schedule.name}: {when_words(each.schedule)}{told}")
    with Voice(engine.workspace.root, lines.said) as voice, ExitStack() as stack:
        if console:
            stack.enter_context(served(engine, place.where(), lines.said, voice, journal=True))
        house = House(engine, book, Talk(voice), voice)
        house.open()
        counted = f"{len(book.schedules)} schedules, {len(book.triggers)} triggers"
        lines.said(f"Serving: {counted}, {0 if no_work else slots} at a time; Ctrl-C stops.")
        try:
            if no_work:
                wait_for_stop()
            else:
                work(engine, Service(slots, KINDS), lines)
        finally:
            house.close()
        voice("Stopped.")
    return ExitCode.OK
