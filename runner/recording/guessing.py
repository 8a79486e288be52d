"""Guesses of what kind a value is, from how it was typed."""

import re
from contextlib import suppress
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from runner.healing.control import Control, words
from runner.screens.model import App

COUNTED = frozenset(
    words("quantity amount count number_of pieces anzahl menge stuck stueck quantite cantidad days")
)
"""Words of labels behind which digits are a number, and not a name made of digits."""

AMOUNT = re.compile(r"-?\d{1,3}(?:[.,' ]\d{3})*[.,]\d{1,4}|-?\d+[.,]\d{1,4}")

DATE_PARTS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MM": "%m",
    "DD": "%d",
    "M": "%m",
    "D": "%d",
    "HH": "%H",
    "H": "%H",
    "mm": "%M",
    "ss": "%S",
}


class Guess(StrEnum):
    """The type of a field in the bot's model."""

    TEXT = "str"
    DATE = "date"
    AMOUNT = "Decimal"
    NUMBER = "int"
    YES_OR_NO = "bool"
    TEXTS = "list[str]"


def strftime_of(form: str) -> str:
    """A date form of a selector file (`DD.MM.YYYY`) as Python has it."""
    pattern = "|".join(sorted(DATE_PARTS, key=len, reverse=True))
    return re.sub(pattern, lambda found: DATE_PARTS[found[0]], form)


def guess(app: App, control: Control, value: str | None, *, many: bool = False) -> Guess:
    """What kind of value was typed into a control; text, unless something else is likely."""
    if many:
        return Guess.TEXTS
    if control.kind == "checkbox":
        return Guess.YES_OR_NO
    text = (value or "").strip()
    if control.kind == "date" or _is_date(text, app.date):
        return Guess.DATE
    if control.kind in {"select", "radio", "listbox"}:
        return Guess.TEXT
    counted = control.kind == "number" or bool(COUNTED & set(words(control.name)))
    if _is_amount(text, app.decimal):
        return Guess.AMOUNT
    return Guess.NUMBER if counted and re.fullmatch(r"-?\d{1,9}", text) else Guess.TEXT


def _is_date(text: str, form: str) -> bool:
    try:
        parsed = datetime.strptime(text, strftime_of(form))  # noqa: DTZ007 - only its form counts
    except ValueError:
        return False
    return 1900 <= parsed.year < 2200


def _is_amount(text: str, decimal: str) -> bool:
    if not AMOUNT.fullmatch(text) or text.rfind(decimal) < max(1, len(text) - 5):
        return False
    return decimal_of(text, decimal) is not None


def decimal_of(text: str, decimal: str) -> Decimal | None:
    """A typed amount as a number; None when it is none."""
    plain = "".join(letter for letter in text if letter.isdigit() or letter in f"-{decimal}")
    try:
        return Decimal(plain.replace(decimal, "."))
    except InvalidOperation:
        return None


def example(app: App, kind: Guess, value: str) -> object:
    """A typed value as a JSON feed has it."""
    match kind:
        case Guess.YES_OR_NO:
            return value == "true"
        case Guess.TEXTS:
            return value.split("\n") if value else []
        case Guess.NUMBER:
            return int(value)
        case Guess.AMOUNT:
            return str(decimal_of(value, app.decimal))
        case Guess.DATE:
            return _iso(value, app)
        case Guess.TEXT:
            return value


def _iso(text: str, app: App) -> str:
    with suppress(ValueError):
        form = strftime_of(app.date)
        return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a date has none
    return text
