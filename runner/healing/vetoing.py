"""What forbids to take a control, however likely it is."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from runner.healing.comparing import alike
from runner.healing.control import CHOSEN, Control, words
from runner.healing.fingerprint import Fingerprint
from runner.healing.ranking import Ranked

RARE = 0.3
"""A value is telling from this rarity on."""


class Veto(StrEnum):
    """Why a control is not taken whatever its probability."""

    TWIN = "it has the name of a look-alike"
    ROW = "it stands in another row"
    DISABLED = "it is disabled"
    CONTRADICTION = "its label says the opposite"
    COUNT = "others are called the same, and their number or order has changed"
    NOWHERE = "it leads to no page, and the element did"
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
        "netto/brutto",
        "von/bis",
        "vor/nach",
        "alt/neu",
        "an/aus",
        "erste/zweite",
        "privat/dienstlich",
        "soll/haben",
    ]
)
"""Words that tell twins apart, in two languages; others are told by the stored look-alikes."""


def contradicts(stored: str, found: str) -> bool:
    """Whether two labels differ in a number, or in a word and its opposite."""
    mine, its = words(stored), words(found)
    if not mine or not its:
        return False
    stored_numbers, found_numbers = numbers(mine), numbers(its)
    if stored_numbers != found_numbers and (found_numbers or set(mine) & set(its)):
        return True
    only_mine, only_its = set(mine) - set(its), set(its) - set(mine)
    return any(frozenset((a, b)) in OPPOSITES for a in only_mine for b in only_its)


def numbers(found: Sequence[str]) -> list[str]:
    """The numbers among the words of a label."""
    return [word for word in found if word.isdigit()]


def veto(ranked: Ranked, control: Control) -> Veto | None:
    """Why the likeliest candidate must not be taken, if something forbids it."""
    wanted = ranked.wanted
    if control.disabled and not wanted.control.disabled:
        return Veto.DISABLED
    if any(alike(alias, control.name) > SAME for alias in wanted.aliases):
        return None
    return next(_vetoes(ranked, control), None)


SAME = 0.99
"""Two labels that are this much alike are one."""


def _vetoes(ranked: Ranked, control: Control) -> Iterator[Veto]:
    stored = ranked.wanted.control
    if control.name != stored.name:
        yield from _other_name(ranked.wanted, control)
    elif stored.row and control.row and stored.row != control.row:
        yield Veto.ROW
    if stored.group in CHOSEN and stored.text and control.text and stored.text != control.text:
        yield Veto.CHOICE
    if control.kind == "link" and control.href in PLACELESS and stored.href not in PLACELESS:
        yield Veto.NOWHERE
    if miscounted(ranked):
        yield Veto.COUNT


def _other_name(wanted: Fingerprint, control: Control) -> Iterator[Veto]:
    if control.name in wanted.twins:
        yield Veto.TWIN
    if contradicts(wanted.control.name, control.name):
        yield Veto.CONTRADICTION


PLACELESS = frozenset({"", "#", "javascript:"})
"""Where links lead that only open something on the page."""

TELLING = ("id", "html_name", "test_id", "href")
"""What tells one of a row of equals from the others."""

BESIDE = ("previous.same", "next.same", "row.same", "order.step")
"""What tells that an element among equals is still where it was."""


def miscounted(ranked: Ranked) -> bool:
    """Whether only its place tells the element from its equals, and that place has changed."""
    best = ranked.best
    if best is None:
        return False
    told = ranked.features[best]
    if any(told.get(f"{name}.same", 0.0) > RARE for name in TELLING):
        return False
    moved = all(
        any(f"{look}.{change}" in told for change in ("fewer", "more", "other"))
        for look in ("nth", "there")
    )
    return moved or (ranked.wanted.nth[1] > 1 and not any(each in told for each in BESIDE))
