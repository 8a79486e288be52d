"""What speaks for taking the likeliest control: the evidence that the trees weigh."""

from math import log

from runner.healing.page import EXACT
from runner.healing.ranking import Features, Ranked
from runner.healing.vetoing import RARE

STRONG = ("name", "id", "html_name", "href", "test_id", "text")
"""Attributes that are meant to tell a control from all others."""

LOWEST = 1e-4


def evidence(ranked: Ranked) -> dict[str, float]:
    """What the acceptance weighs of the likeliest candidate."""
    best = ranked.best
    if best is None:
        return {}
    told, chance = ranked.features[best], ranked.chances[best]
    rivals = [number for number in range(len(ranked.numbers)) if number != best]
    rival = max(rivals, key=ranked.chances.__getitem__, default=None)
    beside = ranked.chances[rival] if rival is not None else 0.0
    none = max(0.0, 1.0 - sum(ranked.chances))
    agree = sum(told.get(f"{name}.same", 0.0) for name in EXACT)
    differ = sum(
        told.get(f"{name}.differs", 0.0) + told.get(f"{name}.lacks", 0.0) for name in EXACT
    )
    strong = sum(told.get(f"{name}.same", 0.0) > RARE for name in STRONG)
    return {
        **told,
        **ranked.around,
        **{name: value for name, value in ranked.gone.items() if name in OF_THE_PLACE},
        "chance": logit(chance),
        "over.none": log((chance + LOWEST) / (none + LOWEST)),
        "over.rival": log((chance + LOWEST) / (beside + LOWEST)),
        "agree": agree,
        "share": agree / (agree + differ) if agree + differ else 0.0,
        "strong": float(strong),
        "said": float(bool(ranked.wanted.control.name)),
        **(rivalry(ranked.features[rival]) if rival is not None else {}),
    }


OF_THE_PLACE = ("null.order.full", "null.nth.fewer")


def rivalry(told: Features) -> dict[str, float]:
    """What speaks for the second best."""
    return {
        f"rival.{name}": told.get(f"{name}.same", 0.0) for name in (*STRONG, "heading", "before")
    } | {"rival.step": told.get("order.step", 0.0)}


def logit(chance: float) -> float:
    """Log odds, kept within what a float can tell."""
    chance = min(max(chance, LOWEST), 1 - LOWEST)
    return log(chance / (1 - chance))
