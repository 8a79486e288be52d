"""A letter: what is told, in the parts that mail, chat and program show each in their way."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

WIDTH = 78
"""Characters of a line, so that no mail program breaks it anew."""

NAME = 12
"""The width of the names of facts."""


class Tone(StrEnum):
    """How it looks at first sight."""

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Count:
    """How many items are in a state."""

    number: int
    word: str
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section; one with a number is one of a table."""

    text: str
    number: int | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines under a heading, and the commands that help."""

    heading: str
    lines: tuple[Line, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What is told to a person; plain text throughout, laid out by whoever sends it."""

    subject: str
    tone: Tone
    headline: str
    lead: str = ""
    counts: tuple[Count, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    foot: str = ""


def as_text(letter: Letter) -> str:
    """The letter as plain text, at most 78 characters a line unless a word is longer."""
    return "\n".join(_lines(letter)).rstrip() + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    headline = wrapped(letter.headline)
    yield from headline
    yield "=" * min(WIDTH, max(map(len, headline)))
    yield ""
    if letter.lead:
        yield from (*wrapped(letter.lead), "")
    if letter.counts:
        yield from (*_counts(letter.counts), "")
    for section in letter.sections:
        yield from _section(section)
    for name, value in letter.facts:
        yield from wrapped(value, first=f"{name:<{NAME}} ", rest=" " * (NAME + 1))
    if letter.facts:
        yield ""
    if letter.foot:
        yield "-- "
        yield from wrapped(letter.foot)


def _counts(counts: tuple[Count, ...]) -> Iterator[str]:
    digits = max(len(f"{count.number:,}") for count in counts)
    for count in counts:
        yield f"  {count.number:>{digits},} {count.word}"


def _section(section: Section) -> Iterator[str]:
    yield section.heading
    yield "-" * len(section.heading)
    numbers = [f"{line.number:,}" for line in section.lines if line.number is not None]
    digits = max(map(len, numbers), default=0)
    word = max((len(line.word) for line in section.lines), default=0)
    for line in section.lines:
        if line.number is None:
            yield from wrapped(line.text)
        else:
            first = f"  {line.number:>{digits},} × {line.word:<{word}}  "
            yield from wrapped(line.text, first=first, rest=" " * len(first))
    for command in section.commands:
        yield f"    {command}"
    yield ""


def wrapped(text: str, *, first: str = "", rest: str = "") -> list[str]:
    """A text in lines of at most 78 characters; addresses and paths are not broken."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]
