"""Fits the healing model: the ranking's weights, the acceptance's trees, the limits.

    python -m benchmarks.healing.train

Needs scikit-learn and numpy; what comes out is `runner/healing/model.json`, a table of numbers.
The limits are set on applications that the trees were not fitted to, each left out in turn; the
test applications are never looked at.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.healing import logit
from benchmarks.healing.cases import SPLIT, pairs
from benchmarks.healing.changes import MODES
from benchmarks.healing.pages import prepared
from benchmarks.healing.searches import Case, compared, redesigned, searches, twin_searches
from runner.healing.accepting import evidence
from runner.healing.ranking import Weights, add_order
from runner.healing.vetoing import veto

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

MODEL = Path(__file__).parents[2] / "runner/healing/model.json"

SHARES: Mapping[str, tuple[float, float]] = {
    "django-admin": (0.05, 0.5),
    "flask-admin": (0.15, 2),
    "sqladmin": (0.2, 2),
    "starlette-admin": (0.4, 4),
    "helpdesk": (0.7, 6),
}
"""Of each application, the share of page pairs in every mode, and redesigns of each pair."""

DELETIONS = 4
"""Elements that are deleted from each page, one at a time."""

TWINS = 2
"""Elements that a look-alike takes the place of, one at a time."""

SAMPLE = 14_000
"""Cases that one set of weights is fitted to."""

TOLERATED = {"read": 0.003, "fill": 0.0005, "write": 0.0002}
"""By action, the share of wrong answers, and of accepted deleted elements, that limits allow."""

UNFAIR = frozenset({"inserted"})
"""Modes in which a deleted element may leave a copy behind that nothing tells from it."""

Screens = list[list[Case]]


@dataclass(frozen=True, slots=True)
class Row:
    """The likeliest candidate of a case, as the acceptance sees it."""

    app: str
    mode: str
    features: Mapping[str, float]
    right: bool
    vetoed: bool
    present: bool
    deleted: bool


def collect(folder: Path, app: str, chance: random.Random) -> Screens:
    """An application's screens: some of its pairs in every mode, and redesigned."""
    share, redesigns = SHARES[app]
    found: Screens = []
    for mode in MODES:
        for pair in pairs(folder, app, mode):
            if chance.random() < share:
                found += map(compared, searches(pair, mode, chance, DELETIONS))
                found += map(compared, twin_searches(pair, mode, chance, TWINS))
    for pair in pairs(folder, app, "as_is"):
        for number in range(int(redesigns) + (chance.random() < redesigns % 1)):
            changed = redesigned(pair, f"{pair.app}/{pair.page}/{number}")
            found += map(compared, searches(changed, "redesigned", chance, DELETIONS))
            found += map(compared, twin_searches(changed, "redesigned", chance, TWINS))
    return found


def judged(screens: Iterable[Sequence[Case]]) -> list[Case]:
    """The cases that count: on a page with a deleted element only that one."""
    return [
        case
        for screen in screens
        for case in screen
        if case.deleted or not any(other.deleted for other in screen)
    ]


def weigh_first(screens: Screens, weights: Mapping[str, float]) -> None:
    """The first round, and what it tells the second."""
    for screen in screens:
        for case in screen:
            case.ranked.features = [unordered(each) for each in case.ranked.features]
            case.ranked.gone = unordered(case.ranked.gone)
            case.ranked.weigh(weights)
        add_order([case.ranked for case in screen])


def unordered(told: Mapping[str, float]) -> dict[str, float]:
    """Features without those of the second round."""
    return {
        name: value
        for name, value in told.items()
        if not name.startswith(("order.", "null.order."))
    }


def fit_weights(screens: Screens) -> Weights:
    """Both rounds of the ranking."""
    cases = judged(screens)
    chosen = random.Random(1).sample(cases, min(len(cases), SAMPLE))
    for case in chosen:
        case.ranked.features = [unordered(each) for each in case.ranked.features]
        case.ranked.gone = unordered(case.ranked.gone)
    first = logit.fit(chosen)
    weigh_first(screens, first)
    return Weights(first, logit.fit(chosen))


def rows_of(screens: Screens, weights: Weights) -> list[Row]:
    """The likeliest candidates under given weights."""
    weigh_first(screens, weights.first)
    found = []
    for case in judged(screens):
        case.ranked.weigh(weights.second)
        best = case.ranked.best
        if best is not None:
            vetoed = veto(case.ranked, case.ranked.controls[best]) is not None
            told, present = evidence(case.ranked), case.gold is not None or case.lost
            right = case.gold == best
            found.append(Row(case.app, case.mode, told, right, vetoed, present, case.deleted))
    return found


@dataclass(frozen=True, slots=True)
class Trees:
    """Fitted trees, and the names of their features."""

    classifier: "HistGradientBoostingClassifier"
    names: list[str]

    def chances(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """How sure each row is; vetoed ones are not."""
        chances = self.classifier.predict_proba(tabled(rows, self.names))[:, 1]
        vetoed = np.array([row.vetoed for row in rows])
        return np.where(vetoed, 0.0, chances)

    def table(self) -> dict[str, object]:
        """As `Forest.of_table` reads it."""
        trees = [
            [node_of(node) for node in predictor[0].nodes]
            for predictor in self.classifier._predictors  # noqa: SLF001 - no other way to them
        ]
        base = float(self.classifier._baseline_prediction.ravel()[0])  # noqa: SLF001
        return {"base": round(base, 4), "names": self.names, "trees": trees}


def node_of(node: np.void) -> float | list[float]:
    """A leaf's score, or a split: feature, limit, where to go below, and above."""
    if node["is_leaf"]:
        return round(float(node["value"]), 5)
    limit = round(float(node["num_threshold"]), 6)
    return [int(node["feature_idx"]), limit, int(node["left"]), int(node["right"])]


def tabled(rows: Sequence[Row], names: Sequence[str]) -> NDArray[np.float64]:
    """One line of features for each row."""
    return np.array([[row.features.get(name, 0.0) for name in names] for row in rows])


def fit_trees(rows: Sequence[Row]) -> Trees:
    """Trees that tell right from wrong (gradient boosting; Friedman 2001)."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    used = [row for row in rows if not row.vetoed]
    names = sorted({name for row in used for name in row.features})
    classifier = HistGradientBoostingClassifier(
        max_iter=200,
        max_leaf_nodes=8,
        learning_rate=0.08,
        min_samples_leaf=40,
        l2_regularization=1.0,
        random_state=1,
    )
    classifier.fit(tabled(used, names), [row.right for row in used])
    return Trees(classifier, names)


def limits(rows: Sequence[Row]) -> dict[str, float]:
    """The lowest limits that keep errors tolerable on applications that were left out."""
    judged: list[tuple[float, Row]] = []
    for app in sorted({row.app for row in rows}):
        trees = fit_trees([row for row in rows if row.app != app])
        left_out = [row for row in rows if row.app == app]
        left_out = [row for row in left_out if row.mode not in UNFAIR]
        judged += zip(trees.chances(left_out), left_out, strict=True)
    return {action: lowest(judged, share) for action, share in TOLERATED.items()}


def lowest(judged: Sequence[tuple[float, Row]], share: float) -> float:
    """The lowest limit at which no more than a share is wrong, or accepted though deleted."""
    present = sum(row.present and not row.deleted for _, row in judged)
    deleted = sum(row.deleted for _, row in judged)
    wrong = sorted((sure for sure, row in judged if row.present and not row.right), reverse=True)
    gone = sorted((sure for sure, row in judged if row.deleted), reverse=True)
    allowed = (wrong[int(share * present) :][:1], gone[int(share * deleted) :][:1])
    return round(float(max([0.5, *(each[0] + 1e-4 for each in allowed if each)])), 4)


def main() -> None:
    """Fit, and write the model."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.healing.train")
    parser.add_argument("--to", type=Path, default=MODEL, help="the file to write")
    target = parser.parse_args().to
    apps = [app for app, part in SPLIT.items() if part != "test"]
    folder = prepared(apps)
    chance = random.Random(1)
    screens = {app: collect(folder, app, chance) for app in apps}
    rows: list[Row] = []
    for app in apps:
        others = [screen for other in apps if other != app for screen in screens[other]]
        rows += rows_of(screens[app], fit_weights(others))
        print(f"{app}: left out and judged, {len(rows)} rows", file=sys.stderr)
    weights = fit_weights([screen for app in apps for screen in screens[app]])
    model = {
        "limits": limits(rows),
        "first": dict(weights.first),
        "second": dict(weights.second),
        **fit_trees(rows).table(),
    }
    target.write_text(json.dumps(model, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{target}: {target.stat().st_size} bytes, limits {model['limits']}", file=sys.stderr)


if __name__ == "__main__":
    main()
