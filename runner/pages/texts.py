"""Texts of pages: data in one file a language, with the language's plurals, numbers and dates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FIRST = "en"
"""The language that every text is written in first; others fall back to it."""

PLACE = re.compile(r"\{(\w+)\}")

DAY_SECONDS = 86_400

Text = str | Mapping[str, str]
"""A text, or its forms by number: `one` and `other`."""


@dataclass(frozen=True, slots=True)
class Language:
    """Says everything in one language and one zone."""

    name: str
    """As in `lang="…"`."""
    texts: Mapping[str, Text]
    zone: tzinfo

    def say(self, key: str, /, **values: Any) -> str:
        """A text with its places filled in; `count` chooses its form.

        Raises:
            KeyError: there is no such text, or a value is missing.
        """
        text = self.texts[key]
        if not isinstance(text, str):
            count = values["count"]
            text = text["one"] if count == 1 and "one" in text else text["other"]
        return PLACE.sub(lambda found: self._filled(values[found[1]]), text)

    def knows(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self.texts

    def number(self, value: float, places: int = 0) -> str:
        """A number with its thousands parted."""
        plain = f"{value:,.{places}f}"
        marks = {",": self.say("format.thousands"), ".": self.say("format.decimal")}
        return "".join(marks.get(char, char) for char in plain)

    def day(self, moment: datetime | date) -> str:
        """A day: `22 Nov 2026`."""
        local = self._local(moment)
        return self.say("format.day", **self._parts(local))

    def weekday(self, moment: datetime | date) -> str:
        """A day of this or the next week: `Sun 22 Nov`."""
        local = self._local(moment)
        return self.say("format.near_day", **self._parts(local))

    def clock(self, moment: datetime) -> str:
        """The time of day: `14:05`."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def moment(self, moment: datetime | None) -> str:
        """Day and time of day; nothing for None."""
        return "" if moment is None else f"{self.day(moment)} {self.clock(moment)}"

    def second(self, moment: datetime | None) -> str:
        """Day and time of day to the second, with the zone."""
        if moment is None:
            return ""
        local = moment.astimezone(self.zone)
        return f"{self.day(moment)} {local:%H:%M:%S %Z}"

    def near(self, moment: datetime | None, now: datetime) -> str:
        """A moment as one says it today: the time alone, or with its day where it is another."""
        if moment is None:
            return ""
        local, today = moment.astimezone(self.zone).date(), now.astimezone(self.zone).date()
        if local == today:
            return self.clock(moment)
        if abs(local - today) < timedelta(days=7):
            return f"{self.weekday(moment)} {self.clock(moment)}"
        return self.moment(moment)

    def duration(self, length: timedelta | float | None) -> str:
        """A length of time (or seconds): `3 min 12 s`."""
        if length is None:
            return ""
        exact = length.total_seconds() if isinstance(length, timedelta) else length
        seconds = round(max(0.0, exact))
        if exact < 10:
            return self.say("duration.seconds", seconds=self.number(max(0.0, exact), 1))
        days, rest = divmod(seconds, DAY_SECONDS)
        hours, rest = divmod(rest, 3600)
        minutes, left = divmod(rest, 60)
        if days:
            return self.say("duration.days", days=days, hours=hours)
        if hours:
            return self.say("duration.hours", hours=hours, minutes=minutes)
        if minutes:
            return self.say("duration.minutes", minutes=minutes, seconds=left)
        return self.say("duration.seconds", seconds=left)

    def _local(self, moment: datetime | date) -> date:
        return moment.astimezone(self.zone) if isinstance(moment, datetime) else moment

    def _parts(self, local: date) -> dict[str, str]:
        return {
            "year": f"{local:%Y}",
            "month": self.say(f"format.month.{local.month}"),
            "day": str(local.day),
            "weekday": self.say(f"format.weekday.{local.weekday()}"),
        }

    def _filled(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, int):
            return str(value)
        return self.number(value)


class Texts:
    """Every text in every language.

    Args:
        folders: Each holds a file a language: `en.yaml`, `zh.yaml`, …; later ones add theirs.
        zone: Of the moments shown.
    """

    def __init__(self, folders: Iterable[Path], zone: tzinfo) -> None:
        self.zone = zone
        self._languages: dict[str, dict[str, Text]] = {}
        for folder in folders:
            for file in sorted(folder.glob("*.yaml")):
                self._languages.setdefault(file.stem, {}).update(read_texts(file))

    @property
    def names(self) -> list[str]:
        """The languages that there are, the first one first."""
        return sorted(self._languages, key=lambda name: (name != FIRST, name))

    def title(self, name: str) -> str:
        """A language's name in itself."""
        return str(self._languages[name].get("language.name", name))

    def of(self, name: str) -> Language:
        """A language; the first one where there is none of that name."""
        chosen = name if name in self._languages else FIRST
        return Language(chosen, self._languages[FIRST] | self._languages[chosen], self.zone)

    def chosen(self, person: str | None, asked: str) -> Language:
        """The language for a call: the person's own choice, else what his browser asks for.

        `asked` is its `Accept-Language`.
        """
        for name in [person or "", *preferences(asked)]:
            for candidate in (name, name.partition("-")[0]):
                if candidate in self._languages:
                    return self.of(candidate)
        return self.of(FIRST)


def read_texts(file: Path) -> dict[str, Text]:
    """The texts of a file, each by its full key: `today.title`."""
    found = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")) or {}
    return dict(flat(found))


def flat(found: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Text]]:
    """Nested texts by their full keys; a mapping with `other` is one text in several forms."""
    for name, value in found.items():
        key = f"{before}{name}"
        if not isinstance(value, Mapping):
            yield key, str(value)
        elif "other" in value:
            yield key, {form: str(text) for form, text in value.items()}
        else:
            yield from flat(value, f"{key}.")


def preferences(asked: str) -> list[str]:
    """The languages that a browser asks for, the most wanted first."""
    wanted: list[tuple[float, str]] = []
    for part in asked[:500].split(","):
        name, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if name and weight > 0:
            wanted.append((weight, name.strip()))
    return [name for _, name in sorted(wanted, key=lambda each: -each[0])]
