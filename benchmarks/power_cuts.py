"""Power cuts: what was not synced is dropped, at many instants; nothing acknowledged may be lost."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crash_scene import ROOT, Scene, scene
from benchmarks.figures import Benchmark, Figures
from benchmarks.power_trace import COMMAND, Call, Disk, calls
from runner.errors import DeskhandError
from runner.item import ItemOutcome, ItemState
from runner.run.channel import Message
from runner.store.checking import Gravity, check
from runner.store.outcomes import Wanted
from runner.store.store import open_store

SEED = 20261122
BOT = "enter_with_look"
FILE = "store.db"
SENT = b"key="
"""What a case is sent to the site as."""

ENDED = {state.value for state in ItemState} - {"new", "working", "waiting"}


@dataclass(frozen=True, slots=True)
class Told:
    """Something that others may rely on: an act was sent off, a step or an item has ended."""

    key: str
    what: str
    """`sent`, `step ended` or `item ended`."""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found after power cuts."""

    cuts: int
    told: int
    """What was relied on at the last of them."""
    lost: list[str]
    """What was told and is not there."""
    damaged: list[str]
    """Stores that cannot be opened, or are not sound."""


def run(short: bool) -> Figures:
    """Trace one run, then cut the power at many instants of it, in two ways."""
    items, cuts = (5, 40) if short else (60, 400)
    with tempfile.TemporaryDirectory(prefix="deskhand-power-") as folder:
        trace = traced(Path(folder), items)
        if trace is None:
            return dict.fromkeys(GROUPS, "skipped: no strace here: sudo apt-get install strace")
        scratch = Path(folder)
        dropped = cut(trace, scratch / "dropped", cuts // 2)
        torn = cut(trace, scratch / "torn", cuts - cuts // 2, torn=True)
        careless = cut(trace, scratch / "careless", 20, deaf_to="-wal")
    figures = {
        f"{name}.{what}": figure
        for name, found in zip(GROUPS, (dropped, torn), strict=True)
        for what, figure in counted(found).items()
    }
    return figures | {"unsynced_wal.lost": float(len(careless.lost))}


@dataclass(frozen=True, slots=True)
class Trace:
    """What a run did to its store, and told."""

    folder: Path
    """Where its store was."""
    calls: list[Call]


def traced(folder: Path, items: int) -> Trace | None:
    """Trace a run of two sessions from its first call to its last; None where nothing can."""
    if shutil.which("strace") is None:
        return None
    with scene(folder / "scene") as stage:
        keys = [f"case-{number:03d}" for number in range(items)]
        output = folder / "trace"
        subprocess.run(
            [*COMMAND, "-o", str(output), *command(stage, keys)],
            cwd=stage.workspace,
            env=os.environ | variables(stage),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        with output.open(encoding="ascii", errors="replace") as lines:
            return Trace(stage.workspace, [call for call in calls(lines) if matters(stage, call)])


def command(stage: Scene, keys: Sequence[str], *, sessions: int = 2) -> list[str]:
    """`deskhand run`, for a program that starts it."""
    words = ["run", BOT, "--from", str(stage.feed(BOT, keys)), "--sessions", str(sessions)]
    options = ["--option", f"address={stage.address}"]
    return [sys.executable, "-P", "-m", "runner", *words, *options]


def variables(stage: Scene) -> dict[str, str]:
    """Store, evidence and code of a scene."""
    return {
        "DESKHAND_STORE": stage.location,
        "DESKHAND_EVIDENCE": str(stage.folder / "evidence"),
        "PYTHONPATH": str(ROOT),
    }


def matters(stage: Scene, call: Call) -> bool:
    """Whether a call is to the store's folder, or tells somebody something."""
    return call.place.startswith((f"{stage.workspace}", "pipe:", "socket:"))


def cut(
    trace: Trace, scratch: Path, cuts: int, *, torn: bool = False, deaf_to: str = "\0"
) -> Found:
    """Cut the power at so many instants; `torn` lets chance write some of what was not synced."""
    chance = random.Random(SEED)
    instants = sorted(chance.choices(range(len(trace.calls) + 1), k=cuts))
    disk, told = Disk(str(trace.folder), deaf_to), list[Told]()
    lost, damaged = list[str](), list[str]()
    teller = Teller({})
    done = 0
    for number, instant in enumerate(instants):
        for call in trace.calls[done:instant]:
            disk.take(call)
            told += teller.told(call)
        done = max(done, instant)
        place = scratch / str(number)
        lay(place, disk.after_cut(chance if torn else None))
        try:
            lost += missing(place, told)
        except DeskhandError as error:
            damaged.append(f"after call {instant}: {error.sentence()}")
        shutil.rmtree(place)
    return Found(cuts, len(told), lost, damaged)


def lay(place: Path, files: Mapping[str, bytes]) -> None:
    """Lay a store's files into a folder, but for those that a new start makes anew."""
    place.mkdir(parents=True)
    for name, content in files.items():
        if name.startswith(FILE) and not name.endswith("-shm"):
            (place / name).write_bytes(content)


class DamagedError(DeskhandError):
    """A store is not sound after a power cut."""


def missing(place: Path, told: Sequence[Told]) -> Iterator[str]:
    """What was told and does not stand in the store that was found.

    Raises:
        DeskhandError: the store cannot be opened, or is not sound.
    """
    store = open_store(FILE, place, place / "evidence")
    try:
        for remark in check(store.database):
            if remark.gravity is Gravity.BAD:
                raise DamagedError(remark.message)
        found = {item.key: item for item in store.outcomes.find(Wanted())}
        yield from (f"{one.key}: {one.what} {one.state}" for one in told if not stands(found, one))
    finally:
        store.close()


def stands(found: Mapping[str | None, ItemOutcome], told: Told) -> bool:
    """Whether a store knows what was told."""
    item = found.get(told.key)
    if item is None:
        return False
    if told.what == "sent":
        return bool(item.steps)
    if told.what == "step ended":
        return told.state in {step.state for step in item.steps}
    return told.state not in ENDED or item.state.value == told.state


@dataclass(slots=True)
class Teller:
    """Understands what workers tell, and which case each is at."""

    at: dict[int, str]

    def told(self, call: Call) -> Iterator[Told]:
        """What a call tells others."""
        if call.name == "sendto" and call.data.startswith(SENT):
            yield Told(call.data.removeprefix(SENT).decode(), "sent")
        if call.name == "write" and call.place.startswith("pipe:"):
            for line in call.data.decode("utf-8", "replace").splitlines():
                yield from self._heard(call.process, Message.parse(line))

    def _heard(self, process: int, message: Message | None) -> Iterator[Told]:
        if message is None:
            return
        if message.event == "item":
            self.at[process] = message.data["key"]
        elif message.event == "item_ended":
            yield Told(message.data["key"], "item ended", message.data["state"])
        elif message.event == "step_ended":
            yield Told(self.at[process], "step ended", message.data["state"])


def counted(found: Found) -> dict[str, float]:
    """The figures of one way to cut."""
    for sentence in (*found.lost[:5], *found.damaged[:5]):
        print(sentence, file=sys.stderr)
    return {
        "lost": len(found.lost),
        "damaged": len(found.damaged),
        "cuts": found.cuts,
        "told": found.told,
    }


GROUPS = ("dropped", "torn")

BENCHMARK = Benchmark(
    name="power_cuts",
    summary="the power is cut: what was not synced is dropped, wholly or by chance (SQLite)",
    goals={f"{name}.{what}": 0.0 for name in GROUPS for what in ("lost", "damaged")},
    least={"unsynced_wal.lost": 1},
    run=run,
    notes="""`told` is what others relied on: acts that were sent off, steps and items that were said to
have ended. `unsynced_wal.lost` is how much of it the same cuts would lose if the log of the database
were not synced: the proof must notice that.""",
)
