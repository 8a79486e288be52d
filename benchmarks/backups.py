"""Backups under load: taken while workers write, each restored into a fresh place and compared."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.crash_scene import Process, Scene, scene
from benchmarks.figures import Benchmark, Figures
from benchmarks.postgresql import NoServerError, server
from runner.errors import DeskhandError
from runner.store.backup import back_up
from runner.store.checking import Gravity, check
from runner.store.database import connect_database
from runner.store.outcomes import OutcomeStore, Wanted
from runner.store.restoring import Restorer
from runner.store.store import open_store

BOT = "enter_with_look"
WHO = "benchmark"
FINAL = ("done", "rejected", "failed")
SECONDS = 300.0
PAUSE_SECONDS = 0.2

Where = Callable[[Path], str]
"""Gives a fresh place for a store, by the folder that it may lie in."""


@dataclass(slots=True)
class Found:
    """What was wrong with backups."""

    taken: int = 0
    while_at_work: int = 0
    """Of those, how many were taken while items were still to be worked."""
    lost: list[str] = field(default_factory=list)
    """Items that had ended before a backup began, and have not in it."""
    invented: list[str] = field(default_factory=list)
    """Items that have ended in a backup, and in the store have not, or otherwise."""
    again: list[str] = field(default_factory=list)
    """Items that would be entered again after the restoration, without a question."""
    unsound: list[str] = field(default_factory=list)
    """Restorations that failed, and restored stores that are not sound."""


def run(short: bool) -> Figures:
    """Both stores."""
    items, count = (60, 4) if short else (1500, 50)
    folder = Path(tempfile.mkdtemp(prefix="deskhand-backups-"))
    found = {"embedded": backed_up(folder / "embedded", str, items, count)}
    missing: dict[str, str] = {}
    try:
        with server() as running:

            def fresh(_: Path) -> str:
                return running.fresh_database()

            found["postgresql"] = backed_up(folder / "postgresql", fresh, items, count)
    except NoServerError as error:
        missing["postgresql"] = f"skipped: {error}"
    figures = {
        f"{store}.{what}": figure
        for store, each in found.items()
        for what, figure in counted(each).items()
    }
    shutil.rmtree(folder)
    return figures | missing


def backed_up(folder: Path, where: Where, items: int, count: int) -> Found:
    """Take so many backups while the items are worked, and restore each."""
    found = Found()
    with scene(folder, where(Path("store.db"))) as stage:
        keys = [f"case-{number:05d}" for number in range(items)]
        stage.begin(BOT, keys, "--queue").wait()
        working = stage.host(2)
        ends = time.monotonic() + SECONDS
        try:
            while found.taken < count and time.monotonic() < ends:
                one_backup(stage, where, working, found)
                time.sleep(PAUSE_SECONDS)  # noqa: TID251 - what is at work does not call
        finally:
            stage.end(working)
    return found


def one_backup(stage: Scene, where: Where, working: Process, found: Found) -> None:
    """Take one and restore it."""
    found.taken += 1
    found.while_at_work += working.poll() is None and not stage.is_over()
    place = stage.folder / f"backup-{found.taken}"
    place.mkdir()
    before = dict(stage.states())
    with stage.store() as store:
        back_up(store.database, place / "backup.db", WHO)
    after = dict(stage.states())
    try:
        restored = states_after_restoring(place / "backup.db", where(place / "restored.db"), place)
    except DeskhandError as error:
        found.unsound.append(error.sentence())
        return
    compare(before, restored, after, found)
    shutil.rmtree(place)


def states_after_restoring(backup: Path, location: str, place: Path) -> dict[str, str]:
    """Restore a backup where nothing was; every item's state there.

    Raises:
        DeskhandError: it cannot be restored, or is not sound.
    """
    database = connect_database(location, place)
    try:
        Restorer(database, backup, WHO).restore()
    finally:
        database.close()
    store = open_store(location, place, place / "evidence")
    try:
        bad = [each.message for each in check(store.database) if each.gravity is Gravity.BAD]
        if bad:
            raise DeskhandError("; ".join(bad))
        return states(store.outcomes)
    finally:
        store.close()


def states(outcomes: OutcomeStore) -> dict[str, str]:
    """Every item's key and state."""
    return {item.key or "": item.state.value for item in outcomes.find(Wanted())}


def compare(
    before: Mapping[str, str], restored: Mapping[str, str], after: Mapping[str, str], found: Found
) -> None:
    """Compare a restored store with the one that was backed up, as it was before and after."""
    ended = {key: state for key, state in before.items() if state in FINAL}
    found.lost += [key for key, state in ended.items() if restored.get(key) != state]
    found.invented += [
        key for key, state in restored.items() if state in FINAL and after.get(key) != state
    ]
    found.again += [key for key, state in restored.items() if state in ("new", "working")]


def counted(found: Found) -> dict[str, float]:
    """The figures of one store."""
    for sentence in found.unsound[:5]:
        print(sentence, file=sys.stderr)
    figures = {name: float(len(getattr(found, name))) for name in WRONG}
    return figures | {"taken": found.taken, "while_at_work": found.while_at_work}


WRONG = ("lost", "invented", "again", "unsound")
STORES = ("embedded", "postgresql")

BENCHMARK = Benchmark(
    name="backups",
    summary="backups while workers write, each restored into a fresh place",
    goals={f"{store}.{name}": 0.0 for store in STORES for name in WRONG},
    least={f"{store}.while_at_work": 3 for store in STORES},
    run=run,
    notes="""`lost` had ended before the backup began and has not in it; `invented` has ended in it and not
in the store; `again` would be entered after the restoration without a person having been asked.""",
)
