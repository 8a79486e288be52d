"""How notices say numbers, times and reasons, so that all say them alike."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\u201c[^\u201d]*\u201d|\u201e[^\u201c]*\u201c|`[^`]*`")
_NUMBER = re.compile(r"[\w.+-]*\d[\w.,:/+-]*")
_MAIL = re.compile(r"\S+@\S+")
_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]*)://\S*", re.IGNORECASE)
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

TELLING = timedelta(minutes=1)
"""The rate of a shorter run tells nothing."""

SHORTEST = 3
"""Values of fewer characters stand in every sentence, and tell nobody."""


def plain_line(text: str, limit: int = 300) -> str:
    """Text of any origin as one line that shows what it holds."""
    clean = " ".join(_UNSEEN.sub(" ", text[: limit * 4]).split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"


def without_values(text: str, values: Iterable[str] = ()) -> str:
    """A sentence about an item without what belongs to the item alone.

    A mail goes through many hands: what is quoted, numbers, addresses, and the item's own values
    become `…`. The report, which stays where the ledger is, has the sentence as it was said.
    """
    first = text.strip().partition("\n")[0][:2000]
    for value in sorted({v for v in values if len(v.strip()) >= SHORTEST}, key=len, reverse=True):
        first = re.sub(re.escape(value.strip()), "…", first, flags=re.IGNORECASE)
    first = _ADDRESS.sub(r"\1://…", _QUOTED.sub("…", first))
    return plain_line(_NUMBER.sub("…", _MAIL.sub("…", first)), 160)


def number_of(count: int, one: str, many: str | None = None) -> str:
    """`1 item`, `2 items`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def moment(at: datetime, zone: tzinfo) -> str:
    """`Tue 24 Nov 2026, 02:30 CET`."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} {zone_word(local)}"


def clock(at: datetime, near: datetime, zone: tzinfo) -> str:
    """The time alone where the day is the same as another's; else both."""
    local = at.astimezone(zone)
    if local.date() == near.astimezone(zone).date():
        return f"{local:%H:%M:%S}"
    return f"{local:%a} {local.day} {local:%b, %H:%M:%S}"


def zone_word(local: datetime) -> str:
    """A zone's usual letters, or its distance from UTC."""
    name = local.tzname() or "UTC"
    return name if name.isalpha() else f"UTC{name}" if name[:1] in "+-" else name


def took(length: timedelta) -> str:
    """`42 min 40 s`."""
    seconds = max(0, round(length.total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def rate(items: int, length: timedelta) -> str:
    """`281 items an hour`; empty when nothing can be said, of a run of seconds for one."""
    if not items or length < TELLING:
        return ""
    return f"{items / (length / timedelta(hours=1)):,.0f} items an hour"
