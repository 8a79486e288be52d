"""Answers that say nothing: the connection is cut after the commit, a gateway gives up, and the like."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crash_scene import scene, work_embedded
from benchmarks.killing import Verdict

SECONDS = 200.0


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


def answered(folder: Path, bot: str, kinds: Sequence[str], count: int) -> Answered:
    """Have a bot enter so many items of each kind; then settle what is in doubt, and go on."""
    with scene(folder) as stage:
        keys = [f"{kind}-{bot}-{number:04d}" for kind in kinds for number in range(count)]
        stage.begin(bot, keys, "--sessions", "2").wait()
        states = Counter((key.partition("-")[0], state) for key, state in stage.states())
        verdict = stage.verdict(keys)
        if stage.settle_doubts():
            work_embedded(stage, "", time.monotonic() + SECONDS)
        return Answered(states, stage.second_entries, verdict, stage.verdict(keys))
