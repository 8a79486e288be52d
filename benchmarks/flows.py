"""Deskhand against raw Playwright and against the least that is possible, on the same screens."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from benchmarks.figures import Benchmark, Figures
from benchmarks.flows_deskhand import Deskhand
from benchmarks.flows_peers import (
    Contestant,
    framed_by_playwright,
    framed_floor,
    shuffled_by_playwright,
    shuffled_floor,
)
from benchmarks.flows_records import Record, records, rounds, wrong_records, wrong_rounds

SLOW_MS = 250
Wrong = Callable[[list[Record], list[Mapping[str, object]]], int]

GOALS = {
    "framed.vs_playwright": 0.38,
    "framed.no_pictures_vs_floor": 1.35,
    "framed.eight_sessions_slow_server_vs_playwright": 0.17,
    "shuffled.vs_playwright": 0.25,
    "wrong": 0,
}
NOTES = """Times are milliseconds a record, from the first record's start at the server to the end
of the last one with its evidence, all sessions included; launch and sign-in are left out for all
alike. Medians of interleaved rounds; ratios are medians of the rounds' own ratios."""


@dataclass(slots=True)
class Results:
    """The times of every contestant, a list a name, and how many records were wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    wrong: int = 0

    def ratio(self, name: str, peer: str) -> float:
        """The median of the ratios of the rounds."""
        pairs = zip(self.times[name], self.times[peer], strict=True)
        return median(mine / theirs for mine, theirs in pairs)


@contextmanager
def site(slow_ms: int = 0) -> Iterator[str]:
    """The measured site in a process of its own; gives its address."""
    command = [sys.executable, "-m", "benchmarks.flows_site", "--slow-ms", str(slow_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            first = process.stdout.readline() if process.stdout else ""
            yield json.loads(first)["address"]
        finally:
            process.terminate()


def measure(
    results: Results,
    address: str,
    contestants: Mapping[str, Contestant],
    work: list[Record],
    wrong: Wrong,
) -> None:
    """One round: every contestant enters the same work, one after the other."""
    for name, contestant in contestants.items():
        _taken(address)
        ended = contestant(address, work)
        taken = _taken(address)
        results.wrong += wrong(work, taken.saved)
        results.times.setdefault(name, []).append((ended - taken.began) * 1000 / len(work))


def run(short: bool) -> Figures:
    """Every figure of the benchmark."""
    results = Results()
    _framed(results, count=20 if short else 100)
    _shuffled(results)
    _slow(results, count=16 if short else 50, crowd=80 if short else 160)
    ratios = {
        "framed.vs_playwright": results.ratio("framed.deskhand", "framed.playwright"),
        "framed.no_pictures_vs_floor": results.ratio("framed.no_pictures", "framed.floor"),
        "framed.eight_sessions_slow_server_vs_playwright": results.ratio(
            "slow.eight_sessions", "slow.playwright"
        ),
        "shuffled.vs_playwright": results.ratio("shuffled.deskhand", "shuffled.playwright"),
        "wrong": results.wrong,
    }
    return ratios | {f"{name}_ms": median(times) for name, times in results.times.items()}


def _framed(results: Results, count: int) -> None:
    contestants: dict[str, Contestant] = {
        "framed.playwright": framed_by_playwright,
        "framed.deskhand": Deskhand("enter_record"),
        "framed.floor": framed_floor,
        "framed.no_pictures": Deskhand("enter_record", pictures="failure"),
    }
    with site() as address:
        for _ in range(3):
            measure(results, address, contestants, records(count), wrong_records)


def _shuffled(results: Results) -> None:
    contestants: dict[str, Contestant] = {
        "shuffled.playwright": shuffled_by_playwright,
        "shuffled.deskhand": Deskhand("enter_round"),
        "shuffled.floor": shuffled_floor,
    }
    with site() as address:
        for _ in range(3):
            measure(results, address, contestants, rounds(10), wrong_rounds)


def _slow(results: Results, *, count: int, crowd: int) -> None:
    """A server as slow as real ones: what sessions side by side gain."""
    with site(SLOW_MS) as address:
        alone: dict[str, Contestant] = {
            "slow.playwright": framed_by_playwright,
            "slow.one_session": Deskhand("enter_record"),
        }
        measure(results, address, alone, records(count), wrong_records)
        for name, sessions in (("slow.four_sessions", 4), ("slow.eight_sessions", 8)):
            crowded = {name: Deskhand("enter_record", sessions=sessions)}
            measure(results, address, crowded, records(crowd), wrong_records)


@dataclass(frozen=True, slots=True)
class Taken:
    """What the site holds since it was asked last."""

    began: float
    saved: list[Mapping[str, object]]


def _taken(address: str) -> Taken:
    with urllib.request.urlopen(f"{address}/__taken", timeout=10) as answer:
        return Taken(**json.load(answer))


BENCHMARK = Benchmark(
    "flows", "time a record on legacy screens, against raw Playwright", GOALS, run, NOTES
)
