"""Somebody sets the clock while a batch is at work: no lease is stolen, and nothing is entered twice."""

import shutil
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from runner.store.store import open_store
from runner.store.tables import attempts
from tests.acceptance.conftest import Deskhand, waited_for
from tests.acceptance.test_fleet import BOT, Start, book, rows, start

__all__ = ["start"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(sys.platform != "linux", reason="the clock is moved by Linux means"),
]

ITEMS = 60
DAY, HOUR = 86_400, 3600


class Clock:
    """The clock of the processes that a test starts."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.move(0)

    def move(self, seconds: int) -> None:
        """As far as it is off from now on."""
        fresh = self._file.with_suffix(".fresh")
        fresh.write_text(str(seconds))
        fresh.replace(self._file)


@pytest.fixture
def clock(tmp_path: Path, places: dict[str, str]) -> Clock:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("There is no C compiler (`cc`) to build the clock with that is moved.")
    library = tmp_path / "moved_clock.so"
    source = Path(__file__).with_name("moved_clock.c")
    words = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source)]
    subprocess.run(words, check=True)
    made = Clock(tmp_path / "moved")
    places |= {"LD_PRELOAD": str(library), "MOVED_CLOCK": str(tmp_path / "moved")}
    return made


@pytest.fixture
def workspace(tmp_path: Path, deskhand: Deskhand, places: dict[str, str]) -> Path:
    folder = tmp_path / "workspace"
    assert deskhand("new", "workspace", str(folder)).code == 0
    (folder / "bots" / "enter_line.py").write_text(BOT)
    places |= {"BOOK": str(tmp_path / "book"), "DESKHAND_WORKSPACE": str(folder)}
    # Short leases, so that every one is renewed while the clock stands wrong.
    places["DESKHAND_LEASE_SECONDS"] = "6"
    return folder


def tries(places: dict[str, str], folder: Path) -> Counter[int]:
    """How many attempts each item had."""
    store = open_store(places["DESKHAND_STORE"], folder, folder)
    try:
        with store.database.reading() as connection:
            return Counter(connection.execute(select(attempts.c.item)).scalars())
    finally:
        store.close()


def test_the_clock_of_the_test_is_moved(clock: Clock, places: dict[str, str]) -> None:
    """Or all that follows would prove nothing."""
    said = []
    for seconds in (0, DAY):
        clock.move(seconds)
        words = "import datetime, time; print(datetime.datetime.now(), time.monotonic(), sep='/')"
        done = subprocess.run(
            [sys.executable, "-c", words],
            env=dict(places),
            capture_output=True,
            text=True,
            check=True,
        )
        said.append(done.stdout.split("/"))
    before, after = (datetime.fromisoformat(wall) for wall, _ in said)
    assert timedelta(days=1) <= after - before < timedelta(days=1, hours=1)
    assert float(said[1][1]) - float(said[0][1]) < HOUR


@pytest.mark.parametrize("moves", [(HOUR, 0, -HOUR, 0), (DAY, -DAY, 0)])
def test_no_lease_is_stolen_and_nothing_is_entered_twice(
    workspace: Path,
    deskhand: Deskhand,
    start: Start,
    places: dict[str, str],
    clock: Clock,
    moves: tuple[int, ...],
) -> None:
    file = rows(workspace, ITEMS, customers=ITEMS)
    assert deskhand("run", "enter_line", "--from", file, "--queue").code == 0
    hosts = [start("workers", "--slots", "2", "--until-idle", SLOW="0.6") for _ in range(2)]
    for number, seconds in enumerate(moves, 1):
        share = number * ITEMS // (len(moves) + 1)
        waited_for(lambda share=share: len(book(places)) >= share)
        clock.move(seconds)
    said = [host.communicate(timeout=120)[0] for host in hosts]

    assert [host.returncode for host in hosts] == [0, 0], said
    assert book(places) == Counter({f"lines{n}": 1 for n in range(ITEMS)})
    assert set(tries(places, workspace).values()) == {1}, said
    assert not any("taken up again" in each for each in said)
