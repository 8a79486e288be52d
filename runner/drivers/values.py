"""Values as they are typed into a screen, and whether a screen took them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from runner.screens.model import App, Element, ReadBack
from runner.secret import Secret

Value = str | int | float | Decimal | bool | date | datetime | time | Secret | Sequence[str]

DATE_PARTS = re.compile(r"YYYY|YY|MM|M|DD|D|HH|H|mm|ss")


@dataclass(frozen=True, slots=True)
class Typed:
    """One value in the forms in which a screen may want it."""

    value: str | list[str]
    iso: str | None = None
    """For the browser's own date and time fields."""
    plain: str | None = None
    """For the browser's own number fields."""
    number: Decimal | None = None
    secret: bool = False
    """It is hidden wherever it is shown, whatever its element says."""

    @property
    def text(self) -> str:
        """The value as one text."""
        return self.value if isinstance(self.value, str) else "\n".join(self.value)


def typed(value: Value, element: Element, app: App) -> Typed:
    """How `value` is typed into `element`: dates and amounts in the form the file says."""
    if isinstance(value, Secret):
        return Typed(value.reveal(), secret=value.hidden)
    if isinstance(value, bool):
        return Typed("true" if value else "false")
    if isinstance(value, (date, time)):
        return Typed(_date(value, element.date or app.date), iso=_iso(value))
    if isinstance(value, (int, float, Decimal)):
        return _number(value, element.decimal or app.decimal)
    if isinstance(value, str):
        return Typed(value)
    return Typed([str(one) for one in value])


def _number(value: float | Decimal, sign: str) -> Typed:
    number = Decimal(str(value))
    plain = format(number, "f")
    return Typed(plain.replace(".", sign), plain=plain, number=number)


def _iso(value: date | time) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.strftime("%H:%M") if isinstance(value, time) else value.isoformat()


def _date(value: date | time, form: str) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a calendar day has no zone
    parts = {
        "YYYY": f"{moment.year:04}",
        "YY": f"{moment.year % 100:02}",
        "MM": f"{moment.month:02}",
        "M": str(moment.month),
        "DD": f"{moment.day:02}",
        "D": str(moment.day),
        "HH": f"{moment.hour:02}",
        "H": str(moment.hour),
        "mm": f"{moment.minute:02}",
        "ss": f"{moment.second:02}",
    }
    return DATE_PARTS.sub(lambda found: parts[found.group()], form)


def was_taken(wanted: Typed, found: str, also: str | None, rule: ReadBack) -> bool:
    """Whether what stands in the field is what was typed, as far as `read_back` demands.

    `also` is the inner value of a choice, whose label is `found`.
    """
    if rule is ReadBack.NONE:
        return True
    if also is not None:
        return _chosen(wanted, found) or _chosen(wanted, also)
    accepted = {_lines(one) for one in (wanted.text, wanted.iso, wanted.plain) if one is not None}
    if _lines(found) in accepted:
        return True
    return (
        wanted.number == _parsed(found, wanted)
        if wanted.number is not None
        else _near(wanted.text, found, rule)
    )


def _chosen(wanted: Typed, found: str) -> bool:
    asked = wanted.value if isinstance(wanted.value, list) else [wanted.value]
    return sorted(map(_label, asked)) == sorted(map(_label, found.split("\n")))


def _label(text: str) -> str:
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return spaced.rstrip(":：* ")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _parsed(text: str, wanted: Typed) -> Decimal | None:
    sign = "," if "," in wanted.text else "."
    kept = re.sub(rf"[^\d\-{re.escape(sign)}]", "", text).replace(sign, ".")
    other = re.sub(r"[^\d\-.]", "", text)
    for candidate in (kept, other):
        try:
            if Decimal(candidate) == wanted.number:
                return wanted.number
        except InvalidOperation:
            continue
    return None


def _near(wanted: str, found: str, rule: ReadBack) -> bool:
    if rule is ReadBack.CASE:
        return wanted.casefold() == found.casefold()
    if rule is ReadBack.SPACES:
        return wanted.split() == found.split()
    if rule is ReadBack.DIGITS:
        return _signs(wanted) == _signs(found)
    return False


def _signs(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
