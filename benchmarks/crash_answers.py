"""Answers that say nothing: the connection is cut after the commit, a gateway gives up, and the like."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.crash_scene import scene, work_embedded
from benchmarks.crash_site import LATE_SECONDS
from benchmarks.figures import Benchmark, Figures
from benchmarks.killing import Verdict
from demo.ledger import entries

SECONDS = 200.0
FEW, MANY = 4, 200
"""Items of each kind of answer, in the short form and in the full one."""

KINDS = ("cut", "gateway", "session", "refused", "lost", "late")


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of items whose entry was not answered as it should be."""

    states: Mapping[tuple[str, str], int]
    """How many items of each kind of key stand in each state."""
    second_entries: int
    """Entries of a key that the ledger had already."""
    verdict: Verdict
    at_last: Verdict
    """After a person has answered for every doubt."""


def run(short: bool) -> Figures:
    """Every kind of answer, with a look and without one."""
    count = FEW if short else MANY
    figures: dict[str, float] = {}
    with TemporaryDirectory(prefix="deskhand-answers-") as folder:
        for name, bot in (("with_look", "enter_with_look"), ("without", "enter_blind")):
            found = answered(Path(folder) / name, bot, KINDS, count)
            states = found.verdict.states
            figures |= {
                f"{name}.items": sum(states.values()),
                f"{name}.in_doubt": states["in_doubt"],
                f"{name}.done": states["done"],
                f"{name}.wrong": found.verdict.bad,
                f"{name}.wrong_at_last": found.at_last.bad + found.at_last.states["in_doubt"],
                f"{name}.second_entries": found.second_entries,
            }
    figures["without.not_in_doubt"] = figures["without.items"] - figures["without.in_doubt"]
    return figures


def answered(folder: Path, bot: str, kinds: Sequence[str], count: int) -> Answered:
    """Have a bot enter so many items of each kind; then settle what is in doubt, and go on."""
    with scene(folder) as stage:
        keys = [f"{kind}-{bot}-{number:04d}" for kind in kinds for number in range(count)]
        stage.begin(bot, keys, "--sessions", "6").wait()
        wait_for_late(stage.ledger, keys)
        states = Counter((key.partition("-")[0], state) for key, state in stage.states())
        verdict = stage.verdict(keys)
        if stage.settle_doubts():
            work_embedded(stage, "", time.monotonic() + SECONDS)
        return Answered(states, stage.second_entries, verdict, stage.verdict(keys))


def wait_for_late(ledger: Path, keys: Sequence[str]) -> None:
    """Wait until what is entered after its answer is there; a person would not look earlier."""
    late = {key for key in keys if key.startswith("late-")}
    ends = time.monotonic() + LATE_SECONDS * 20
    while late - {entry.key for entry in entries(ledger)} and time.monotonic() < ends:
        time.sleep(0.05)  # noqa: TID251 - the ledger does not call


BENCHMARK = Benchmark(
    name="answers",
    summary="cut after the commit, 504, session ended, applied late: settled right, never twice",
    goals={
        "with_look.in_doubt": 0,
        "with_look.second_entries": 0,
        "with_look.wrong": 0,
        "without.not_in_doubt": 0,
        "without.second_entries": 0,
        "without.wrong_at_last": 0,
    },
    run=run,
    notes="""`without` a look every such item must be in doubt; then a person says of each what the ledger
says, and all must come to be right (`wrong_at_last`).""",
)
