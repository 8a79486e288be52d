"""Schedules as lines for cron, units for systemd, and tasks for Windows.

They start `deskhand batch` at least as often as the schedule is due, on the machine's own clock;
the batch looks which of its due times have come. So what the others cannot say (calendars, zones,
changes of the clock) still holds.
"""

import math
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from runner.errors import InputError
from runner.schedules.book import Planned
from runner.schedules.expression import Expression, plain
from runner.schedules.schedule import After, Asked, Interval, Once, When

HOUR = timedelta(hours=1)

MOST_TRIGGERS = 48
"""A Windows task takes no more triggers."""

DAYS_LOOKED_AT = 750
"""Over two years every change of a clock is seen, and every day of a month."""


class NoLineError(InputError):
    """A schedule that nothing outside can start."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a schedule is started from outside."""

    name: str
    words: tuple[str, ...]
    """The program and its arguments."""
    folder: PurePath


@dataclass(frozen=True, slots=True)
class Minute:
    """Minutes of a day on the machine's clock, as cron names them."""

    minutes: str
    hours: str
    days: str = "*"
    months: str = "*"
    weekdays: str = "*"

    def __str__(self) -> str:
        return f"{self.minutes} {self.hours} {self.days} {self.months} {self.weekdays}"


def cron_minutes(planned: Planned, here: ZoneInfo) -> list[Minute]:
    """When cron is to start it. More often than it is due does no harm, less often would.

    Raises:
        NoLineError: no clock starts it.
    """
    when, zone = planned.schedule.when, planned.schedule.zone
    if isinstance(when, After | Asked):
        raise NoLineError(
            f"No clock starts the schedule {planned.schedule.name!r}.",
            hint="What follows another one is started with it; others are started by hand.",
        )
    if isinstance(when, Interval) and when.every < HOUR:
        return [every(when, here)]
    if isinstance(when, Once):
        at = when.at.astimezone(here)
        return [Minute(str(at.minute), str(at.hour), str(at.day), str(at.month))]
    if not isinstance(when, Expression):
        return moments(when, here)
    plain_one = plain(when.text).lower().split()
    if zone.key == here.key and is_common(plain_one):
        return [Minute(*plain_one), *gaps(when, here)]
    return moments(when, here)


def is_common(fields: Sequence[str]) -> bool:
    """Whether every cron understands an expression; `L` and `#` are of ours only."""
    # With both days given, some crons want both and some one of them.
    both = fields[2] != "*" and fields[4] != "*"
    return not both and not any(part == "l" or "#" in part for part in fields)


def gaps(when: Expression, here: ZoneInfo) -> list[Minute]:
    """Minutes after a change of the clock at which it is due, and a plain cron would not start."""
    wanted = {(due.hour, due.minute) for due in coming(when, here)}
    if not when.fixed:
        return []
    minute, hour = plain(when.text).split()[:2]
    if not (minute.isdigit() and hour.isdigit()):
        return []
    wanted.discard((int(hour), int(minute)))
    return [Minute(str(m), str(h)) for h, m in sorted(wanted)]


def moments(when: When, here: ZoneInfo) -> list[Minute]:
    """Every minute of the machine's day at which it is due on some day of the next two years."""
    by_hours: dict[int, set[int]] = {}
    for due in coming(when, here):
        by_hours.setdefault(due.hour, set()).add(due.minute)
    alike: dict[tuple[int, ...], list[int]] = {}
    for hour, minutes in sorted(by_hours.items()):
        alike.setdefault(tuple(sorted(minutes)), []).append(hour)
    return [Minute(listed(minutes, 60), listed(hours, 24)) for minutes, hours in alike.items()]


def coming(when: When, here: ZoneInfo) -> Iterator[datetime]:
    """Due times of the next two years, on the machine's clock."""
    now = datetime.now(UTC)
    for due in when.after(now):
        if due > now + timedelta(days=DAYS_LOOKED_AT):
            return
        yield due.astimezone(here)


def listed(numbers: Sequence[int], whole: int) -> str:
    """Numbers as a field of cron."""
    return "*" if len(numbers) == whole else ",".join(map(str, numbers))


def every(when: Interval, here: ZoneInfo) -> Minute:
    """As often as an interval of less than an hour, or each minute where cron cannot say it."""
    minutes, rest = divmod(when.every, timedelta(minutes=1))
    first = next(when.after(datetime.now(UTC))).astimezone(here)
    fits = not rest and 60 % minutes == 0 and first.minute % minutes == 0
    return Minute(f"*/{minutes}" if fits and minutes > 1 else "*", "*")


def cron(planned: Planned, start: Start, here: ZoneInfo) -> list[str]:
    """The lines of a crontab. Raises NoLineError."""
    command = f"cd {shlex.quote(str(start.folder))} && {shlex.join(start.words)}"
    # cron takes a bare per cent sign for the end of the command.
    return [f"{minute} {command}".replace("%", r"\%") for minute in cron_minutes(planned, here)]


def calendar_lines(planned: Planned, here: ZoneInfo) -> list[str]:
    """`OnCalendar` of a systemd timer. Raises NoLineError."""
    return [
        f"*-*-* {systemd_field(each.hours)}:{systemd_field(each.minutes)}:00"
        for each in daily(planned, here)
    ]


def systemd_field(text: str) -> str:
    """A field of cron as systemd writes it."""
    if text.startswith("*/"):
        return f"00/{text[2:]}"
    return ",".join(f"{int(part):02}" if part.isdigit() else part for part in text.split(","))


def daily(planned: Planned, here: ZoneInfo) -> list[Minute]:
    """Minutes of every day at which it is started; the batch knows whether it is due that day."""
    when = planned.schedule.when
    short = isinstance(when, Interval) and when.every < HOUR
    if short or isinstance(when, After | Asked):
        return cron_minutes(planned, here)
    return moments(when, here)


def systemd(planned: Planned, start: Start, here: ZoneInfo) -> dict[str, str]:
    """A service and its timer, by their files' names. Raises NoLineError."""
    unit = f"deskhand-{systemd_name(start.name)}"
    command = " ".join(systemd_word(word) for word in start.words)
    service = f"""\
[Unit]
Description=Deskhand batch {start.name}
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
WorkingDirectory={systemd_path(start.folder)}
ExecStart={command}
KillMode=mixed
TimeoutStopSec=180
SuccessExitStatus=0 1 3
"""
    times = "\n".join(f"OnCalendar={line}" for line in calendar_lines(planned, here))
    timer = f"""\
[Unit]
Description=Starts the Deskhand batch {start.name}

[Timer]
{times}
AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {f"{unit}.service": service, f"{unit}.timer": timer}


def systemd_name(name: str) -> str:
    """A part of a unit's name: other than plain letters, it takes bytes by their numbers."""
    return "".join(
        letter if letter.isascii() else "".join(f"\\x{byte:02x}" for byte in letter.encode())
        for letter in name
    )


def systemd_word(word: str) -> str:
    """A word of a command line, as systemd reads it."""
    told = word.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$")
    return '"' + told.replace('"', '\\"') + '"' if set(told) & set(" \t'\"") else told


def systemd_path(path: PurePath) -> str:
    """A folder, as systemd reads it."""
    return str(path).replace("%", "%%")


def windows(planned: Planned, start: Start, here: ZoneInfo) -> str:
    """A task definition for Windows Task Scheduler. Raises NoLineError."""
    program, *arguments = start.words
    triggers = "\n".join(
        f"""    <CalendarTrigger>
      <StartBoundary>2026-01-01T{hour:02}:{minute:02}:00</StartBoundary>{repeated}
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>"""
        for hour, minute, repeated in windows_times(planned, here)
    )
    return f"""\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Deskhand batch {escape(start.name)}</Description></RegistrationInfo>
  <Triggers>
{triggers}
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <StartWhenAvailable>true</StartWhenAvailable>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(subprocess.list2cmdline(arguments))}</Arguments>
      <WorkingDirectory>{escape(str(start.folder))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def windows_times(planned: Planned, here: ZoneInfo) -> Iterator[tuple[int, int, str]]:
    """Hours and minutes of each day, and what repeats a trigger; never very many triggers."""
    found = daily(planned, here)
    if len(found) == 1 and (found[0].minutes == "*" or found[0].minutes.startswith("*/")):
        step = found[0].minutes.removeprefix("*").removeprefix("/") or "1"
        yield 0, 0, repetition(int(step))
        return
    times = [
        (hour, minute) for each in found for hour in numbers(each.hours, 24)
        for minute in numbers(each.minutes, 60)
    ]  # fmt: skip
    if len(times) <= MOST_TRIGGERS:
        yield from ((hour, minute, "") for hour, minute in sorted(times))
    else:
        yield 0, 0, repetition(math.gcd(*(hour * 60 + minute for hour, minute in times), 60))


def repetition(minutes: int) -> str:
    """Again and again for the whole day."""
    return f"\n      <Repetition><Interval>PT{minutes}M</Interval><Duration>P1D</Duration></Repetition>"


def numbers(field: str, whole: int) -> list[int]:
    """What a list of cron, or its star, stands for."""
    return list(range(whole)) if field == "*" else [int(part) for part in field.split(",")]
