"""Kills a run and everything it starts, has it resumed, and asks the CRM's ledger what happened."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from demo.ledger import Entry, duplicates, entries

ROOT = Path(__file__).parent.parent
WORKBOOK = ROOT / "demo" / "customers.xlsx"
PASSWORD = "sweep"

TARGETS = ("worker", "browser", "driver", "supervisor")
PROGRAM_TARGETS = ("worker", "program", "display", "supervisor")
"""What is killed of a run that works a program with windows."""
KILLED = -signal.SIGKILL


@dataclass(slots=True)
class Verdict:
    """What a sweep found. All but `in_doubt` and `kills` must be 0."""

    kills: int = 0
    lost: list[str] = field(default_factory=list)
    """Valid rows that have neither a final state nor are in doubt."""
    twice: list[str] = field(default_factory=list)
    """Customers that the ledger has more than once, of items that were not in doubt."""
    phantom: list[str] = field(default_factory=list)
    """Items marked done that the ledger does not have."""
    silent: list[str] = field(default_factory=list)
    """Customers in the ledger whose item is neither done nor in doubt."""
    orphans: list[str] = field(default_factory=list)
    """Processes of the sweep that still live at its end."""
    states: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Verdict") -> None:
        """Count another sweep in."""
        self.kills += other.kills
        for name in ("lost", "twice", "phantom", "silent", "orphans"):
            getattr(self, name).extend(getattr(other, name))
        self.states += other.states

    @property
    def bad(self) -> int:
        """Everything that must not happen."""
        kinds = (self.lost, self.twice, self.phantom, self.silent, self.orphans)
        return sum(len(kind) for kind in kinds)


@dataclass(slots=True)
class Sweep:
    """One feed, one app with a ledger, one store, in a folder of their own."""

    folder: Path
    rows: int
    address: str = ""
    feed: Path = WORKBOOK
    bot: str = "update_contact"
    app: str = "crm"
    words: tuple[str, ...] = ()
    """More words for `deskhand run`."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """More variables of its environment."""

    @property
    def ledger(self) -> Path:
        """What the CRM says was entered."""
        return self.folder / "ledger.jsonl"

    @property
    def environment(self) -> dict[str, str]:
        """Store, evidence, credentials and temporary files of this sweep alone."""
        scratch = self.folder / "tmp"
        scratch.mkdir(exist_ok=True)
        return os.environ | {
            "DESKHAND_STORE": str(self.folder / "store.db"),
            "DESKHAND_EVIDENCE": str(self.folder / "evidence"),
            "DESKHAND_PICTURES": "failure",
            "DESKHAND_LEARN": "false",
            f"{self.app.upper()}_USERNAME": "demo",
            f"{self.app.upper()}_PASSWORD": PASSWORD,
            "TMPDIR": str(scratch),
            **self.variables,
        }

    def start(self, failpoint: str = "") -> subprocess.Popen[bytes]:
        """`deskhand run`, as a person starts it."""
        words = ["run", self.bot, "--from", str(self.feed), "--limit", str(self.rows)]
        where = f"{self.app}={self.address}"
        return self._deskhand([*words, "--address", where, *self.words], failpoint)

    def resume(self, failpoint: str = "") -> subprocess.Popen[bytes]:
        """`deskhand resume`; a run that was killed before it had begun is started again."""
        return self._deskhand(["resume"], failpoint) if self.runs() else self.start(failpoint)

    def runs(self) -> list[dict[str, Any]]:
        """The runs that the store has."""
        return self._asked(["runs"])

    def items(self) -> list[dict[str, Any]]:
        """Every item that the store has."""
        return self._asked(["items", "--limit", "0"])

    def _asked(self, words: list[str]) -> list[dict[str, Any]]:
        asked = self._deskhand([*words, "--json"], output=subprocess.PIPE)
        found: list[dict[str, Any]] = json.loads(asked.communicate()[0])
        return found

    def _deskhand(
        self, words: list[str], failpoint: str = "", output: int | None = None
    ) -> subprocess.Popen[bytes]:
        with (self.folder / "output.txt").open("ab") as file:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "runner", *words],
                cwd=ROOT,
                env=self.environment | {"DESKHAND_FAILPOINT": failpoint},
                stdin=subprocess.DEVNULL,
                stdout=output or file,
                stderr=file,
            )


@contextmanager
def sweeping(
    folder: Path, rows: int, faults: Mapping[str, object] | None = None
) -> Iterator[Sweep]:
    """A sweep with its CRM running; the CRM is never killed, it is the witness.

    `faults` are the demo's switches, such as `{"slow_ms": 250}`.
    """
    folder.mkdir(parents=True)
    sweep = Sweep(folder, rows)
    switches = ("--faults", json.dumps(dict(faults or {})))
    crm = subprocess.Popen(
        [sys.executable, "-m", "demo", "--port", "0", "--ledger", str(sweep.ledger), *switches],
        cwd=ROOT,
        env=os.environ | {"DEMO_PASSWORD": PASSWORD},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        sweep.address = json.loads(crm.stdout.readline() if crm.stdout else "")["address"]
        yield sweep
    finally:
        crm.terminate()
        crm.communicate()


Scene = Callable[[Path, int], AbstractContextManager[Sweep]]
"""Opens a sweep in a folder, over so many rows."""


def sweep_failpoint(
    folder: Path, name: str, number: int, rows: int = 4, scene: Scene = sweeping
) -> Verdict:
    """Kill the process that passes a failpoint for the n-th time; then have the run resumed."""
    with scene(folder, rows) as sweep:
        order = f"{name}:{number}:{folder / 'fired'}"
        process = sweep.start(order)
        while process.wait() == KILLED:
            process = sweep.resume(order)
        finish(sweep)
        return judge(sweep, kills=int((folder / "fired").exists()))


def sweep_random(folder: Path, kills: int, rows: int, seed: int, feeds: int) -> Verdict:
    """Kill worker, browser, driver or supervisor at random instants.

    A feed that is worked to its end is followed by another, `feeds` at most, until `kills`
    processes of a working run were killed: killing idle ones proves nothing.
    """
    verdict = Verdict()
    for number in range(feeds):
        left = kills - verdict.kills
        if left > 0:
            verdict.add(sweep_feed(folder / str(number), left, rows, seed + number))
    return verdict


def sweep_feed(
    folder: Path,
    kills: int,
    rows: int,
    seed: int,
    *,
    scene: Scene = sweeping,
    targets: Sequence[str] = TARGETS,
) -> Verdict:
    """Kill at random instants of one feed, until `kills` are reached or it has come to its end."""
    chance = random.Random(seed)
    with scene(folder, rows) as sweep:
        process = sweep.start()
        done = 0
        while done < kills:
            before = worked(sweep)
            wait_for_progress(sweep, process, before)
            time.sleep(chance.uniform(0, 1.5))  # noqa: TID251 - the random instant itself
            if process.poll() is None and kill(process, chance.choice(targets)):
                done += 1
            if process.poll() is not None:
                if ended(sweep):
                    break
                process = sweep.resume()
        process.wait()
        finish(sweep)
        return judge(sweep, kills=done)


def finish(sweep: Sweep) -> None:
    """Resume until nothing is left to do."""
    for _ in range(5):
        sweep.resume().wait()
        if ended(sweep):
            return


def ended(sweep: Sweep) -> bool:
    """Whether nothing is left to be worked."""
    runs = sweep.runs()
    return bool(runs) and all(run["state"] == "ended" for run in runs)


def worked(sweep: Sweep) -> int:
    """How many customers the ledger has."""
    return len(entries(sweep.ledger))


def wait_for_progress(
    sweep: Sweep, process: subprocess.Popen[bytes], before: int, limit: float = 30.0
) -> None:
    """Wait until the ledger grows, the process ends, or the limit is over."""
    ends = time.monotonic() + limit
    while time.monotonic() < ends and process.poll() is None and worked(sweep) <= before:
        time.sleep(0.02)  # noqa: TID251 - the ledger is a file, it does not call


def kill(process: subprocess.Popen[bytes], target: str) -> bool:
    """SIGKILL one process of the run; False when there is none of that kind right now."""
    try:
        if target == "supervisor":
            process.kill()
            process.wait()
            return True
        family = psutil.Process(process.pid).children(recursive=True)
        chosen = [each for each in family if kind_of(each) == target]
        for each in chosen[:1]:
            each.kill()
        return bool(chosen)
    except psutil.Error:
        return False


def kind_of(process: psutil.Process) -> str:
    """Worker, driver (Playwright's), browser, program or display."""
    try:
        words = process.cmdline()
    except psutil.Error:
        return ""
    if "work" in words and "runner" in words:
        return "worker"
    if any("playwright" in word for word in words[:2]):
        return "driver"
    if "demo.erp" in words:
        return "program"
    if words and Path(words[0]).name == "Xvfb":
        return "display"
    if any(word.startswith("--user-data-dir") for word in words):
        return "" if any(word.startswith("--type=") for word in words) else "browser"
    return ""


def judge(sweep: Sweep, kills: int) -> Verdict:
    """Compare every item with the CRM's own ledger."""
    items = sweep.items()
    states = [(str(item["key"] or ""), str(item["state"])) for item in items]
    verdict = compare(states, entries(sweep.ledger))
    verdict.kills = kills
    verdict.lost += ["row"] * (sweep.rows - len(items))
    verdict.orphans = orphans(sweep)
    return verdict


def compare(items: Sequence[tuple[str, str]], ledger: Sequence[Entry]) -> Verdict:
    """What the items' keys and states say, against what was really entered."""
    entered = {entry.key for entry in ledger}
    state = {key: found for key, found in items if key}
    verdict = Verdict(states=Counter(found for _, found in items))
    final = {"done", "rejected", "failed", "in_doubt"}
    verdict.lost = [key for key, found in state.items() if found not in final]
    verdict.phantom = [k for k, found in state.items() if found == "done" and k not in entered]
    again = {entry.key for entry in duplicates(ledger)}
    verdict.twice = [key for key in again if state.get(key) != "in_doubt"]
    verdict.silent = [key for key in entered if state.get(key) not in {"done", "in_doubt"}]
    return verdict


def orphans(sweep: Sweep) -> list[str]:
    """Processes with this sweep's folder in their command line that outlived it by 10 s."""
    ends = time.monotonic() + 10
    while True:
        found = []
        for process in psutil.process_iter(["cmdline", "status"]):
            words = process.info["cmdline"] or []
            if str(sweep.folder) in " ".join(words) and "demo" not in words:
                found.append(" ".join(words)[:100])
        if not found or time.monotonic() > ends:
            return found
        time.sleep(0.2)  # noqa: TID251 - processes end, they do not call
