"""One item in the report: a line for everybody, details as far as there is room."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from pathlib import Path
from urllib.parse import quote

from runner.evidence.report_tally import visible
from runner.evidence.report_view import name_of, words_for
from runner.evidence.wording import STATUS, anchor, local_time
from runner.item import ItemOutcome, StepOutcome

_STEP_WORDS = {
    "intent": "begun, never settled",
    "applied": "entered",
    "not_applied": "not entered",
    "in_doubt": "in doubt",
}
_PICTURE = re.compile(r"\d+-(?P<attempt>\d+)-\d+-(?P<name>.+)")
_MAX_CHANGES = 60
_LINE = 240
_DETAIL = 2_000


@dataclass(frozen=True, slots=True)
class Step:
    """A step in words."""

    name: str
    state: str
    word: str
    when: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its place beside the report, and a small copy inside it."""

    link: str
    name: str
    thumbnail: str | None


@dataclass(frozen=True, slots=True)
class Details:
    """What a person sees when an entry is opened."""

    message: str
    notes: tuple[str, ...]
    steps: tuple[Step, ...]
    changes: tuple[tuple[str, str, str, str], ...]
    changes_left_out: int
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item's line, and its details where there was room for them."""

    anchor: str
    state: str
    word: str
    name: str
    source: str
    record: str
    line: str
    time: str
    seconds: str
    tries: int
    details: Details | None


def entry_for(
    outcome: ItemOutcome,
    folder: Path,
    thumbnails: Mapping[Path, str],
    zone: tzinfo | None,
    *,
    with_details: bool,
) -> Entry:
    """Word one outcome; `folder` is the report's, so that links to pictures are relative."""
    seconds = outcome.seconds
    return Entry(
        anchor=anchor(outcome),
        state=outcome.state.value,
        word=STATUS[outcome.state],
        name=name_of(outcome),
        source=visible(_place(outcome), 80),
        record=visible(outcome.record, 60),
        line=visible(" ".join(outcome.message.split()), _LINE),
        time=f"{local_time(outcome.ended_at, zone):%H:%M:%S}" if outcome.ended_at else "",
        seconds="" if seconds is None else words_for(timedelta(seconds=seconds)),
        tries=outcome.tries,
        details=_details(outcome, folder, thumbnails, zone) if with_details else None,
    )


def _place(outcome: ItemOutcome) -> str:
    return str(outcome.source) if outcome.source.row is None else f"row {outcome.source.row}"


def _details(
    outcome: ItemOutcome, folder: Path, thumbnails: Mapping[Path, str], zone: tzinfo | None
) -> Details:
    shown = outcome.changes[:_MAX_CHANGES]
    return Details(
        message=visible(outcome.message, _DETAIL),
        notes=tuple(visible(note, 400) for note in outcome.notes),
        steps=tuple(_step(step, zone) for step in outcome.steps),
        changes=tuple(
            (
                visible(change.screen, 60),
                visible(change.element, 60),
                visible(change.before, 200),
                visible(change.after, 200),
            )
            for change in shown
        ),
        changes_left_out=len(outcome.changes) - len(shown),
        pictures=tuple(_picture(path, folder, thumbnails) for path in outcome.pictures),
    )


def _step(step: StepOutcome, zone: tzinfo | None) -> Step:
    moment = step.settled_at or step.intended_at
    by = f", said by {visible(step.settled_by, 60)}" if step.settled_by else ""
    return Step(
        name=visible(step.name, 80),
        state=step.state if step.state in _STEP_WORDS else "intent",
        word=f"{_STEP_WORDS.get(step.state, visible(step.state, 40))}{by}",
        when=f"{local_time(moment, zone):%H:%M:%S}",
    )


def _picture(path: Path, folder: Path, thumbnails: Mapping[Path, str]) -> Picture:
    # A picture outside the report's folder would be a broken link on any other machine.
    inside = path.is_relative_to(folder)
    link = "/".join(quote(part) for part in path.relative_to(folder).parts) if inside else ""
    return Picture(link, visible(_picture_name(path.stem), 60), thumbnails.get(path))


def _picture_name(stem: str) -> str:
    """`17-2-03-after-save` is the second try's third picture, of what came after `save`."""
    named = _PICTURE.fullmatch(stem)
    if named is None:
        return stem
    again = f", try {named['attempt']}" if named["attempt"] != "1" else ""
    return f"{named['name']}{again}"
