"""From what a cell holds to what a field is given: nothing is guessed, nothing is rounded."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from runner.feeds.table import Mark
from runner.feeds.wanted import Kind, Wanted

EXACT_LIMIT = 10**15
"""Spreadsheets keep 15 digits; a longer number has lost its last ones."""
_ENDS = (
    " \t\r\n\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
    # Not seen at all: zero width, marks of direction, byte order mark.
    "\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?"
)
_ISO_TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")
_NO_NUMBER = re.compile(r"_|nan|inf", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class CellProblem(Exception):  # noqa: N818 - a finding about a value, caught where rows are read
    """The cell cannot be given to the field; the text says why, in a clerk's words."""


def input_for(wanted: Wanted, value: object, mark: Mark | None = None) -> object:
    """What the model is given for a cell, None for an empty one; raises CellProblem."""
    if mark is not None:
        _refuse_marked(mark)
    value = trimmed(value) if isinstance(value, str) else value
    if value is None or value == "":
        return None
    if wanted.model_decides:
        return _text(value, mark) if isinstance(value, int | float | Decimal) else value
    return _READERS[wanted.kind](value, mark)


def trimmed(text: str) -> str:
    """Text without what cannot be seen at its ends; line breaks inside are kept."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip(_ENDS)
    if control := _CONTROL.search(text):
        raise CellProblem(f"holds the control character U+{ord(control[0]):04X}: type it again")
    return text


def _refuse_marked(mark: Mark) -> None:
    if mark.error is not None:
        raise CellProblem(f"shows {mark.error}: repair the formula")
    if mark.without_value:
        raise CellProblem(
            "is a formula whose result was never stored: open and save it in a spreadsheet program"
        )
    if mark.merged_into is not None and not mark.carries:
        raise CellProblem(f"is covered by the merged cells {mark.merged_into}: unmerge them")


def _text(value: object, mark: Mark | None) -> object:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        digits = _digits(value)
        width = mark.digits if mark is not None and mark.digits else 0
        return digits.zfill(width) if digits.isdigit() else digits
    if isinstance(value, datetime):
        whole_day = value.time() == time()
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


def _digits(value: float | Decimal) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        _refuse_rounded(value)
        value = Decimal(format(value, ".15g"))
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _refuse_rounded(value: float) -> None:
    if abs(value) >= EXACT_LIMIT:
        raise CellProblem(
            "is a number of more than 15 digits, which the spreadsheet has already rounded: "
            "enter it again as text"
        )


def _whole(value: object, _mark: Mark | None) -> object:
    if isinstance(value, float):
        _refuse_rounded(value)
        return int(value) if value.is_integer() else value
    if isinstance(value, str) and "_" in value:
        raise CellProblem("is not a whole number: use 12")
    return _no_date(value, "is a date, not a number")


def _decimal(value: object, _mark: Mark | None) -> object:
    if isinstance(value, float):
        _refuse_rounded(value)
        return Decimal(format(value, ".15g"))
    if isinstance(value, bool):
        raise CellProblem("is TRUE or FALSE, not a number")
    return _float(value, _mark)


def _float(value: object, _mark: Mark | None) -> object:
    # What only a programmer reads as a number: digits_with_underscores, nan, infinity.
    if isinstance(value, str) and _NO_NUMBER.search(value):
        raise CellProblem("is not a number: use 12.50")
    return _no_date(value, "is a date, not a number")


def _no_date(value: object, reason: str) -> object:
    if isinstance(value, date | time | timedelta):
        raise CellProblem(reason)
    return value


def _date(value: object, _mark: Mark | None) -> object:
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return _iso(value, _ISO_DATE, "is not a date: use 2026-11-21", (date,))


def _moment(value: object, _mark: Mark | None) -> object:
    reason = "is not a date and time: use 2026-11-21 14:30"
    return _iso(value, _ISO_MOMENT, reason, (date,))


def _time(value: object, _mark: Mark | None) -> object:
    return _iso(value, _ISO_TIME, "is not a time: use 14:30", (time,))


def _iso(value: object, form: re.Pattern[str], reason: str, native: tuple[type, ...]) -> object:
    if isinstance(value, native):
        return value
    if isinstance(value, str) and form.fullmatch(value):
        return value
    # A bare number would be taken for seconds since 1970.
    if isinstance(value, int | float | Decimal):
        raise CellProblem(f"is a number without a date format; {reason.partition(': ')[2]}")
    raise CellProblem(reason)


def _as_is(value: object, _mark: Mark | None) -> object:
    return value


_READERS: dict[Kind, Callable[[object, Mark | None], object]] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.FLOAT: _float,
    Kind.TRUTH: _as_is,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.TIME: _time,
    Kind.OTHER: _as_is,
}
