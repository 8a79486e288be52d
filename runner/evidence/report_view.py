"""What the report says, worked out before anything is laid out: numbers, reasons, entries."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from runner.evidence.wording import STATUS, anchor, local_time
from runner.item import ItemOutcome, ItemState

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\u201c[^\u201d]*\u201d|\u201e[^\u201c]*\u201c")
_CELL = re.compile(r"\bcell [A-Z]{1,3}\d+ ?")
_NUMBER = re.compile(r"\d[\d.,:/-]*")
_SHOWN_LINKS = 24
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many items are in one state, and their share of the bar, in thousandths."""

    state: ItemState
    word: str
    number: int
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Items that were not done for the same reason."""

    state: ItemState
    word: str
    text: str
    number: int
    links: tuple[tuple[str, str], ...]
    """Anchor and name of the first few."""
    more: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers at the top."""

    total: int
    counts: tuple[Count, ...]
    duration: str
    rate: str
    per_item: str


def figures(outcomes: Sequence[ItemOutcome], started: datetime, ended: datetime | None) -> Figures:
    """Count the outcomes and time them."""
    numbers = Counter(outcome.state for outcome in outcomes)
    last = ended or max((o.ended_at for o in outcomes if o.ended_at), default=started)
    duration = max(last - started, timedelta())
    return Figures(
        total=len(outcomes),
        counts=_counts(numbers, len(outcomes)),
        duration=words_for(duration),
        rate=_rate(outcomes, duration),
        per_item=_per_item([o.seconds for o in outcomes if o.seconds is not None]),
    )


def reasons(outcomes: Iterable[ItemOutcome]) -> list[Reason]:
    """Why items were not done, most frequent first, values left out of the comparison."""
    groups: dict[tuple[ItemState, str], list[ItemOutcome]] = {}
    for outcome in outcomes:
        if outcome.state is not ItemState.DONE:
            groups.setdefault((outcome.state, reason_of(outcome)), []).append(outcome)
    order = list(STATUS)
    found = [
        Reason(
            state=state,
            word=STATUS[state],
            text=_common_words(text, members),
            number=len(members),
            links=tuple((anchor(each), name_of(each)) for each in members[:_SHOWN_LINKS]),
            more=max(0, len(members) - _SHOWN_LINKS),
        )
        for (state, text), members in groups.items()
    ]
    return sorted(found, key=lambda reason: (-reason.number, order.index(reason.state)))


def _common_words(pattern: str, members: Sequence[ItemOutcome]) -> str:
    """The whole sentence where all say the same, else what they have in common."""
    said = {outcome.message.strip().partition("\n")[0] for outcome in members}
    return visible(said.pop(), 400) or pattern if len(said) == 1 else pattern


def reason_of(outcome: ItemOutcome) -> str:
    """An outcome's first sentence without what differs from item to item."""
    first = outcome.message.strip().partition("\n")[0][:400]
    if not first:
        return STATUS[outcome.state]
    return visible(_NUMBER.sub("…", _CELL.sub("", _QUOTED.sub("…", first))), 160)


def name_of(outcome: ItemOutcome) -> str:
    """How a person knows an item: its key, else its row."""
    row = outcome.source.row
    return visible(outcome.key or (f"row {row}" if row else str(outcome.source)), 60)


def visible(text: str, limit: int) -> str:
    """Text that shows what it holds: no control characters, no turned directions, bounded."""
    text = text[: limit + 1]
    shown = _UNSEEN.sub("�", text)
    return shown if len(shown) <= limit else f"{shown[:limit]}…"


def words_for(duration: timedelta) -> str:
    """A duration as a person says it: `3 min 12 s`."""
    seconds = duration.total_seconds()
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def moment_words(moment: datetime, zone: tzinfo | None) -> str:
    """A moment on the person's clock, its zone named."""
    local = local_time(moment, zone)
    offset = local.strftime("%z")
    named = local.tzname() or ""
    utc = "UTC" if offset in {"+0000", ""} else f"UTC{offset[:3]}:{offset[3:]}"
    zone_name = utc if named in {"", utc} else f"{named}, {utc}"
    return f"{local:%Y-%m-%d %H:%M:%S} ({zone_name})"


def _counts(numbers: Counter[ItemState], total: int) -> tuple[Count, ...]:
    counts, start = [], 0
    present = [state for state in STATUS if numbers[state]]
    for state in present:
        # The last one takes what rounding left, or the bar would have a gap.
        width = 1000 - start if state is present[-1] else round(1000 * numbers[state] / total)
        counts.append(Count(state, STATUS[state], numbers[state], start, width))
        start += width
    return tuple(counts)


def _rate(outcomes: Sequence[ItemOutcome], duration: timedelta) -> str:
    worked = sum(1 for outcome in outcomes if outcome.seconds is not None)
    hours = duration.total_seconds() / 3600
    return f"{worked / hours:,.0f} items an hour" if worked and hours > 0 else ""


def _per_item(seconds: Sequence[float]) -> str:
    if not seconds:
        return ""
    middle = words_for(timedelta(seconds=statistics.median(seconds)))
    return f"{middle} an item, the slowest {words_for(timedelta(seconds=max(seconds)))}"
