"""Telling people what came of schedules, through whatever `schedules.yaml` names."""

from datetime import UTC, datetime

from runner.notices.facts import Escalation
from runner.notices.rounds import tell_all
from runner.notices.sending import send_due
from runner.notices.telling import Outbox, outbox, tell_escalation
from runner.run.engine import Engine
from runner.schedules import forecast
from runner.schedules.book import ScheduleBook
from runner.schedules.entries import ScheduleEntry
from runner.schedules.trigger_entries import TriggerEntry
from runner.vault import open_vault


def tell_people(engine: Engine, book: ScheduleBook, *, promises: bool = True) -> list[str]:
    """Put what is new into the outbox, and send what is due; returns what could not be sent.

    `promises` says whether it is looked for items that will be late.

    Raises:
        DeskhandError: the store or the credentials cannot be used.
    """
    if not book.tell:
        return []
    now = datetime.now(UTC)
    store = engine.store()
    try:
        vault = open_vault(engine.workspace.root)
        box = outbox(store, book.tell, vault, engine.settings.console_address)
        tell_all(box, book, now)
        if promises:
            watch_promises(box, book, now)
        return list(send_due(store, book.tell, engine.settings, vault, now).errors)
    finally:
        store.close()


def watch_promises(box: Outbox, book: ScheduleBook, now: datetime) -> int:
    """Move due times by what was waited for customers, and tell of what will be late.

    Returns how many promises were told of.
    """
    entries = {name: one.entry for name, one in book.schedules.items()}
    promising: dict[str, ScheduleEntry | TriggerEntry] = {**entries, **book.triggers}
    if not any(entry.sla is not None for entry in promising.values()):
        return 0
    forecast.keep_clocks(box.store, book.calendars)

    def tell(one: forecast.Escalation) -> None:
        told = Escalation(
            one.name,
            one.run,
            book.zone,
            one.due,
            one.left,
            one.late,
            one.done_at,
            one.per_minute,
            one.reason,
            is_late=one.due <= now,
        )
        names = list(promising[one.name].tell) if one.name in promising else []
        tell_escalation(box, told, names, now=now)

    return forecast.escalate(box.store, now, tell)
