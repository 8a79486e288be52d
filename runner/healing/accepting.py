"""Decides whether the likeliest control may be taken for the element: acceptance and vetoes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log

from runner.healing.comparing import alike
from runner.healing.control import Control, words
from runner.healing.page import EXACT
from runner.healing.ranking import Features, Ranked, weighed

STRONG = ("name", "id", "html_name", "href", "test_id", "text")
"""Attributes that are meant to tell a control from all others."""

LOWEST = 1e-4


class Veto(StrEnum):
    """Why a control is not taken whatever its probability."""

    TWIN = "it has the name of a look-alike"
    ROW = "it stands in another row"
    DISABLED = "it is disabled"
    CONTRADICTION = "its label says the opposite"
    TAKEN = "another element has a better claim to it"


OPPOSITES = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "net/gross from/to first/second first/last start/end before/after private/work "
        "shipping/billing delivery/billing minimum/maximum min/max old/new in/out open/closed "
        "opened/closed yes/no buy/sell debit/credit sender/recipient paid/unpaid on/off "
        "day/evening small/large primary/secondary home/office left/right asked/granted "
        "announced/received ordered/shipped user/password"
    ).split()
)
"""Words that tell twins apart, in English; other languages are told by the stored look-alikes."""


def contradicts(stored: str, found: str) -> bool:
    """Whether two labels differ in a number, or in a word and its opposite."""
    mine, its = set(words(stored)), set(words(found))
    if not mine or not its or mine == its:
        return False
    only_mine, only_its = mine - its, its - mine
    if {word for word in only_mine if word.isdigit()} or {word for word in only_its if word.isdigit()}:
        return bool(mine & its)
    return any(frozenset((a, b)) in OPPOSITES for a in only_mine for b in only_its)


def evidence(ranked: Ranked) -> dict[str, float]:
    """What the acceptance weighs of the likeliest candidate."""
    best = ranked.best
    if best is None:
        return {}
    told = ranked.features[best]
    chance = ranked.chances[best]
    rivals = [each for number, each in enumerate(ranked.chances) if number != best]
    none = max(0.0, 1.0 - sum(ranked.chances))
    rival = max([*rivals, 0.0])
    same = {name: told.get(f"{name}.same", 0.0) for name in EXACT}
    agree = sum(same.values())
    differ = sum(told.get(f"{name}.differs", 0.0) + told.get(f"{name}.lacks", 0.0) for name in EXACT)
    strong = sum(same[name] > 0.3 for name in STRONG)
    given: dict[str, float] = {
        "one": 1.0,
        "chance": logit(chance),
        "over.none": log((chance + LOWEST) / (none + LOWEST)),
        "over.rival": log((chance + LOWEST) / (rival + LOWEST)),
        "agree": agree / 5.0,
        "share": agree / (agree + differ) if agree + differ else 0.0,
        "strong": float(strong),
        "strong.2": float(strong >= 2),
        "strong.0": float(strong == 0),
        "step": told.get("order.step", 0.0),
        "between": told.get("order.between", 0.0),
        "outside": told.get("order.outside", 0.0),
        "gone.step": told.get("order.step", 0.0) * float(strong == 0),
        "twin": told.get("name.twin", 0.0),
    }
    for name in STRONG:
        given[f"same.{name}"] = same[name]
        given[f"off.{name}"] = told.get(f"{name}.differs.stable", 0.0)
        given[f"lacks.{name}"] = told.get(f"{name}.lacks.stable", 0.0)
    given["alike"] = told.get("name.alike", 0.0)
    return given


def logit(chance: float) -> float:
    """Log odds, kept within what a float can tell."""
    chance = min(max(chance, LOWEST), 1 - LOWEST)
    return log(chance / (1 - chance))


def confidence(given: Features, weights: Mapping[str, float]) -> float:
    """How sure it is that the likeliest candidate is the element, from 0 to 1."""
    score = weighed(given, weights)
    return 1.0 / (1.0 + exp(-score)) if score > -700 else 0.0


def veto(ranked: Ranked, control: Control) -> Veto | None:
    """Why the likeliest candidate must not be taken, if something forbids it."""
    stored = ranked.wanted.control
    allowed = any(alike(alias, control.name) > 0.99 for alias in ranked.wanted.aliases)
    if control.disabled and not stored.disabled:
        return Veto.DISABLED
    if allowed:
        return None
    if control.name != stored.name:
        if control.name in ranked.wanted.twins:
            return Veto.TWIN
        if contradicts(stored.name, control.name):
            return Veto.CONTRADICTION
    if stored.row and control.row and stored.row != control.row and stored.name == control.name:
        return Veto.ROW
    return None
