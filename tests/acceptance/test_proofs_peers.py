"""The race with the peers: its judge counts right, and Deskhand stands it in a small form."""

import sys
from pathlib import Path

import pytest

from benchmarks.contestants import CONTESTANTS, Contestant, Place
from benchmarks.peers import Extent, Race, raced
from demo.ledger import Ledger


def judged(folder: Path, entered: list[str], left: set[str], doubts: set[str]) -> dict[str, float]:
    contestant = Contestant(
        "somebody", lambda *_: None, lambda _: [], lambda _: left, doubts=lambda _: doubts
    )
    with Ledger(folder / "ledger.jsonl") as ledger:
        for number, key in enumerate(entered):
            ledger.append("update", key, record=f"E-{number}", request="", values={})
    race = Race(contestant, Place(folder, "", "", 0.0), list("abcde"), Extent(5, 0, 1, 1))
    return race.figures()


def test_lost_is_what_was_not_entered_and_nobody_has_any_more(tmp_path: Path) -> None:
    found = judged(tmp_path, ["a", "b", "b", "c", "c"], left={"d"}, doubts={"c"})

    assert (found["lost"], found["stuck"], found["in_doubt"]) == (1, 1, 1)
    assert (found["doubled"], found["silent_doubles"]) == (2, 1)


def test_everything_is_killed_also_when_all_is_entered_between_two_looks(tmp_path: Path) -> None:
    program = """
from pathlib import Path
from demo.ledger import Ledger
if not Path("ledger.jsonl").exists():
    with Ledger(Path("ledger.jsonl")) as ledger:
        for key in "abcde":
            ledger.append("update", key, record=key, request="", values={})
"""
    work = [sys.executable, "-c", program]
    contestant = Contestant("hasty", lambda *_: None, lambda _: work, lambda _: set())
    race = Race(contestant, Place(tmp_path, "", "", 0.0), list("abcde"), Extent(5, 1, 20.0, 60.0))

    race.run()

    assert (race.outages, race.figures()["lost"]) == (1, 0)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["deskhand", "deskhand_blind"])
def test_deskhand_loses_nothing_and_doubles_nothing_in_silence(tmp_path: Path, name: str) -> None:
    (contestant,) = (each for each in CONTESTANTS if each.name == name)
    figures = raced(contestant, tmp_path / name, None, Extent(16, 1, 40.0, 90.0))

    assert figures["outages"] == 1
    assert {name: figures[name] for name in ("lost", "silent_doubles", "stuck")} == {
        "lost": 0,
        "silent_doubles": 0,
        "stuck": 0,
    }
