"""Compares a fingerprint with a control: the numbers that the ranking weighs."""

from collections.abc import Sequence
from functools import lru_cache

from runner.healing.control import Control, words
from runner.healing.fingerprint import Fingerprint
from runner.healing.page import EXACT, Page

ALIKE = ("name", "text", "placeholder", "title", "id", "html_name", "href", "heading", "before",
         "after", "previous", "next", "path", "column", "row")
"""Attributes that may agree in part."""

STABLE = EXACT
PRIOR = 0.5
"""How stable an attribute is held before the page was asked, and how many values that counts."""
PRIOR_COUNT = 2.0

NAMES = (
    [f"{name}.same" for name in EXACT]
    + [f"{name}.differs" for name in EXACT]
    + [f"{name}.differs.stable" for name in EXACT]
    + [f"{name}.lacks" for name in EXACT]
    + [f"{name}.lacks.stable" for name in EXACT]
    + [f"{name}.more" for name in EXACT]
    + [f"{name}.alike" for name in ALIKE]
    + ["name.twin", "name.alias", "disabled", "place"]
)
"""What `compare` answers, in order."""

NULL_NAMES = ["null"] + [f"null.{name}.gone" for name in EXACT] + [
    f"null.{name}.gone.stable" for name in EXACT
]
"""What speaks for `not on this page`."""

ORDER_NAMES = ["order.between", "order.outside", "order.step", "order.taken", "order.known"]
NULL_ORDER_NAMES = ["null.order.free", "null.order.known", "null.taken"]


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
    wanted: Fingerprint, control: Control, page: Page, stable: dict[str, float]
) -> dict[str, float]:
    """What speaks for and against a control being the element, by name; zeros are left out."""
    stored = wanted.control
    told: dict[str, float] = {}
    for name in EXACT:
        mine, its = getattr(stored, name), getattr(control, name)
        if not mine:
            if its:
                told[f"{name}.more"] = 1.0
        elif mine == its:
            told[f"{name}.same"] = page.rarity(name, mine)
        elif its:
            like = alike(mine, its) if name in ALIKE_SET else 0.0
            if like:
                told[f"{name}.alike"] = like
            told[f"{name}.differs"] = 1.0 - like
            told[f"{name}.differs.stable"] = (1.0 - like) * stable[name]
        else:
            told[f"{name}.lacks"] = 1.0
            told[f"{name}.lacks.stable"] = stable[name]
    if control.name in wanted.twins:
        told["name.twin"] = 1.0
    if any(alike(alias, control.name) > 0.99 for alias in wanted.aliases):
        told["name.alias"] = 1.0
    if control.disabled and not stored.disabled:
        told["disabled"] = 1.0
    return told


ALIKE_SET = frozenset(ALIKE)


def absent(wanted: Fingerprint, page: Page, stable: dict[str, float]) -> dict[str, float]:
    """What speaks for the element not being on the page."""
    told = {"null": 1.0}
    for name in EXACT:
        value = getattr(wanted.control, name)
        if value and not page.has(name, value):
            told[f"null.{name}.gone"] = 1.0
            told[f"null.{name}.gone.stable"] = stable[name]
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
