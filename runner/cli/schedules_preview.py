"""`deskhand schedules preview`: every due time until a day."""

import heapq
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Annotated

from cyclopts import Parameter

from runner.cli.book import book_of
from runner.cli.parsing import at_least
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import print_json
from runner.errors import ExitCode
from runner.schedules.schedule import After
from runner.schedules.wording import Preview, stamp
from runner.schedules.wording import preview as previewed

WEEK = timedelta(days=7)


def preview(
    schedule: str | None = None,
    /,
    *,
    until: Annotated[
        datetime | None, Parameter(help="A day, or a time of it; else a week from now.")
    ] = None,
    most: Annotated[int, Parameter(validator=at_least(1), help="Lines at most.")] = 200,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """List every due time until a day, in each schedule's zone, and those that are left out.

    Parameters
    ----------
    schedule
        Only this one.
    """
    book = book_of(find_workspace(workspace))
    wanted = [book.planned(schedule)] if schedule is not None else list(book.schedules.values())
    now = datetime.now(UTC)
    end = until.astimezone(UTC) if until is not None else now + WEEK
    coming = heapq.merge(
        *(previewed(one.schedule, now, end) for one in wanted), key=lambda one: one.due
    )
    found = list(islice(coming, most + 1))
    if json:
        print_json(
            [
                {"schedule": one.schedule.name, "due": one.due, "left_out": one.left_out}
                for one in found[:most]
            ]
        )
        return ExitCode.OK
    width = max((len(one.schedule.name) for one in found), default=0)
    for one in found[:most]:
        print(line(one, width))
    if not found:
        print(f"Nothing is due until {stamp(end.astimezone())}.")
    if len(found) > most:
        print(f"More follows; --most {most * 10} shows it.")
    for each in wanted:
        if isinstance(each.schedule.when, After):
            print(f"{each.schedule.name}: each time {each.schedule.when.schedule} has ended well.")
    return ExitCode.OK


def line(one: Preview, width: int) -> str:
    """A due time."""
    local = one.due.astimezone(one.schedule.zone)
    told = f"{stamp(local):<22} {one.schedule.zone.key}  {one.schedule.name:<{width}}"
    return f"{told}  left out: {one.left_out}" if one.left_out else told.rstrip()
