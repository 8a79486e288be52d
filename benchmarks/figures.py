"""A benchmark as the command line sees it: figures, goals, and the verdict over them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark: what it measures, the goals, and how it runs."""

    name: str
    summary: str
    goals: Mapping[str, float]
    """Figure → the most it may be."""
    run: Callable[[bool], Figures]
    """Takes whether the run is to be short; returns every figure."""
    notes: str = ""
    """What a reader of the figures has to know."""


def missed(benchmark: Benchmark, figures: Figures) -> list[str]:
    """The goals that were not reached, or whose figure is missing."""
    return [
        name
        for name, goal in benchmark.goals.items()
        if name not in figures or figures[name] > goal
    ]


def as_text(benchmark: Benchmark, figures: Figures) -> str:
    """A table for a person: every figure, the goals beside theirs."""
    width = max(len(name) for name in (*figures, *benchmark.goals))
    lines = [f"{benchmark.name}: {benchmark.summary}"]
    for name in dict.fromkeys((*benchmark.goals, *figures)):
        value = f"{figures[name]:10.3f}" if name in figures else "   not run"
        lines.append(f"  {name:<{width}}  {value}{_beside(benchmark, figures, name)}")
    return "\n".join([*lines, benchmark.notes] if benchmark.notes else lines)


def as_json(benchmark: Benchmark, figures: Figures) -> str:
    """One JSON object: the figures, the goals, and the goals that were missed."""
    rounded = {name: round(value, 4) for name, value in figures.items()}
    goals = {"goals": dict(benchmark.goals), "missed": missed(benchmark, figures)}
    return json.dumps(rounded | goals)


def _beside(benchmark: Benchmark, figures: Figures, name: str) -> str:
    if name not in benchmark.goals:
        return ""
    verdict = "MISSED" if name in missed(benchmark, figures) else "reached"
    return f"  goal {benchmark.goals[name]:g}: {verdict}"
