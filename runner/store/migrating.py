"""Migrating: from one schema to the next, with a copy kept, while nobody works."""

from dataclasses import dataclass
from pathlib import Path

from runner.store.database import SCHEMA, Database, known_schema, schema_of
from runner.store.living import refuse_in_use
from runner.store.migrations import upgrade
from runner.store.sqlite import SqliteDatabase
from runner.store.sqlite_file import keep_beside


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration does, or did."""

    store: str
    found: str | None
    """The schema that the store had; None when it was empty."""
    schema: str
    """The schema that it has then."""
    kept: Path | None = None
    """The copy of the file as it was."""

    @property
    def needed(self) -> bool:
        """Whether there is anything to do."""
        return self.found != self.schema


def plan_migration(database: Database) -> Migration:
    """What `migrate` would do.

    Raises:
        NewerStoreError, MovedStoreError: it cannot be migrated.
        StoreInUseError: somebody works with it.
    """
    plan = Migration(database.name, known_schema(database), SCHEMA)
    if plan.needed and plan.found is not None:
        refuse_in_use(database, "migrated")
    return plan


def migrate(database: Database) -> Migration:
    """Bring a store up to the newest schema; it is wholly migrated or left as it was.

    Raises:
        NewerStoreError, MovedStoreError, StoreInUseError: as `plan_migration` says.
        NotWrittenError: there is no room for the copy.
        StoreUnusableError: the database failed.
    """
    plan = plan_migration(database)
    if not plan.needed:
        return plan
    kept = None
    if plan.found is not None and isinstance(database, SqliteDatabase):
        kept = keep_beside(database.file, f"schema-{plan.found}")
    with database.writing() as connection:
        database.prepare(connection)
        if schema_of(connection) != SCHEMA:  # another process may have been faster
            upgrade(connection)
    return Migration(plan.store, plan.found, plan.schema, kept)
