"""Telling people what came of schedules, through whatever `schedules.yaml` names."""

from datetime import UTC, datetime

from runner.notices.rounds import tell_all
from runner.notices.sending import send_due
from runner.notices.telling import outbox
from runner.run.engine import Engine
from runner.schedules.book import ScheduleBook
from runner.vault import open_vault


def tell_people(engine: Engine, book: ScheduleBook) -> list[str]:
    """Put what is new into the outbox, and send what is due; returns what could not be sent.

    Raises:
        DeskhandError: the store or the credentials cannot be used.
    """
    if not book.tell:
        return []
    now = datetime.now(UTC)
    store = engine.store()
    try:
        vault = open_vault(engine.workspace.root)
        tell_all(outbox(store, book.tell, vault), book, now)
        return list(send_due(store, book.tell, engine.settings, vault, now).errors)
    finally:
        store.close()
