"""The triggers of a workspace, built from what `schedules.yaml` says of them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from runner.errors import InputError
from runner.run.engine import Engine
from runner.run.promising import due_by
from runner.schedules.book import ScheduleBook
from runner.schedules.trigger_entries import TriggerEntry
from runner.store.intake import USUAL_TURN, Turn
from runner.store.leases import new_worker_name
from runner.triggers.finished import FinishedTrigger
from runner.triggers.folder import FolderTrigger
from runner.triggers.screen_list import ListTrigger
from runner.triggers.starting import Starter, Turning
from runner.triggers.trigger import Tell, Trigger
from runner.triggers.web_door import Doors
from runner.triggers.webhook import WebhookTrigger
from runner.yaml_wording import did_you_mean


class UnknownNameError(InputError):
    """A trigger names what the file does not have."""

    def __init__(
        self, trigger: str, section: str, name: str, book: ScheduleBook, known: Iterable[str]
    ) -> None:
        line = book.lines.get(("triggers", trigger))
        where = f"{book.file}, line {line}" if line is not None else str(book.file)
        super().__init__(
            f"Trigger {trigger!r} ({where}) names {name!r}, which is not among `{section}:`.",
            hint=did_you_mean(name, known),
        )


class NoMailExtraError(InputError):
    """A mailbox is to be looked at, and what speaks to mail servers is not installed."""

    def __init__(self, trigger: str) -> None:
        super().__init__(
            f"Trigger {trigger!r} looks at a mailbox, and the extra for that is not installed.",
            hint="Install it: pip install 'deskhand[mail]'",
        )


def triggers_of(book: ScheduleBook, engine: Engine, tell: Tell) -> list[Trigger]:
    """The triggers of the file, each to be run in a thread of its own.

    Raises:
        DeskhandError: a trigger cannot work as it is written: an unknown bot or resource, say.
    """
    doors = Doors()
    return [
        trigger_of(name, entry, book, engine, tell, doors) for name, entry in book.triggers.items()
    ]


def trigger_of(
    name: str, entry: TriggerEntry, book: ScheduleBook, engine: Engine, tell: Tell, doors: Doors
) -> Trigger:
    """One trigger; those of one process share its doors.

    Raises:
        DeskhandError: it cannot work as it is written.
    """
    starter = starter_of(name, entry, book, engine)
    if entry.kind == "folder":
        return FolderTrigger(name, folder_of(engine, entry), engine, starter, tell)
    if entry.kind == "webhook":
        return WebhookTrigger(name, engine, starter, doors, tell)
    if entry.kind == "finished":
        return FinishedTrigger(name, engine, starter, tell)
    if entry.kind == "list":
        return ListTrigger(name, engine, starter, tell, rules=book.apps)
    return mailbox_trigger(name, engine, starter, tell)


def mailbox_trigger(name: str, engine: Engine, starter: Starter, tell: Tell) -> Trigger:
    """A mailbox's trigger, where the extra is installed."""
    if find_spec("imap_tools") is None:
        raise NoMailExtraError(name)
    from runner.triggers.mailbox import MailboxTrigger  # an extra: `deskhand[mail]`

    return MailboxTrigger(name, engine, starter, tell)


def folder_of(engine: Engine, entry: TriggerEntry) -> Path:
    """The folder of a trigger; a relative one lies in the workspace."""
    return engine.workspace.root / Path(entry.folder or "").expanduser()


def starter_of(name: str, entry: TriggerEntry, book: ScheduleBook, engine: Engine) -> Starter:
    """What begins the runs of a trigger."""
    calendar = entry.sla.calendar if entry.sla is not None else None
    for section, names, known in (
        ("resources", entry.needs, book.resources),
        ("tell", entry.tell, book.tell),
        ("calendars", [] if calendar is None else [calendar], book.calendars),
    ):
        for one in names:
            if one not in known:
                raise UnknownNameError(name, section, one, book, known)
    engine.workspace.load_bot(entry.bot)
    needs = {one: book.resources[one] for one in entry.needs}
    return Starter(name, engine, entry, new_worker_name(), needs=needs, turn=turning(entry, book))


def turning(entry: TriggerEntry, book: ScheduleBook) -> Turning:
    """When what arrives has its turn, and by when it is to be done."""

    def turn() -> Turn:
        sla = entry.sla
        due = None if sla is None else due_by(sla, book.calendars, datetime.now(UTC))
        return Turn(entry.priority or USUAL_TURN.priority, due)

    return turn
