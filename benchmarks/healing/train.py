"""Fits the healing model: a conditional logit in two rounds, then limits for accepting.

    python -m benchmarks.healing.train PAGES
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.healing.cases import SPLIT, Pair, pairs
from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint, learn
from runner.healing.page import Page
from runner.healing.ranking import Ranked, add_order, gather

MODES = ("as_is", "ids", "links", "renamed", "renamed_ids", "translated", "reordered", "reordered_ids", "inserted")
ROUNDS = 400
L2 = 2e-4


@dataclass(slots=True)
class Case:
    """An element looked for on a page, its candidates, and which of them it is (None: gone)."""

    ranked: Ranked
    gold: int | None
    lost: bool
    """It is on the page, but not among the candidates."""
    app: str
    mode: str
    deleted: bool


def prints(pair: Pair) -> list[Fingerprint]:
    """Fingerprints of every control of the old page that can be judged."""
    return [
        learn(key, pair.old.controls, number)
        for number, key in enumerate(pair.old.keys)
        if key
    ]


def without(controls: Sequence[Control], number: int) -> list[Control]:
    """A page from which one control was taken; its neighbours know each other now."""
    left = [*controls[:number], *controls[number + 1 :]]
    if number and number < len(controls) - 1:
        left[number - 1] = replace(left[number - 1], next=left[number].name)
        left[number] = replace(left[number], previous=left[number - 1].name)
    return left


def cases_of(pair: Pair, mode: str, chance: random.Random, deletions: int) -> Iterable[list[Case]]:
    """Everything on the page as it is, then with some elements deleted, one at a time."""
    wanted = prints(pair)
    place = {key: number for number, key in enumerate(pair.new.keys) if key}
    yield cases_on(pair, wanted, list(pair.new.controls), place, mode)
    there = [each.element for each in wanted if each.element in place]
    for key in chance.sample(there, min(deletions, len(there))):
        gone = place[key]
        left = {name: at - (at > gone) for name, at in place.items() if name != key}
        found = cases_on(pair, wanted, without(pair.new.controls, gone), left, mode)
        yield [replace_case(case) if case.ranked.wanted.element == key else case for case in found]


def replace_case(case: Case) -> Case:
    """Mark a case as one of a deleted element."""
    return replace(case, deleted=True)


def cases_on(
    pair: Pair,
    wanted: Sequence[Fingerprint],
    controls: Sequence[Control],
    place: Mapping[str, int],
    mode: str,
) -> list[Case]:
    """Look for all elements of a screen on one page."""
    page = Page.of_controls(controls)
    found = []
    for ranked in gather(wanted, page):
        at = place.get(ranked.wanted.element)
        gold = ranked.numbers.index(at) if at is not None and at in ranked.numbers else None
        found.append(Case(ranked, gold, at is not None and gold is None, pair.app, mode, deleted=False))
    return found


class Fit:
    """A conditional logit over candidates and `none of them`."""

    def __init__(self, screens: Sequence[Sequence[Case]]) -> None:
        names = sorted(
            {
                name
                for screen in screens
                for case in screen
                for told in [*case.ranked.features, case.ranked.gone]
                for name in told
            }
        )
        self.names = {name: number for number, name in enumerate(names)}

    def rows(self, cases: Sequence[Case]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows, starts, golds = [], [], []
        for case in cases:
            if case.lost:
                continue
            starts.append(len(rows))
            told = [*case.ranked.features, case.ranked.gone]
            golds.append(len(rows) + (len(told) - 1 if case.gold is None else case.gold))
            rows.extend(told)
        table = np.zeros((len(rows), len(self.names)), dtype=np.float32)
        for number, told in enumerate(rows):
            for name, value in told.items():
                place = self.names.get(name)
                if place is not None:
                    table[number, place] = value
        return table, np.array(starts), np.array(golds)

    def fit(self, cases: Sequence[Case], rounds: int = ROUNDS) -> dict[str, float]:
        table, starts, golds = self.rows(cases)
        weights = np.zeros(table.shape[1], dtype=np.float64)
        first, second = np.zeros_like(weights), np.zeros_like(weights)
        ends = np.append(starts[1:], len(table))
        counts = ends - starts
        wanted = table[golds].sum(axis=0)
        for number in range(1, rounds + 1):
            scores = table @ weights.astype(np.float32)
            tops = np.maximum.reduceat(scores, starts)
            shares = np.exp(scores - np.repeat(tops, counts))
            shares /= np.repeat(np.add.reduceat(shares, starts), counts)
            slope = (table.T @ shares - wanted) / len(starts) + L2 * weights
            first = 0.9 * first + 0.1 * slope
            second = 0.99 * second + 0.01 * slope**2
            rate = 0.1 if number < rounds * 0.7 else 0.02
            weights -= rate * (first / (1 - 0.9**number)) / (np.sqrt(second / (1 - 0.99**number)) + 1e-8)
        return {name: round(float(weights[place]), 3) for name, place in self.names.items()}


def collect(folder: Path, apps: Iterable[str], share: float, deletions: int, seed: int) -> list[list[Case]]:
    """Screens of cases of some applications, in every mode, a share of the pages."""
    chance = random.Random(seed)
    found = []
    for app in apps:
        for mode in MODES:
            for pair in pairs(folder, app, mode):
                if chance.random() < share:
                    found.extend(cases_of(pair, mode, chance, deletions))
    return found
