"""Decides whether the likeliest control may be taken for the element: acceptance and vetoes."""

from enum import StrEnum
from math import log

from runner.healing.comparing import alike
from runner.healing.control import CHOSEN, Control, words
from runner.healing.page import EXACT
from runner.healing.ranking import Features, Ranked

STRONG = ("name", "id", "html_name", "href", "test_id", "text")
"""Attributes that are meant to tell a control from all others."""

LOWEST = 1e-4


class Veto(StrEnum):
    """Why a control is not taken whatever its probability."""

    TWIN = "it has the name of a look-alike"
    ROW = "it stands in another row"
    DISABLED = "it is disabled"
    CONTRADICTION = "its label says the opposite"
    COUNT = "others are called the same, and their number or order has changed"
    CHOICE = "it stands for another choice"
    TAKEN = "another element has a better claim to it"


OPPOSITES = frozenset(
    frozenset(pair.split("/"))
    for pair in [
        "net/gross",
        "from/to",
        "first/second",
        "first/last",
        "start/end",
        "before/after",
        "private/work",
        "shipping/billing",
        "delivery/billing",
        "minimum/maximum",
        "min/max",
        "old/new",
        "in/out",
        "open/closed",
        "opened/closed",
        "yes/no",
        "buy/sell",
        "debit/credit",
        "sender/recipient",
        "paid/unpaid",
        "on/off",
        "day/evening",
        "small/large",
        "primary/secondary",
        "home/office",
        "left/right",
        "asked/granted",
        "announced/received",
        "ordered/shipped",
        "user/password",
    ]
)
"""Words that tell twins apart, in English; other languages are told by the stored look-alikes."""


def contradicts(stored: str, found: str) -> bool:
    """Whether two labels differ in a number, or in a word and its opposite."""
    mine, its = set(words(stored)), set(words(found))
    if not mine or not its or mine == its:
        return False
    only_mine, only_its = mine - its, its - mine
    if {word for word in only_mine if word.isdigit()} or {
        word for word in only_its if word.isdigit()
    }:
        return bool(mine & its)
    return any(frozenset((a, b)) in OPPOSITES for a in only_mine for b in only_its)


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


RARE = 0.3
"""A value is telling from this rarity on."""

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
    if stored.group in CHOSEN and stored.text and control.text and stored.text != control.text:
        return Veto.CHOICE
    return Veto.COUNT if miscounted(ranked) else None


TELLING = ("id", "html_name", "test_id", "href")
"""What tells one of a row of equals from the others."""


def miscounted(ranked: Ranked) -> bool:
    """Whether only its place tells the element from its equals, and that place has changed."""
    best = ranked.best
    if best is None:
        return False
    told = ranked.features[best]
    if any(told.get(f"{name}.same", 0.0) > RARE for name in TELLING):
        return False
    return all(
        any(f"{look}.{change}" in told for change in ("fewer", "more", "other"))
        for look in ("nth", "there")
    )
