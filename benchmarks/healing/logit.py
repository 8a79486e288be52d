"""Fits the ranking: a conditional logit (McFadden 1974) over candidates and `none of them`."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.healing.searches import Case

ROUNDS = 220
L2 = 2e-4

Table = NDArray[np.float32]


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """Weights by which the right candidates are likeliest, by Adam (Kingma and Ba 2015)."""
    names = names_of(cases)
    table, starts, golds = tabled(cases, names)
    counts = np.append(starts[1:], len(table)) - starts
    wanted = table[golds].sum(axis=0)
    weights = np.zeros(len(names))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for number in range(1, ROUNDS + 1):
        shares = chances(table, weights, starts, counts)
        slope = (table.T @ shares - wanted) / len(starts) + L2 * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        rate = 0.1 if number < ROUNDS * 0.7 else 0.02
        step = (first / (1 - 0.9**number)) / (np.sqrt(second / (1 - 0.99**number)) + 1e-8)
        weights -= rate * step
    return {name: round(float(weights[place]), 3) for name, place in names.items()}


def chances(
    table: Table, weights: NDArray[np.float64], starts: NDArray[np.int64], counts: NDArray[np.int64]
) -> Table:
    """Each row's probability among the rows of its case."""
    scores = table @ weights.astype(np.float32)
    shares = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), counts))
    whole: Table = shares / np.repeat(np.add.reduceat(shares, starts), counts)
    return whole


def names_of(cases: Sequence[Case]) -> dict[str, int]:
    """Every feature that occurs, and its column."""
    told = {
        name
        for case in cases
        for features in (*case.ranked.features, case.ranked.gone)
        for name in features
    }
    return {name: number for number, name in enumerate(sorted(told))}


def tabled(
    cases: Sequence[Case], names: dict[str, int]
) -> tuple[Table, NDArray[np.int64], NDArray[np.int64]]:
    """All candidates as rows, where each case begins, and which row is right."""
    rows: list[Mapping[str, float]] = []
    starts: list[int] = []
    golds: list[int] = []
    for case in cases:
        if case.lost:
            continue
        told = [*case.ranked.features, case.ranked.gone]
        starts.append(len(rows))
        golds.append(len(rows) + (len(told) - 1 if case.gold is None else case.gold))
        rows.extend(told)
    table = np.zeros((len(rows), len(names)), dtype=np.float32)
    for number, features in enumerate(rows):
        for name, value in features.items():
            table[number, names[name]] = value
    return table, np.array(starts), np.array(golds)
