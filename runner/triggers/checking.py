"""Checks triggers before anything is started: what they name is there, and fits together."""

from collections.abc import Iterator

from runner.errors import InputError
from runner.run.engine import Engine
from runner.schedules.book import ScheduleBook
from runner.schedules.trigger_entries import TriggerEntry
from runner.settings import Settings
from runner.triggers.assembly import folder_of, trigger_of
from runner.triggers.trigger import Problem
from runner.triggers.web_door import Doors
from runner.triggers.webhook import LISTEN
from runner.workspace import Workspace


class NoFolderError(InputError):
    """The folder of a trigger is not there."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"the folder {folder!r} is not there.",
            hint="Make it, or mount it, before it is served.",
        )


class SamePathError(InputError):
    """Two triggers wait for requests at the same place."""

    def __init__(self, other: str, path: str) -> None:
        super().__init__(
            f"trigger {other!r} waits for requests at {path}, too.", hint="Give one another path."
        )


def trigger_errors(
    name: str, entry: TriggerEntry, book: ScheduleBook, workspace: Workspace
) -> Iterator[InputError]:
    """Everything that keeps a trigger from working on this machine, but missing credentials."""
    engine = Engine(workspace, Settings())
    try:
        trigger_of(name, entry, book, engine, unheard, Doors())
    except InputError as error:
        yield error
    if entry.folder is not None and not folder_of(engine, entry).is_dir():
        yield NoFolderError(entry.folder)
    if entry.webhook is not None:
        for other, each in book.triggers.items():
            if other < name and door(each) == door(entry):
                yield SamePathError(other, entry.webhook)


def door(entry: TriggerEntry) -> tuple[str, str | None]:
    """Where requests for a trigger come in."""
    return entry.listen or LISTEN, entry.webhook


def unheard(problem: Problem) -> None:
    """Nothing is started, so that nothing is told."""
    del problem
