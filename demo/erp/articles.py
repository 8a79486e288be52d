"""The articles that can be ordered."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Article:
    """One thing in the catalogue."""

    number: str
    name: str
    price: Decimal


_KINDS = (
    ("A", "Desk lamp", "39.90"),
    ("B", "Bürostuhl „Aalen“", "249.00"),
    ("C", "Étagère murale", "118.50"),
    ("D", "Καρέκλα γραφείου", "87.20"),
    ("E", "Стол письменный", "312.00"),
    ("F", "办公桌", "455.00"),
    ("G", "حامل شاشة", "64.75"),
    ("H", "Filing cabinet, 4 drawers", "529.00"),
)
_COLOURS = ("white", "black", "oak", "grey", "red")


def catalogue() -> dict[str, Article]:
    """Every article, by its number: `A-01` to `H-05`."""
    found = {}
    for letter, name, price in _KINDS:
        for index, colour in enumerate(_COLOURS, start=1):
            number = f"{letter}-{index:02}"
            dearer = Decimal(price) + Decimal(index - 1) * Decimal("2.50")
            found[number] = Article(number, f"{name}, {colour}", dearer)
    return found
