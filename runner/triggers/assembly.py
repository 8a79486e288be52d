"""The triggers of a workspace, built from what `schedules.yaml` says of them."""

from pathlib import Path

from runner.errors import InputError
from runner.run.engine import Engine
from runner.schedules.book import ScheduleBook
from runner.schedules.trigger_entries import TriggerEntry
from runner.store.leases import new_worker_name
from runner.triggers.folder import FolderTrigger
from runner.triggers.starting import Starter, Turning, usual_turn
from runner.triggers.trigger import Tell, Trigger
from runner.yaml_wording import did_you_mean


class UnknownResourceError(InputError):
    """A trigger needs a resource that the file does not name."""

    def __init__(self, trigger: str, name: str, book: ScheduleBook) -> None:
        super().__init__(
            f"Trigger {trigger!r} in {book.file} needs {name!r}, which is not among `resources:`.",
            hint=did_you_mean(name, book.resources),
        )


def triggers_of(book: ScheduleBook, engine: Engine, tell: Tell) -> list[Trigger]:
    """The triggers of the file, each to be run in a thread of its own.

    Raises:
        DeskhandError: a trigger cannot work as it is written: an unknown bot or resource, say.
    """
    return [trigger_of(name, entry, book, engine, tell) for name, entry in book.triggers.items()]


def trigger_of(
    name: str, entry: TriggerEntry, book: ScheduleBook, engine: Engine, tell: Tell
) -> Trigger:
    """One trigger.

    Raises:
        DeskhandError: it cannot work as it is written.
    """
    starter = starter_of(name, entry, book, engine)
    return FolderTrigger(name, folder_of(engine, entry), engine, starter, tell)


def folder_of(engine: Engine, entry: TriggerEntry) -> Path:
    """The folder of a trigger; a relative one lies in the workspace."""
    return engine.workspace.root / Path(entry.folder or "").expanduser()


def starter_of(name: str, entry: TriggerEntry, book: ScheduleBook, engine: Engine) -> Starter:
    """What begins the runs of a trigger."""
    for one in entry.needs:
        if one not in book.resources:
            raise UnknownResourceError(name, one, book)
    engine.workspace.load_bot(entry.bot)
    needs = {one: book.resources[one] for one in entry.needs}
    return Starter(name, engine, entry, new_worker_name(), needs=needs, turn=turning(entry, book))


def turning(entry: TriggerEntry, book: ScheduleBook) -> Turning:
    """When what arrives has its turn."""
    del book
    return usual_turn
