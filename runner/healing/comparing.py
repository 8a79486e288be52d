"""Compares a fingerprint with a control: the numbers that the ranking weighs."""

from collections.abc import Sequence
from functools import lru_cache

from runner.healing.control import words
from runner.healing.fingerprint import Fingerprint, Nth, called, called_there
from runner.healing.page import EXACT, Page

ALIKE = (
    "name",
    "text",
    "placeholder",
    "title",
    "id",
    "html_name",
    "href",
    "heading",
    "before",
    "after",
    "previous",
    "next",
    "path",
    "column",
    "row",
)
"""Attributes that may agree in part."""

PRIOR = 0.5
"""How stable an attribute is held before the page was asked, and how many values that counts."""
PRIOR_COUNT = 2.0


def stability(wanted: Sequence[Fingerprint], page: Page) -> dict[str, float]:
    """For each attribute, how much of what is stored of the screen still occurs on the page.

    Where all ids have changed, a changed id says nothing; where all but one are still there, the
    missing one says much.
    """
    found: dict[str, float] = {}
    for name in EXACT:
        values = {getattr(each.control, name) for each in wanted} - {""}
        kept = sum(page.has(name, value) for value in values)
        found[name] = (kept + PRIOR * PRIOR_COUNT) / (len(values) + PRIOR_COUNT)
    return found


def compare(
    wanted: Fingerprint, number: int, page: Page, stable: dict[str, float]
) -> dict[str, float]:
    """What speaks for and against a control being the element, by name; zeros are left out."""
    stored, control = wanted.control, page.controls[number]
    told: dict[str, float] = {}
    for name in EXACT:
        mine, its = getattr(stored, name), getattr(control, name)
        if mine and mine == its:
            told[f"{name}.same"] = page.rarity(name, mine)
        elif mine and its:
            _differ(name, mine, its, stable[name], told)
        elif mine:
            told[f"{name}.lacks"] = 1.0
            told[f"{name}.lacks.stable"] = stable[name]
        elif its:
            told[f"{name}.more"] = 1.0
    flags = {
        "name.twin": control.name in wanted.twins,
        "name.alias": any(alike(alias, control.name) > 0.99 for alias in wanted.aliases),
        "disabled": control.disabled and not stored.disabled,
    }
    told.update({name: 1.0 for name, flag in flags.items() if flag})
    _compare_nth("nth", wanted.nth, page.nth(called, number), told)
    _compare_nth("there", wanted.nth_there, page.nth(called_there, number), told)
    return told


def _differ(name: str, mine: str, its: str, stable: float, told: dict[str, float]) -> None:
    like = alike(mine, its) if name in ALIKE_SET else 0.0
    if like:
        told[f"{name}.alike"] = like
    told[f"{name}.differs"] = 1.0 - like
    told[f"{name}.differs.stable"] = (1.0 - like) * stable


def _compare_nth(title: str, stored: Nth, found: Nth, told: dict[str, float]) -> None:
    if stored[1] == found[1] == 1:
        return
    if stored[1] != found[1]:
        told[f"{title}.fewer" if found[1] < stored[1] else f"{title}.more"] = 1.0
    else:
        told[f"{title}.same" if stored == found else f"{title}.other"] = 1.0


ALIKE_SET = frozenset(ALIKE)


def absent(wanted: Fingerprint, page: Page, stable: dict[str, float]) -> dict[str, float]:
    """What speaks for the element not being on the page."""
    told = {"null": 1.0}
    for name in EXACT:
        value = getattr(wanted.control, name)
        if value and not page.has(name, value):
            told[f"null.{name}.gone"] = 1.0
            told[f"null.{name}.gone.stable"] = stable[name]
    left = page.called(wanted.control)
    if 0 < left < wanted.nth[1]:
        told["null.nth.fewer"] = 1.0
    return told


@lru_cache(maxsize=100_000)
def alike(one: str, other: str) -> float:
    """How much of their words two texts share, from 0 to 1."""
    mine, its = words(one), words(other)
    if mine == its:
        return 1.0 if mine else 0.0
    if not mine or not its:
        return 0.0
    shared = len(set(mine) & set(its))
    return 2.0 * shared / (len(mine) + len(its)) if shared else begins_alike(mine, its)


def begins_alike(mine: Sequence[str], its: Sequence[str]) -> float:
    """Words that were shortened or inflected: `Qty.` and `Quantity` no, `Phone` and `Phones` yes."""
    met = sum(any(a[:4] == b[:4] and len(a) > 3 and len(b) > 3 for b in its) for a in mine)
    return 0.8 * met / max(len(mine), len(its))
