"""Dropped files and a process that is killed: each content becomes items once, nothing is lost."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from runner.cli.main import main
from runner.store.deliveries import DeliveryState
from runner.store.store import Store, open_store
from runner.store.tables import items
from tests.acceptance.conftest import ROOT, waited_for
from tests.unit.triggers.conftest import BOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ENTRY = {"folder": "in", "bot": "keep_value", "settle": "1s", "poll": "1s"}


class Inbox:
    """A workspace with a folder trigger, and what has become of what was dropped."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "mine"
        assert main(["new", "workspace", str(self.workspace)]) == 0
        (self.workspace / "bots" / "keep_value.py").write_text(BOT)
        self.folder = self.workspace / "in"
        self.folder.mkdir()
        self.database = folder / "store.db"
        self.log = folder / "trigger.log"

    def start(self, **entry: str) -> subprocess.Popen[bytes]:
        """Start the trigger's process."""
        words = [str(self.workspace), str(self.database), "inbox", json.dumps(ENTRY | entry)]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.acceptance.trigger_process", *words],
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    @contextmanager
    def running(self, **entry: str) -> Iterator[subprocess.Popen[bytes]]:
        before = self.ready()
        process = self.start(**entry)
        # One that is ended before it listens to signals ends by the signal.
        waited_for(lambda: self.ready() > before or process.poll() is not None)
        try:
            yield process
        finally:
            process.terminate()
            assert process.wait(60) == 0, self.log.read_text()

    def ready(self) -> int:
        """How often a process has said that it was."""
        return self.log.read_text().splitlines().count("ready") if self.log.exists() else 0

    def store(self) -> Store:
        return open_store(str(self.database), self.workspace, self.database.parent / "evidence")

    def values(self) -> Counter[str]:
        """Every value that became an item, and how often."""
        store = self.store()
        with store.database.reading() as connection:
            found = Counter(connection.execute(select(items.c.key)).scalars())
        store.close()
        return found

    def states(self) -> Counter[DeliveryState]:
        store = self.store()
        found = Counter(one.state for one in store.deliveries.recent(limit=100_000))
        store.close()
        return found

    def left(self) -> int:
        """Files that are neither done nor rejected."""
        # `os.walk` does not mind what goes away meanwhile.
        claimed = sum(len(files) for _, _, files in os.walk(self.folder / ".deskhand-work"))
        return claimed + len(next(os.walk(self.folder))[2])

    def ended(self) -> list[str]:
        """The names of the files that were taken in or put aside."""
        found = [*self.folder.glob("done/*.csv"), *self.folder.glob("rejected/*.csv")]
        return sorted(file.name for file in found)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def feed(*values: object) -> str:
    return "value\n" + "".join(f"{value}\n" for value in values)


def test_files_of_every_kind_of_arrival_are_taken_once(inbox: Inbox, tmp_path: Path) -> None:
    """Copied slowly, renamed in, copied twice, deleted under our feet."""
    big = tmp_path / "big.csv"
    with big.open("w") as made:
        made.write("value,filling\n1,\n")
        for number in range(2, 232):
            made.write(f"{number},{'x' * 1_000_000}\n")
    assert big.stat().st_size > 200 << 20
    with inbox.running():
        with big.open("rb") as source, (inbox.folder / "big.csv").open("wb") as slow:
            while piece := source.read(16 << 20):
                slow.write(piece)
                slow.flush()
                os.fsync(slow.fileno())
        (tmp_path / "renamed.csv").write_text(feed("renamed"))
        (tmp_path / "renamed.csv").rename(inbox.folder / "renamed.csv")
        for name in ("twice.csv", "twice (copy).csv"):
            (inbox.folder / name).write_text(feed("twice"))
        for number in range(20):
            (inbox.folder / f"gone{number}.csv").write_text(feed(f"gone{number}"))
            (inbox.folder / f"gone{number}.csv").unlink()
        (inbox.folder / "~$open.xlsx").write_text("a lock")
        waited_for(lambda: inbox.left() == 1 and len(inbox.ended()) == 4, 200)
        with (inbox.folder / "big again.csv").open("wb") as again, big.open("rb") as source:
            shutil.copyfileobj(source, again)
        waited_for(lambda: len(inbox.ended()) == 5, 100)

    said = inbox.log.read_text()
    wanted = [str(number) for number in range(1, 232)] + ["renamed", "twice"]
    assert inbox.values() == Counter(wanted), said
    assert inbox.states() == {DeliveryState.BEGUN: 3, DeliveryState.SEEN_BEFORE: 2}
    assert inbox.left() == 1
    assert list(inbox.folder.glob("rejected/*")) == []


def test_a_thousand_files_at_once_and_kills_at_random_instants(inbox: Inbox) -> None:
    chance = random.Random(20261122)
    contents = [feed(number) for number in range(900)]
    dropped = contents + chance.sample(contents, 90)
    for number, text in enumerate(dropped):
        (inbox.folder / f"f{number}.csv").write_text(text)
    for number in range(10):
        (inbox.folder / f"wrong{number}.csv").write_text(f"nothing,fits\n{number},2\n")
    kills = 0
    for _ in range(8):
        process = inbox.start(settle="1s")
        with suppress(subprocess.TimeoutExpired):
            process.wait(2 + chance.random() * 2)
        process.send_signal(signal.SIGKILL)
        kills += process.wait(30) == -signal.SIGKILL
    with inbox.running():
        waited_for(lambda: inbox.left() == 0, 240)

    said = inbox.log.read_text()
    assert kills == 8
    assert inbox.left() == 0, said
    assert inbox.values() == Counter(str(number) for number in range(900)), said
    states = inbox.states()
    assert states[DeliveryState.BEGUN] == 900
    # A note may be missing, or written twice, where the process died beside it; the file is there.
    assert len(inbox.ended()) == 1000
    assert len(list(inbox.folder.glob("rejected/*.csv"))) == 10
    assert len(said.splitlines()) < 300
