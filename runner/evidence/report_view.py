"""What the report says, worked out before anything is laid out: numbers, reasons, entries."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from runner.evidence.report_tally import Group, Tally, visible
from runner.evidence.wording import STATUS, anchor, local_time
from runner.item import ItemOutcome, ItemState


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


def figures(tally: Tally, started: datetime, ended: datetime | None) -> Figures:
    """The numbers of a tally, with the run's time."""
    duration = max((ended or tally.last_end or started) - started, timedelta())
    return Figures(
        total=tally.total,
        counts=_counts(tally.numbers, tally.total),
        duration=words_for(duration),
        rate=_rate(len(tally.seconds), duration),
        per_item=_per_item(tally.seconds),
    )


def reasons(tally: Tally) -> list[Reason]:
    """Why items were not done, most frequent first."""
    order = list(STATUS)
    found = [
        Reason(
            state=state,
            word=STATUS[state],
            text=_common_words(pattern, group),
            number=group.number,
            links=tuple((anchor(each), name_of(each)) for each in group.first),
            more=max(0, group.number - len(group.first)),
        )
        for (state, pattern), group in tally.groups.items()
    ]
    return sorted(found, key=lambda reason: (-reason.number, order.index(reason.state)))


def _common_words(pattern: str, group: Group) -> str:
    """The whole sentence where all say the same, else what they have in common."""
    said = next(iter(group.said))
    return visible(said, 400) or pattern if len(group.said) == 1 else pattern


def name_of(outcome: ItemOutcome) -> str:
    """How a person knows an item: its key, else its row."""
    row = outcome.source.row
    return visible(outcome.key or (f"row {row}" if row else str(outcome.source)), 60)


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


def _rate(worked: int, duration: timedelta) -> str:
    hours = duration.total_seconds() / 3600
    return f"{worked / hours:,.0f} items an hour" if worked and hours > 0 else ""


def _per_item(seconds: Sequence[float]) -> str:
    if not seconds:
        return ""
    middle = words_for(timedelta(seconds=statistics.median(seconds)))
    return f"{middle} an item, the slowest {words_for(timedelta(seconds=max(seconds)))}"
