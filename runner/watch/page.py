"""The page of the live view: as wide as the terminal, readable without colours."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from rich import box
from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from runner.watch.sight import Due, Sight, Trouble, Work

WIDE = 110
"""From this width on there is room for more columns."""

MANY = 10_000


def page(sight: Sight, width: int) -> RenderableType:
    """Everything that is seen, laid out for a width."""
    return Group(*_parts(sight, width))


def _parts(sight: Sight, width: int) -> Iterator[RenderableType]:
    yield head(sight)
    yield Text()
    if sight.work:
        yield work_table(sight.work, sight.at, width)
    else:
        yield Text("Nothing is at work.")
        yield Text()
    waits = list(wait_lines(sight))
    if waits:
        yield heading("Waits for a person")
        yield from (line(text, width, "magenta") for text in waits)
        yield Text()
    stopped = list(stopped_lines(sight))
    if stopped:
        yield heading("Stopped")
        yield from (line(text, width, "yellow") for text in stopped)
        yield Text()
    if sight.hosts:
        yield hosts_table(sight, width)
    if sight.due:
        yield heading("Next")
        yield due_table(sight.due, sight.at)
        yield Text()
    if sight.troubles:
        yield heading("Lately")
        yield troubles_table(sight.troubles, sight.at)


def head(sight: Sight) -> Text:
    """The time, and whether all is well, at first sight."""
    local = sight.at.astimezone()
    said = Text(f"Deskhand  {local:%a} {local.day} {local:%b %H:%M:%S}", style="bold")
    working = sum(work.working for work in sight.work)
    said.append(f"  {counted(len(sight.work), 'run')}, {counted(working, 'item')} in work", "dim")
    return said


def heading(text: str) -> Text:
    """A section's name."""
    return Text(text, style="bold")


def line(text: str, width: int, style: str = "") -> Text:
    """One line that ends at the edge."""
    shown = Text(f"  {one_line(text)}", style=style)
    shown.truncate(max(20, width), overflow="ellipsis")
    return shown


def work_table(work: tuple[Work, ...], now: datetime, width: int) -> Table:
    """A line for each run."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", expand=width < WIDE)
    wide = width >= WIDE
    table.add_column("at work", no_wrap=True, overflow="ellipsis", ratio=None if wide else 3)
    if wide:
        table.add_column("run", no_wrap=True)
        table.add_column("began", no_wrap=True)
    table.add_column("", min_width=8, width=24 if wide else None, ratio=None if wide else 2)
    for name in ("done", "not done", "left", "a min", "until"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in work:
        table.add_row(*_work_row(one, now, wide=wide))
    return table


def _work_row(one: Work, now: datetime, *, wide: bool) -> list[RenderableType]:
    name = one.schedule or one.bot
    named = Text(one_line(f"{name} (queued)" if one.is_queued and wide else name))
    more = [Text(one.run), Text(clock(one.began, now))] if wide else []
    bar = ProgressBar(
        total=max(1, one.total),
        completed=one.done + one.not_done,
        complete_style="green",
        finished_style="green",
    )
    return [
        named,
        *more,
        bar,
        Text(f"{one.done:,}", style="green"),
        Text(f"{one.not_done:,}", style="red" if one.not_done else "dim"),
        Text(f"{one.left:,}"),
        Text("–" if one.per_minute is None else pace(one.per_minute)),
        Text("–" if one.ends is None else clock(one.ends, now)),
    ]


def wait_lines(sight: Sight) -> Iterator[str]:
    """What needs a person, with the command that helps."""
    waits = sight.waiting
    if waits.in_doubt:
        yield f"{upto(waits.in_doubt)} in doubt: deskhand items --state in_doubt"
    if waits.decisions:
        yield f"{upto(waits.decisions)} to be answered: deskhand decisions"
    if waits.repairs:
        yield f"{upto(waits.repairs)} repairs to decide: deskhand screens repairs"
    if sight.untold:
        yield f"{counted(sight.untold, 'notice')} could not be sent: deskhand notices"


def stopped_lines(sight: Sight) -> Iterator[str]:
    """What does not go on at present."""
    for pause in sight.pauses:
        why = f": {pause.reason}" if pause.reason else ""
        yield f"{pause.what.value} {pause.name} is paused by {pause.who}{why}"
    for outage in sight.outages:
        yield f"app {outage}"
    if sight.waiting.cooling:
        yield f"{upto(sight.waiting.cooling)} items are tried again later"


def hosts_table(sight: Sight, width: int) -> Table:
    """A line for each host."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in ("host", "state", "in work", "bots"):
        table.add_column(name, no_wrap=name != "bots", overflow="ellipsis")
    for one in sight.hosts:
        bots = ", ".join(one.host.bots) if one.host.bots is not None else "all"
        style = "red" if one.state == "lost" else ""
        table.add_row(
            Text(one_line(one.host.host)[: max(12, width // 3)]),
            Text(one.state, style=style),
            Text(f"{one.items} of {one.host.slots}"),
            Text(one_line(bots)),
        )
    return table


def due_table(due: tuple[Due, ...], now: datetime) -> Table:
    """A line for each due time."""
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(no_wrap=True, overflow="ellipsis")
    for one in due:
        table.add_row(
            Text(f"  {clock(one.at, now)}"),
            Text(in_words(one.at - now), style="dim"),
            Text(one_line(f"{one.schedule} ({one.bot})")),
        )
    return table


def troubles_table(troubles: tuple[Trouble, ...], now: datetime) -> Table:
    """A line for each thing that did not go well."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=20)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for one in troubles:
        times = f"{one.times} × " if one.times > 1 else ""
        table.add_row(
            Text(f"  {clock(one.at, now)}", style="dim"),
            Text(one_line(one.what)),
            Text(f"{times}{one_line(one.message)}"),
        )
    return table


def clock(at: datetime, now: datetime) -> str:
    """A moment on this machine's clock, with the day where it is another one."""
    local, today = at.astimezone(), now.astimezone().date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if abs(local.date() - today) < timedelta(days=7):
        return f"{local:%a %H:%M}"
    return f"{local.day} {local:%b %H:%M}"


def in_words(length: timedelta) -> str:
    """`in 3 h 20 min`."""
    minutes = max(0, round(length.total_seconds() / 60))
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"in {days} d {hours} h"
    return f"in {hours} h {minutes} min" if hours else f"in {minutes} min"


def pace(per_minute: float) -> str:
    """Items a minute, as exactly as it can be known."""
    return f"{per_minute:.1f}" if per_minute < 10 else f"{per_minute:,.0f}"


def upto(number: int) -> str:
    """A number that was counted no further than 10,000."""
    return f"{number:,} or more" if number >= MANY else f"{number:,}"


def counted(number: int, what: str) -> str:
    """`1 run`, `2 runs`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def one_line(text: str, limit: int = 300) -> str:
    """Text of any origin, safe for a terminal."""
    clean = "".join(char if char.isprintable() else " " for char in text[: limit + 1])
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
