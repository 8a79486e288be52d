"""Runs the judgement: the product and its peers on the test applications, and the figures of it."""

import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from statistics import mean

from benchmarks.figures import Figures
from benchmarks.healing import CONTRACT
from benchmarks.healing.cases import SPLIT, Pair, pairs
from benchmarks.healing.changes import MODES
from benchmarks.healing.curve import draw
from benchmarks.healing.marks import Marks
from benchmarks.healing.measuring import Outcome, Tally, look, look_with, percent, upper_bound
from benchmarks.healing.pages import cache, prepared
from benchmarks.healing.peers import PEERS
from benchmarks.healing.searches import Search, searches, twin_searches
from benchmarks.healing.speed import timed

DELETIONS = 8
"""Elements deleted from each page, one at a time."""

SHARE_FOR_PEERS = 0.25
"""Of all searches, those that the slower peers do as well."""


def figures(*, short: bool) -> Figures:
    """Everything that is measured, by name."""
    apps = [app for app, part in SPLIT.items() if part == "test"]
    folder = prepared(apps)
    outcome = Outcome()
    times = timed()
    for app in apps:
        for mode in CONTRACT if short else MODES:
            print(f"{app}, {mode} …", file=sys.stderr)
            judge(app, mode, folder, outcome, short=short)
    found = {**ours(outcome), **peers(outcome), **times}
    where = draw(outcome.answers, cache())
    print(f"risk-coverage plot: {where}", file=sys.stderr)
    return found


def judge(app: str, mode: str, folder: Path, outcome: Outcome, *, short: bool) -> None:
    """One mode of one application."""
    chance = random.Random(f"{app}/{mode}")
    for pair in pairs(folder, app, mode, marked=True):
        if short and chance.random() > 0.25:
            continue
        count = 3 if short else DELETIONS
        for search in chain(
            searches(pair, mode, chance, count), twin_searches(pair, mode, chance, count)
        ):
            look(search, outcome)
            if chance.random() < SHARE_FOR_PEERS and not search.replaced:
                judge_peers(pair, search, outcome)


def judge_peers(pair: Pair, search: Search, outcome: Outcome) -> None:
    """The same search in other tools' ways."""
    old = {key: marks for key, marks in zip(pair.old.keys, pair.old.marks, strict=True) if key}
    new = marks_left(pair, search)
    for name, peer in PEERS.items():
        look_with(name, peer, search, old, new, outcome)


def marks_left(pair: Pair, search: Search) -> Sequence[Marks]:
    """The page's marks without those of a deleted element."""
    if search.deleted is None:
        return pair.new.marks
    gone = pair.new.keys.index(search.deleted)
    return [*pair.new.marks[:gone], *pair.new.marks[gone + 1 :]]


def ours(outcome: Outcome) -> Figures:
    """The product's figures, by mode, and the deleted ones over the modes with a goal."""
    found: dict[str, float | str] = {}
    for mode in MODES:
        tallies = of(outcome, "deskhand", [mode])
        if tallies:
            found |= shares(mode, tallies)
    every = of(outcome, "deskhand", CONTRACT)
    deleted, accepted = sum(t.deleted for t in every), sum(t.accepted for t in every)
    twins, taken = sum(t.twins for t in every), sum(t.twins_accepted for t in every)
    return found | {
        "deleted_accept": percent(accepted, deleted),
        "deleted_n": float(deleted),
        "deleted_bound": upper_bound(accepted, deleted),
        "twins_accept": percent(taken, twins),
        "twins_n": float(twins),
        "twins_bound": upper_bound(taken, twins),
    }


def shares(mode: str, tallies: Sequence[Tally]) -> Mapping[str, float]:
    """Means over applications, so that the one with the most pages does not decide alone."""
    return {
        f"{mode}.right": mean(percent(each.right, each.present) for each in tallies),
        f"{mode}.wrong": mean(percent(each.wrong, each.present) for each in tallies),
        f"{mode}.refused": mean(percent(each.refused, each.present) for each in tallies),
        f"{mode}.n": float(sum(each.present for each in tallies)),
        f"{mode}.deleted_accept": mean(percent(each.accepted, each.deleted) for each in tallies),
    }


def peers(outcome: Outcome) -> Figures:
    """The peers' figures: `similo.as_is_right` and so on."""
    found: dict[str, float | str] = {}
    for name in PEERS:
        for mode in CONTRACT:
            told = shares(mode, of(outcome, name, [mode]))
            found |= {f"{name}.{key.replace('.', '_')}": value for key, value in told.items()}
    return found


def of(outcome: Outcome, way: str, modes: Iterable[str]) -> list[Tally]:
    """The tallies of one way in some modes, one for each application."""
    wanted = set(modes)
    found: dict[str, Tally] = {}
    for (name, mode, app), tally in outcome.tallies.items():
        if name == way and mode in wanted:
            whole = found.setdefault(app, Tally())
            for field in Tally.__slots__:
                setattr(whole, field, getattr(whole, field) + getattr(tally, field))
    return list(found.values())
