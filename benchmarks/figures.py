"""A benchmark as the command line sees it: figures, goals, and the verdict over them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Figures = Mapping[str, float | str]
"""Figure → number; or a group of figures → the sentence that says why it was not measured.

A group is what stands before the dot: `postgresql` of `postgresql.lost`.
"""


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
    least: Mapping[str, float] = field(default_factory=dict)
    """Figure → the least it may be."""


def missed(benchmark: Benchmark, figures: Figures) -> list[str]:
    """The goals that were not reached, or whose figure is missing without a reason."""
    names = [*benchmark.goals, *benchmark.least]
    return [name for name in names if not _reached(benchmark, figures, name)]


def as_text(benchmark: Benchmark, figures: Figures) -> str:
    """A table for a person: every figure, the goals beside theirs."""
    goals = (*benchmark.goals, *benchmark.least)
    width = max(len(name) for name in (*figures, *goals))
    lines = [f"{benchmark.name}: {benchmark.summary}"]
    lines += [
        f"  {name:<{width}}  {_value(figures, name)}{_beside(benchmark, figures, name)}"
        for name in dict.fromkeys((*goals, *figures))
        if _reason(figures, name) is None
    ]
    lines += [f"  {name}: {value}" for name, value in figures.items() if isinstance(value, str)]
    return "\n".join([*lines, benchmark.notes] if benchmark.notes else lines)


def as_json(benchmark: Benchmark, figures: Figures) -> str:
    """One JSON object: the figures, by their full names and by groups, the goals, and what missed."""
    rounded = {
        name: value if isinstance(value, str) else round(value, 4)
        for name, value in figures.items()
    }
    groups: dict[str, dict[str, float | str]] = {}
    for name, value in rounded.items():
        group, dot, rest = name.partition(".")
        if dot:
            groups.setdefault(group, {})[rest] = value
    goals = {**benchmark.goals, **benchmark.least}
    return json.dumps(rounded | groups | {"goals": goals, "missed": missed(benchmark, figures)})


def _reason(figures: Figures, name: str) -> str | None:
    """Why a figure was not measured."""
    reason = figures.get(name.partition(".")[0])
    return reason if isinstance(reason, str) else None


def _reached(benchmark: Benchmark, figures: Figures, name: str) -> bool:
    if _reason(figures, name) is not None:
        return True
    value = figures.get(name)
    if value is None or isinstance(value, str):
        return False
    most = benchmark.goals.get(name, float("inf"))
    return benchmark.least.get(name, float("-inf")) <= value <= most


def _value(figures: Figures, name: str) -> str:
    return f"{figures[name]:10.3f}" if name in figures else "   not run"


def _beside(benchmark: Benchmark, figures: Figures, name: str) -> str:
    most, least = benchmark.goals.get(name), benchmark.least.get(name)
    if most is None and least is None:
        return ""
    goal = f"at least {least:g}" if most is None else f"{most:g}"
    verdict = "reached" if _reached(benchmark, figures, name) else "MISSED"
    return f"  goal {goal}: {verdict}"
