"""How results workbook and report name things, so that both say the same."""

from datetime import datetime, tzinfo

from runner.item import ItemOutcome, ItemState

STATUS = {
    ItemState.DONE: "done",
    ItemState.REJECTED: "rejected",
    ItemState.FAILED: "failed",
    ItemState.IN_DOUBT: "in doubt",
    ItemState.WAITING: "waiting",
    ItemState.NEW: "not started",
    ItemState.WORKING: "not finished",
}
"""In the order of a summary."""


def anchor(outcome: ItemOutcome) -> str:
    """Where the report speaks of an item: its id, or its row when it never became one."""
    if outcome.item is not None:
        return f"item-{outcome.item}"
    return f"row-{outcome.source.row or 0}"


def local_time(moment: datetime, zone: tzinfo | None) -> datetime:
    """A moment on a person's clock; the machine's own zone where none is given."""
    return moment.astimezone(zone)


def message(outcome: ItemOutcome) -> str:
    """What to say of an item: its message, then what else a person should know."""
    return " ".join([part for part in (outcome.message, *outcome.notes) if part])
