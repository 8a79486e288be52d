"""Side by side: Deskhand and job queues on the same screen, under the same kills."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.contestants import (
    CONTESTANTS,
    Contestant,
    ContestantError,
    Place,
    install,
    serving,
)
from benchmarks.crash_site import crash_site
from benchmarks.figures import Benchmark, Figures
from benchmarks.postgresql import Server, programs, server
from demo.ledger import duplicates, entries

CHANCE = 0.03
"""That a worker is killed before the act, and after it."""

LOOK_SECONDS = 0.3
ASK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is to be done, and for how long."""

    items: int
    outages: int
    """How often everything that a contestant has started is killed at once, evenly over the keys."""
    quiet: float
    """After so many seconds without an entry nothing more is expected."""
    seconds: float


SHORT = Extent(12, 1, 15.0, 40.0)
FULL = Extent(200, 4, 45.0, 240.0)


@dataclass(slots=True)
class Race:
    """One contestant at work in its place."""

    contestant: Contestant
    place: Place
    keys: Sequence[str]
    extent: Extent
    outages: int = 0
    last_entry: float = 0.0
    """Seconds from the start to the entry of the last key that was new."""

    @property
    def ledger(self) -> Path:
        return self.place.folder / "ledger.jsonl"

    def run(self) -> None:
        """Work, with everything killed at once from time to time, until nothing more is expected."""
        began = time.monotonic()
        ask_at = began
        working: list[subprocess.Popen[bytes]] = []
        known = 0
        try:
            while not self._expects_nothing(time.monotonic() - began):
                time.sleep(LOOK_SECONDS)  # noqa: TID251 - processes end, they do not call
                now = time.monotonic()
                if self._outage_is_due(known):
                    self.outages += 1
                    end(working)
                working = [process for process in working if process.poll() is None]
                missing = self.contestant.processes - len(working)
                command = self.contestant.work(self.place)
                working += [self.place.start(command) for _ in range(missing)]
                found = len({entry.key for entry in entries(self.ledger)})
                if found > known:
                    known, self.last_entry = found, now - began
                if self._may_be_done(found) and now > ask_at:
                    ask_at = now + ASK_SECONDS
                    if not self.contestant.left(self.place):
                        return
        finally:
            end(working)

    def _may_be_done(self, entered: int) -> bool:
        # A fast machine enters everything between two looks: the outage is then still to come.
        return entered == len(self.keys) and self.outages == self.extent.outages

    def _expects_nothing(self, seconds: float) -> bool:
        quiet = seconds - self.last_entry > self.extent.quiet
        return quiet or seconds > self.extent.seconds

    def _outage_is_due(self, entered: int) -> bool:
        each = len(self.keys) / (self.extent.outages + 1)
        return self.outages < self.extent.outages and entered >= each * (self.outages + 1)

    def figures(self) -> dict[str, float]:
        """What the site's ledger says, and what the contestant says is left."""
        ledger = entries(self.ledger)
        entered = {entry.key for entry in ledger}
        twice = {entry.key for entry in duplicates(ledger)}
        left, doubts = self.contestant.left(self.place), self.contestant.doubts(self.place)
        kills = self.place.folder / "kills"
        return {
            "lost": len(set(self.keys) - entered - left - doubts),
            "doubled": len(twice),
            "silent_doubles": len(twice - doubts),
            "stuck": len(left),
            "in_doubt": len(doubts),
            "kills": len(kills.read_text().splitlines()) if kills.exists() else 0,
            "outages": self.outages,
            "seconds": self.last_entry,
        }


def end(working: Sequence["subprocess.Popen[bytes]"]) -> None:
    """SIGKILL programs and all that they have started."""
    for process in working:
        with suppress(psutil.Error):
            for child in psutil.Process(process.pid).children(recursive=True):
                with suppress(psutil.Error):
                    child.kill()
        process.kill()
        process.wait()


def run(short: bool) -> Figures:
    """One contestant after another; a peer that cannot be installed is left out, and says why."""
    extent = SHORT if short else FULL
    chosen = [each for each in CONTESTANTS if not short or not each.packages]
    folder = Path(tempfile.mkdtemp(prefix="deskhand-peers-"))
    figures: dict[str, float | str] = {}
    with ExitStack() as stack:
        running = stack.enter_context(server()) if programs() is not None else None
        for contestant in chosen:
            try:
                found = raced(contestant, folder / contestant.name, running, extent)
            except ContestantError as missing:
                figures[contestant.name] = f"skipped: {missing}"
            else:
                figures |= {f"{contestant.name}.{what}": each for what, each in found.items()}
                print(f"{contestant.name}: {json.dumps(found)}", file=sys.stderr)
    if short:
        left_out = (each for each in CONTESTANTS if each not in chosen)
        figures |= {each.name: "left out of the short form" for each in left_out}
    shutil.rmtree(folder, ignore_errors=True)
    return figures


def raced(
    contestant: Contestant, folder: Path, running: Server | None, extent: Extent
) -> dict[str, float]:
    """Have one contestant enter so many keys.

    Raises:
        ContestantError: it cannot be used here.
    """
    folder.mkdir(parents=True)
    install(contestant)
    keys = [f"case-{number:04d}" for number in range(extent.items)]
    (folder / "keys.json").write_text(json.dumps(keys), encoding="utf-8")
    with (
        crash_site(folder / "ledger.jsonl") as site,
        serving(contestant, folder, running) as address,
    ):
        race = Race(contestant, Place(folder, site, address, CHANCE), keys, extent)
        contestant.submit(race.place, keys)
        race.run()
        return race.figures()


OURS = [each.name for each in CONTESTANTS if not each.packages]
BENCHMARK = Benchmark(
    name="peers",
    summary="Deskhand and job queues on the same screen, under the same kills",
    goals={f"{name}.{what}": 0.0 for name in OURS for what in ("lost", "silent_doubles", "stuck")},
    run=run,
    notes="""Workers die before the act and after it with 3 % each; and from time to time all that a
contestant has started is killed at once. `lost`: not entered, and it says that nothing is left.
`stuck`: it has not finished with it when nothing was entered for a while. Settings: docs/reliability.md.""",
)
