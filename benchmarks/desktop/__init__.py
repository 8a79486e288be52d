"""Programs with windows: records, typing, a thief of the focus, scales, pictures, and kills."""

import sys

from benchmarks.figures import Benchmark, Figures

GOALS = {
    "records.wrong": 0,
    "records.silent": 0,
    "typing.silent": 0,
    "thief.in_wrong_window": 0,
    "thief.lost_or_doubled": 0,
    "thief.secrets_in_wrong_window": 0,
    "thief.secrets_in_wrong_field": 0,
    "thief.secrets_broken": 0,
    "company.wrong": 0,
    "company.lost_or_doubled": 0,
    "scales.wrong": 0,
    "locate.false_hits": 0,
    "kills.lost": 0,
    "kills.entered_twice_unflagged": 0,
    "kills.done_not_in_ledger": 0,
    "kills.in_ledger_not_done": 0,
    "kills.orphan_processes": 0,
}


def run(short: bool) -> Figures:
    """Each part on displays of its own, one after the other."""
    try:
        from benchmarks.desktop import (
            company,
            kills,
            locating,
            passwords,
            records,
            scales,
            thief,
            writing,
        )
    except ModuleNotFoundError as error:
        sys.exit(f"This needs {error.name}: scripts/prepare requirements/desktop.txt")
    return {
        **records.measure(short=short),
        **writing.figures(short),
        **thief.figures(short),
        **passwords.figures(short),
        **company.figures(short),
        **scales.figures(short),
        **locating.figures(short),
        **kills.measure(short=short),
    }


BENCHMARK = Benchmark(
    name="desktop",
    summary="500 records in programs of three toolkits, typing, a focus thief, pictures, kills",
    goals=GOALS,
    least={"records.n": 30, "locate.vs_pyautogui": 10},
    run=run,
    notes="Programs of Debian's that nobody here wrote are compared with their own files.",
)
