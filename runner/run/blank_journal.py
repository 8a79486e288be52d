"""A blank journal: in an item's first attempt nothing was entered before the first intent."""

from collections.abc import Mapping
from typing import Any

from runner.store.database import Database
from runner.store.items import Claim
from runner.store.journal import Journal, JournalEntry


class BlankJournal(Journal):
    """The journal for an item's first attempt; it is looked into once there is something in it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._is_blank = True

    def last(self, item: int, name: str, ordinal: int) -> JournalEntry | None:
        """The newest entry of the item's `ordinal`-th call of a step."""
        return None if self._is_blank else super().last(item, name, ordinal)

    def open(self, item: int) -> list[JournalEntry]:
        """The item's intents whose outcome nobody knows yet."""
        return [] if self._is_blank else super().open(item)

    def intend(
        self, claim: Claim, name: str, ordinal: int, digest: str, arguments: Mapping[str, Any]
    ) -> int:
        """Put an intent on disk, synced; returns the entry's number.

        Raises:
            LostItemError, FullDiskError: as for every journal.
        """
        self._is_blank = False
        return super().intend(claim, name, ordinal, digest, arguments)


def journal_for(claim: Claim, journal: Journal, database: Database) -> Journal:
    """The journal to work an attempt with: three looks less where there can be nothing to see."""
    return BlankJournal(database) if claim.number == 1 else journal
