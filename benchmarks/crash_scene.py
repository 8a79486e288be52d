"""A scene for crashes: a workspace, a store and a site of their own, and hosts that may be killed."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.crash_site import crash_site
from benchmarks.killing import Verdict, compare
from demo.ledger import entries
from runner.item import ItemState
from runner.run.failpoint import appended
from runner.store.outcomes import Wanted
from runner.store.runs import RunState
from runner.store.settling import Answer, settle
from runner.store.store import Store, open_store

WORKSPACE = Path(__file__).with_name("crash_workspace")
ROOT = Path(__file__).parent.parent

UNSETTLED = (ItemState.NEW, ItemState.WORKING)

HOSTS = 2
HOST_LIVES_SECONDS = 10.0

Process = subprocess.Popen[bytes]


@dataclass(slots=True)
class Scene:
    """One workspace with its store, one site with its ledger."""

    folder: Path
    address: str
    location: str
    """The store: a file, or a URL."""
    lease_seconds: float = 60.0

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    @property
    def second_entries(self) -> int:
        """Entries of a key that the ledger had already."""
        ledger = entries(self.ledger)
        return len(ledger) - len({entry.key for entry in ledger})

    @property
    def kills(self) -> int:
        """How many processes chance has killed."""
        noted = self.folder / "kills"
        return len(noted.read_text().splitlines()) if noted.exists() else 0

    def chance(self, probability: float, seed: int) -> str:
        """The failpoint order that kills by chance."""
        return f"*:{probability}:{seed}:{self.folder / 'kills'}"

    def feed(self, name: str, keys: Sequence[str]) -> Path:
        """Write a feed of cases."""
        file = self.folder / f"{name}.json"
        file.write_text(json.dumps([{"key": key} for key in keys]), encoding="utf-8")
        return file

    def begin(self, bot: str, keys: Sequence[str], *words: str, failpoint: str = "") -> Process:
        """`deskhand run`."""
        where = ("--from", str(self.feed(bot, keys)), "--option", f"address={self.address}")
        return self.deskhand("run", bot, *where, *words, failpoint=failpoint)

    def host(self, slots: int, failpoint: str = "") -> Process:
        """`deskhand workers`, until nothing is left to do."""
        words = ("workers", "--slots", str(slots), "--until-idle", "--quiet")
        return self.deskhand(*words, failpoint=failpoint)

    def deskhand(self, *words: str, failpoint: str = "") -> Process:
        """A command in this scene; what it says is kept in `output.txt`."""
        with (self.folder / "output.txt").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "runner", *words],
                cwd=self.workspace,
                env=os.environ | self._variables() | {"DESKHAND_FAILPOINT": failpoint},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def _variables(self) -> dict[str, str]:
        return {
            "DESKHAND_STORE": self.location,
            "DESKHAND_EVIDENCE": str(self.folder / "evidence"),
            "DESKHAND_LEASE_SECONDS": str(self.lease_seconds),
            "PYTHONPATH": str(ROOT),
        }

    def lose(self, host: Process) -> None:
        """SIGKILL a host and everything it started, at once, and note it."""
        if host.poll() is None:
            appended(self.folder / "kills", f"{host.pid} host\n")
        self.end(host)

    def end(self, host: Process) -> None:
        """End a process and everything it started, if it still is there."""
        with suppress(psutil.Error):
            for process in psutil.Process(host.pid).children(recursive=True):
                with suppress(psutil.Error):
                    process.kill()
        host.kill()
        host.wait()

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The scene's store, looked at from outside."""
        opened = open_store(self.location, self.workspace, self.folder / "evidence")
        try:
            yield opened
        finally:
            opened.close()

    def states(self) -> list[tuple[str, str]]:
        """Every item's key and state."""
        with self.store() as store:
            return [(item.key or "", item.state.value) for item in store.outcomes.find(Wanted())]

    def is_over(self) -> bool:
        """Whether every item is settled and every run has ended."""
        with self.store() as store:
            begun = store.runs.recent(100)
            left = (store.runs.counts(run.id)[state] for run in begun for state in UNSETTLED)
            return all(run.state is RunState.ENDED for run in begun) and not any(left)

    def verdict(self, keys: Sequence[str]) -> Verdict:
        """Every item against the site's own ledger."""
        states = self.states()
        verdict = compare(states, entries(self.ledger))
        missing = set(keys) - {key for key, _ in states}
        verdict.lost += sorted(missing)
        verdict.kills = self.kills
        return verdict

    def settle_doubts(self) -> int:
        """Say of every item in doubt what the ledger says; returns how many there were."""
        entered = {entry.key for entry in entries(self.ledger)}
        with self.store() as store:
            doubts = list(store.outcomes.find(Wanted(state=ItemState.IN_DOUBT)))
            for doubt in doubts:
                answer = Answer.ENTERED if doubt.key in entered else Answer.NOT_ENTERED
                store.runs.reopen(settle(store.database, int(doubt.item or 0), answer, "judge"))
        return len(doubts)


@contextmanager
def scene(
    folder: Path, location: str = "store.db", *, slow_ms: int = 20, lease_seconds: float = 60.0
) -> Iterator[Scene]:
    """A fresh scene in a folder that does not exist yet."""
    folder.mkdir(parents=True)
    shutil.copytree(WORKSPACE, folder / "workspace")
    with crash_site(folder / "ledger.jsonl", slow_ms) as address:
        yield Scene(folder, address, location, lease_seconds)


Work = Callable[[Scene, str, float], None]
"""Works a scene's items under a failpoint order until all are settled, or a time has come."""


def work_embedded(scene: Scene, failpoint: str, ends: float) -> None:
    """`deskhand resume`, as often as it takes."""
    while time.monotonic() < ends and not scene.is_over():
        finished(scene.deskhand("resume", failpoint=failpoint), ends)


def work_distributed(scene: Scene, failpoint: str, ends: float) -> None:
    """Two hosts of two slots each; one that has gone is started again.

    Under a failpoint order a whole host is lost from time to time: its every process at once.
    """
    serving: list[Process] = []
    lose_at = time.monotonic() + HOST_LIVES_SECONDS
    try:
        while time.monotonic() < ends and not scene.is_over():
            if failpoint and time.monotonic() > lose_at:
                lose_at = time.monotonic() + HOST_LIVES_SECONDS
                scene.lose(serving.pop(0))
            serving = [process for process in serving if process.poll() is None]
            serving += [scene.host(2, failpoint) for _ in range(HOSTS - len(serving))]
            time.sleep(0.3)  # noqa: TID251 - processes end, they do not call
    finally:
        for process in serving:
            finished(process, min(ends, time.monotonic() + 20))
            scene.end(process)


def finished(process: Process, ends: float) -> int:
    """The exit code of a process, which is ended when its time is over."""
    try:
        return process.wait(max(0.1, ends - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
