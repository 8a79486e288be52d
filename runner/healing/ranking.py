"""Ranks the controls of a page for each element: how likely each is it, or that none is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from runner.healing.comparing import absent, compare, stability
from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint
from runner.healing.ordering import Neighbours, anchors
from runner.healing.page import Page

Features = Mapping[str, float]


@dataclass(slots=True)
class Ranked:
    """One element's candidates, the likeliest first."""

    wanted: Fingerprint
    numbers: list[int]
    """Candidates: their places on the page."""
    controls: list[Control]
    """The same, as controls."""
    features: list[Features]
    gone: Features
    """What speaks for none of them."""
    around: Features = field(default_factory=dict)
    """What is known of the page as a whole."""
    chances: list[float] = field(default_factory=list)
    """A probability for each candidate; what is missing to 1 is that none of them is it."""

    @property
    def best(self) -> int | None:
        """The place in `numbers` of the likeliest candidate; None when there is none."""
        if not self.numbers:
            return None
        return max(range(len(self.numbers)), key=self.chances.__getitem__)

    def weigh(self, weights: Mapping[str, float]) -> None:
        """Turn features into probabilities."""
        scores = [weighed(each, weights) for each in self.features]
        none = weighed(self.gone, weights)
        top = max([*scores, none])
        shares = [exp(score - top) for score in scores]
        whole = sum(shares) + exp(none - top)
        self.chances = [share / whole for share in shares]


def weighed(features: Features, weights: Mapping[str, float]) -> float:
    """The sum of what each feature weighs."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def gather(wanted: Sequence[Fingerprint], page: Page) -> list[Ranked]:
    """Every element's candidates, compared but not yet weighed."""
    stable = stability(wanted, page)
    found = []
    for each in wanted:
        numbers = page.shortlist(each)
        controls = [page.controls[number] for number in numbers]
        compared: list[Features] = [compare(each, number, page, stable) for number in numbers]
        around = {f"page.{name}": share for name, share in stable.items()}
        gone = absent(each, page, stable)
        found.append(Ranked(each, numbers, controls, compared, gone, around))
    return found


def add_order(ranked: Sequence[Ranked]) -> None:
    """Add to the features what the anchors among the elements say of the others."""
    places = [
        (each.wanted.order, each.numbers[best], each.chances[best])
        for each in ranked
        if (best := each.best) is not None
    ]
    known = anchors(places)
    share = len(known.old) / len(ranked) if ranked else 0.0
    for each in ranked:
        each.around = {**each.around, "page.kept": known.kept, "page.sure": share}
        near = Neighbours.of(each.wanted.order, known)
        each.features = [
            {**told, **near.compare(each.wanted.order, number)}
            for told, number in zip(each.features, each.numbers, strict=True)
        ]
        each.gone = {**each.gone, **near.absent(near.room(each.numbers))}


@dataclass(frozen=True, slots=True)
class Weights:
    """The trained numbers of both rounds."""

    first: Mapping[str, float]
    second: Mapping[str, float]


def rank(wanted: Sequence[Fingerprint], page: Page, weights: Weights) -> list[Ranked]:
    """Rank in two rounds: each element by itself, then with what the surer ones have told."""
    ranked = gather(wanted, page)
    for each in ranked:
        each.weigh(weights.first)
    add_order(ranked)
    for each in ranked:
        each.weigh(weights.second)
    return ranked
