"""The book of schedules: `schedules.yaml`, read and checked, with everything that is wrong at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from runner.errors import InputError
from runner.schedules.app_entries import AppEntry
from runner.schedules.calendar import Calendar
from runner.schedules.calendar_reading import calendar_of
from runner.schedules.entries import CalendarEntry, ScheduleEntry, SchedulesFile
from runner.schedules.notice_entries import SignalEntry, TellEntry
from runner.schedules.planning import schedule_of
from runner.schedules.schedule import After, Schedule
from runner.schedules.trigger_entries import TriggerEntry
from runner.schedules.windows import AppRules, app_rules
from runner.schedules.zones import zone_of
from runner.yaml_source import FileKind, FileProblem, Path_, ProblemsError, Source, read_source
from runner.yaml_wording import did_you_mean, reworded

NAME = "schedules.yaml"

NAMED = ("calendars", "resources", "tell", "schedules", "triggers")

NAME_OF_ONE = re.compile(r"\w[\w.-]{0,79}")
NAMES = "Use up to 80 letters, digits, `_`, `-` and `.`, and begin with a letter or a digit."

T = TypeVar("T")


class SchedulesFileError(ProblemsError):
    """`schedules.yaml` cannot be used; `problems` lists everything that is wrong with it."""


class NoSuchScheduleError(InputError):
    """There is no schedule of that name."""

    def __init__(self, name: str, book: "ScheduleBook") -> None:
        super().__init__(
            f"There is no schedule {name!r} in {book.file}.",
            hint=did_you_mean(name, book.schedules),
        )


SCHEDULES = FileKind(
    "schedules file",
    needs="It needs `version: 1`, `zone:` and `schedules:`.",
    missing="Write it: docs/schedules.md of Deskhand shows how.",
    error=SchedulesFileError,
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule, and what the file says of its runs."""

    schedule: Schedule
    entry: ScheduleEntry
    needs: Mapping[str, int]
    """Resource → how many may use it at once."""


@dataclass(frozen=True, slots=True)
class ScheduleBook:
    """Everything that `schedules.yaml` says."""

    file: Path
    zone: ZoneInfo
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    resources: Mapping[str, int] = field(default_factory=dict)
    apps: Mapping[str, AppRules] = field(default_factory=dict)
    tell: Mapping[str, TellEntry] = field(default_factory=dict)
    signal: SignalEntry | None = None
    schedules: Mapping[str, Planned] = field(default_factory=dict)
    triggers: Mapping[str, TriggerEntry] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Section and name → the line of the file."""

    def planned(self, name: str) -> Planned:
        """One schedule.

        Raises:
            NoSuchScheduleError: there is none of that name.
        """
        if name not in self.schedules:
            raise NoSuchScheduleError(name, self)
        return self.schedules[name]


def read_book(file: Path) -> ScheduleBook:
    """Read `schedules.yaml`.

    Raises:
        SchedulesFileError: holds every problem found, each with its line.
    """
    source = read_source(file, SCHEDULES)
    if not isinstance(source.values, dict):
        said = "a schedules file is keys and values, not a list or a text."
        raise SchedulesFileError([source.problem((), said, SCHEDULES.needs)])
    try:
        entry = SchedulesFile.model_validate(source.values)
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False)
        worded = [reworded(dict(one), SchedulesFile) for one in errors]
        raise SchedulesFileError(in_order([source.problem(*one) for one in worded])) from None
    return _Binding(source, entry).book()


def in_order(problems: list[FileProblem]) -> list[FileProblem]:
    """From the top of the file to its end."""
    return sorted(problems, key=lambda problem: problem.line)


class _Binding:
    """Turns entries into what they mean, and collects what they cannot mean."""

    def __init__(self, source: Source, entry: SchedulesFile) -> None:
        self._source = source
        self._entry = entry
        self._problems: list[FileProblem] = []

    def book(self) -> ScheduleBook:
        """The whole. Raises SchedulesFileError."""
        entry = self._entry
        zone = self._try(("zone",), lambda: zone_of(entry.zone)) or ZoneInfo("UTC")
        calendars = _usable(
            {name: self._calendar(name, each, zone) for name, each in entry.calendars.items()}
        )
        schedules = _usable(
            {
                name: self._planned(name, each, zone, calendars)
                for name, each in entry.schedules.items()
            }
        )
        apps = _usable({name: self._app(name, each, zone) for name, each in entry.apps.items()})
        self._check_called()
        self._check_names()
        self._check_chains()
        if self._problems:
            raise SchedulesFileError(in_order(self._problems))
        return ScheduleBook(
            self._source.file,
            zone,
            calendars,
            entry.resources,
            apps,
            entry.tell,
            entry.signal,
            schedules,
            entry.triggers,
            self._lines(),
        )

    def _try(self, where: Path_, making: Callable[[], T]) -> T | None:
        try:
            return making()
        except InputError as error:
            self._problems.append(self._source.problem(where, error.message, error.hint))
            return None

    def _calendar(self, name: str, entry: CalendarEntry, zone: ZoneInfo) -> Calendar | None:
        return self._try(("calendars", name), lambda: calendar_of(name, entry, zone))

    def _app(self, name: str, entry: AppEntry, zone: ZoneInfo) -> AppRules | None:
        return self._try(("apps", name), lambda: app_rules(name, entry, zone))

    def _planned(
        self, name: str, entry: ScheduleEntry, zone: ZoneInfo, calendars: Mapping[str, Calendar]
    ) -> Planned | None:
        where = ("schedules", name)
        self._check_known((*where, "calendar"), "calendar", entry.calendar, self._entry.calendars)
        needs = {
            one: self._entry.resources[one] for one in entry.needs if one in self._entry.resources
        }
        for one in entry.needs:
            self._check_known((*where, "needs"), "resource", one, self._entry.resources)
        for one in entry.tell:
            self._check_known((*where, "tell"), "entry under `tell:`", one, self._entry.tell)
        found = self._try(where, lambda: schedule_of(name, entry, zone, calendars))
        return None if found is None else Planned(found, entry, needs)

    def _check_known(
        self, where: Path_, what: str, name: str | None, known: Mapping[str, object]
    ) -> None:
        if name is not None and name not in known:
            said = f"there is no {what} {name!r}."
            self._problems.append(self._source.problem(where, said, did_you_mean(name, known)))

    def _check_called(self) -> None:
        """Names go into tables, crontabs and names of files: none may be a way out of there."""
        for section in NAMED:
            for name in getattr(self._entry, section):
                if NAME_OF_ONE.fullmatch(name) is None:
                    said = f"{name!r} cannot be a name."
                    problem = self._source.problem((section, name), said, NAMES)
                    self._problems.append(problem)

    def _check_names(self) -> None:
        for name, entry in self._entry.schedules.items():
            where: Path_ = ("schedules", name)
            self._check_known((*where, "after"), "schedule", entry.after, self._entry.schedules)
            if entry.sla is not None:
                calendars = self._entry.calendars
                self._check_known((*where, "sla"), "calendar", entry.sla.calendar, calendars)

    def _check_chains(self) -> None:
        """Schedules that wait for each other in a ring never start."""
        following = {name: each.after for name, each in self._entry.schedules.items()}
        for name in following:
            seen = [name]
            while (before := following.get(seen[-1])) is not None and before not in seen:
                seen.append(before)
            if before == name:
                said = f"it waits for itself: {' after '.join([*seen, name])}."
                problem = self._source.problem(("schedules", name, "after"), said)
                self._problems.append(problem)

    def _lines(self) -> dict[tuple[str, str], int]:
        return {
            (str(path[0]), str(path[1])): line
            for path, line in self._source.lines.items()
            if len(path) == 2
        }


def _usable(found: Mapping[str, T | None]) -> dict[str, T]:
    return {name: each for name, each in found.items() if each is not None}


def followers(book: ScheduleBook, name: str) -> list[Planned]:
    """The schedules that start when a run of another one has ended well."""
    return [each for each in book.schedules.values() if each.schedule.when == After(name)]
