"""`deskhand store`: check, migrate, back up, restore, move, forget; make the fleet's jobs again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from runner.account import who
from runner.cli.parsing import at_least, command_app
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace, say_waiting, settings_of
from runner.cli.printing import local, print_json, print_table
from runner.cli.settings_file import what_to_change, write_store_line
from runner.dispatch.upkeep import look_at_jobs, migrate_jobs
from runner.dispatch.upkeep import rebuild_jobs as rebuild
from runner.errors import ExitCode
from runner.evidence.folder import remove_evidence
from runner.store.backup import back_up
from runner.store.checking import Gravity, exit_code
from runner.store.checking import check as check_store
from runner.store.copying import Progress
from runner.store.database import Database, Waits, connect_database, open_database
from runner.store.forgetting import forget as forget_runs
from runner.store.forgetting import plan_forgetting
from runner.store.migrating import migrate as migrate_store
from runner.store.migrating import plan_migration
from runner.store.moving import Move, opened_target, plan_move
from runner.store.moving import move as move_store
from runner.store.restoring import Restoration, Restorer
from runner.vault.store_password import locate_store

app = command_app("store")

COLOURS = {Gravity.GOOD: "green", Gravity.ATTENTION: "yellow", Gravity.BAD: "bold red"}

DryRunOption = Annotated[
    bool, Parameter(name="--dry-run", negative="", help="Say what would happen, and do nothing.")
]


@app.command
def check(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Look at schema, integrity, durability, work of the dead, open steps and free space.

    Changes nothing. Exit code 0: all is well; 1: somebody should see to something; 4: work must
    not go on.
    """
    with connected(workspace, say_waiting) as database:
        remarks = check_store(database)
        if exit_code(remarks) is not ExitCode.ENVIRONMENT:
            remarks += look_at_jobs(database)
        name = database.name
    if json:
        print_json(remarks)
    else:
        print(name)
        rows = [
            (remark.name, Text(remark.gravity.value, style=COLOURS[remark.gravity]),
             remark.message, remark.remedy)
            for remark in remarks
        ]  # fmt: skip
        print_table(("", "", "", "remedy"), rows, empty="")
    return exit_code(remarks)


@app.command
def migrate(
    *,
    dry_run: DryRunOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Bring the store to the schema of this version, while nobody works with it.

    A copy of a store that is a file is kept beside it. Of a PostgreSQL database take a dump first.
    """
    with connected(workspace) as database:
        done = plan_migration(database) if dry_run else migrate_store(database)
        jobs = migrate_jobs(database, dry_run=dry_run)
    verb = "Would bring" if dry_run else "Brought"
    if json:
        print_json(done)
        return ExitCode.OK
    if jobs:
        print(f"{verb} the tables of jobs to {jobs[-1]}.")
    if not done.needed:
        print(f"The store {done.store} has schema {done.schema} already; nothing to do.")
    else:
        print(f"{verb} {done.store} from schema {done.found or 'none'} to {done.schema}.")
        if done.kept is not None:
            print(f"The file as it was: {done.kept}")
    return ExitCode.OK


@app.command
def backup(
    file: Path,
    /,
    *,
    force: Annotated[
        bool, Parameter(negative="", help="Replace a file that is there already.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Write the store into one file, as it stands at this instant; runs may go on meanwhile.

    Only you can read the file. It gets its name when it is complete and checked.

    Parameters
    ----------
    file
        Where to; an existing file is not replaced without --force.
    """
    with connected(workspace) as database, copying(quiet=json) as progress:
        done = back_up(database, file.absolute(), who(), force=force, progress=progress)
    if json:
        print_json(done)
    else:
        print(
            f"{done.file}: runs {done.rows['runs']}, items {done.rows['items']}, "
            f"{done.bytes // 1024} KiB, schema {done.schema}, as of {local(done.taken_at)}."
        )
    return ExitCode.OK


@app.command
def restore(
    file: Path,
    /,
    *,
    nothing_ran_since: Annotated[
        bool,
        Parameter(negative="", help="You are sure that nothing was worked after the backup."),
    ] = False,
    dry_run: DryRunOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Put a backup in the store's place; the present store is kept beside it.

    The backup does not know what was worked after it. So every item that was not finished then
    becomes in_doubt, and waits for a person, unless you say --nothing-ran-since.

    Parameters
    ----------
    file
        A file that `deskhand store backup` wrote.
    """
    with connected(workspace) as database, copying(quiet=json) as progress:
        restorer = Restorer(database, file.absolute(), who(), nothing_ran_since=nothing_ran_since)
        done = restorer.plan() if dry_run else restorer.restore(progress)
    if json:
        print_json(done)
    else:
        print("\n".join(said_of_restoration(done, dry_run=dry_run)))
    return ExitCode.OK


@app.command
def move(
    target: str,
    /,
    *,
    write_settings: Annotated[
        bool, Parameter(negative="", help="Change the line in settings.toml, too.")
    ] = False,
    dry_run: DryRunOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Move the store to another database: SQLite to PostgreSQL, or back, while nobody works.

    The store that it leaves can be used for runs no more.

    Parameters
    ----------
    target
        As `store` in settings.toml would say it: postgresql://user@host/database, or a file.
    """
    found = find_workspace(workspace)
    located = locate_store(target, found.root)
    with (
        opened_target(located, found.root, keep=not dry_run) as into,
        stored(workspace) as source,
        copying(quiet=json) as progress,
    ):
        done = plan_move(source, into) if dry_run else move_store(source, into, who(), progress)
    written = write_store_line(found.root, target) if write_settings and not dry_run else None
    if json:
        print_json(done)
    else:
        print("\n".join(said_of_move(done, found.root, target, written, dry_run=dry_run)))
    return ExitCode.OK


@app.command
def rebuild_jobs(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Make every job of the fleet again from the ledger, which knows what is to be done.

    Only a PostgreSQL store has jobs. Hosts may serve meanwhile: a job too many does nothing.
    """
    with stored(workspace) as database:
        made = rebuild(database)
    if json:
        print_json({"jobs": made})
    else:
        print(f"Made {made} jobs again from the ledger.")
    return ExitCode.OK


@app.command
def forget(
    *,
    older_than: Annotated[
        int, Parameter(validator=at_least(1), help="Days since the run has ended.")
    ],
    yes: Annotated[
        bool, Parameter(negative="", help="Do it; without this it is only said what it would be.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Forget what old runs entered: values, keys, journal, pictures, logs, results. For good.

    That they were entered is not forgotten: the same row fed again is still known. Runs with an
    item that is in doubt, waiting or unfinished are left as they are.
    """
    before = datetime.now(UTC) - timedelta(days=older_than)
    found = find_workspace(workspace)
    evidence = (found.root / settings_of(found).evidence).resolve()
    with stored(workspace) as database:
        done = plan_forgetting(database, before)
        if yes:
            for run in done.runs:
                remove_evidence(evidence, run)
            done = forget_runs(database, before, who())
    if json:
        print_json({"runs": done.runs, "items": done.items, "done": yes})
        return ExitCode.OK
    verb = "Forgot" if yes else "Would forget"
    print(
        f"{verb} {len(done.runs)} runs with {done.items} items that ended before {local(before)}."
    )
    if done.runs and not yes:
        print("This cannot be undone. Do it with --yes.")
    return ExitCode.OK


def said_of_restoration(done: Restoration, *, dry_run: bool) -> Iterator[str]:
    """What a restoration does, or did."""
    by = f" by {done.taken_by}" if done.taken_by else ""
    verb = "Would put" if dry_run else "Put"
    yield f"{verb} {done.file}, taken {local(done.taken_at)}{by}, in the place of {done.store}."
    if done.kept is not None:
        yield f"The store as it was before: {done.kept}"
    if done.doubted:
        verb = "that would be" if dry_run else "that are"
        yield f"Items that were not finished then, {verb} in doubt now: {done.doubted}"
    yield "What was fed in after the backup is not in it: look before you feed it again."


def said_of_move(
    done: Move, root: Path, target: str, written: Path | None, *, dry_run: bool
) -> Iterator[str]:
    """What a move does, or did, and what is left to do."""
    rows = ", ".join(f"{name} {count}" for name, count in done.rows.items() if count)
    verb = "Would move" if dry_run else "Moved"
    yield f"{verb} {done.source} to {done.target}: {rows or 'no rows'}."
    if dry_run:
        return
    yield f"Left behind, and of no use for runs any more: {done.left}"
    if written is None:
        yield what_to_change(root, target)
    else:
        yield f"{written} says so now."


@contextmanager
def connected(folder: Path | None, looking: Waits | None = None) -> Iterator[Database]:
    """The workspace's store, whatever its schema is."""
    workspace = find_workspace(folder)
    database = connect_database(settings_of(workspace).store, workspace.root, looking)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def stored(folder: Path | None) -> Iterator[Database]:
    """The workspace's store, of this version's schema."""
    workspace = find_workspace(folder)
    database = open_database(settings_of(workspace).store, workspace.root)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def copying(*, quiet: bool) -> Iterator[Progress]:
    """A bar for every table on a terminal's standard error; elsewhere nothing."""
    from rich.console import Console
    from rich.progress import Progress as Bars

    console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())
    with Bars(console=console, transient=True) as bars:
        tasks = {}

        def show(table: str, done: int, total: int) -> None:
            if table not in tasks:
                tasks[table] = bars.add_task(table, total=total)
            bars.update(tasks[table], completed=done)

        yield show
