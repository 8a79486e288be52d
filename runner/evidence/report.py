"""The report of a run: one HTML file that opens anywhere, offline, without scripts."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from runner.evidence.folder import replaced_whole
from runner.evidence.report_entry import Entry, entry_for
from runner.evidence.report_tally import Tally, tally, visible
from runner.evidence.report_view import figures, moment_words, reasons
from runner.evidence.thumbnails import thumbnails
from runner.item import ItemOutcome, ItemState, RunId

PICTURE_BYTES = 1_000_000
"""All thumbnails together; those of items to look at come first."""
LISTED_ITEMS = 10_000
"""So many items that are done, and as many of the others, have a line."""
DETAILED_ITEMS = 400
"""So many entries can be opened; items to look at come first, the rest is in the log."""
_DONE_WITH_PICTURE = 24
_NAME = "report.html.j2"


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What the report says of the run as a whole."""

    bot: str
    run: RunId
    started: datetime
    ended: datetime | None
    """None while the run goes on, or when it was cut off."""
    about: str = ""
    """The first line of the bot's docstring."""
    source: str = ""
    """Where the items came from."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """More to say in the head: options, apps, sessions, who started it."""
    notes: tuple[str, ...] = ()


def write_report(
    head: ReportHead,
    outcomes: Iterable[ItemOutcome],
    target: Path,
    *,
    zone: tzinfo | None = None,
) -> Path:
    """Write the report, whole or not at all; every value in it is text, whatever it holds.

    Args:
        head: The run.
        outcomes: All items, in the order of their source; values are masked already.
        target: The file to write; pictures below its folder are linked.
        zone: Of the times shown; the machine's own where none is given.

    Raises:
        NotWritableError: the disk is full or read-only.
    """
    found = tally(outcomes, LISTED_ITEMS)
    page = _environment().get_template(_NAME).stream(**_contents(head, found, target, zone))
    page.enable_buffering(64)
    with replaced_whole(target) as unfinished, unfinished.open("w", encoding="utf-8") as file:
        file.writelines(page)
    return target


def _contents(
    head: ReportHead, found: Tally, target: Path, zone: tzinfo | None
) -> dict[str, object]:
    style, script = _part("report.css"), _part("report.js")
    to_look_at, done = found.to_look_at, found.done
    small = thumbnails(_to_inline(to_look_at, done), PICTURE_BYTES)
    left = max(0, DETAILED_ITEMS - len(to_look_at))

    def entries(chosen: Sequence[ItemOutcome], detailed: int) -> Iterator[Entry]:
        for number, outcome in enumerate(chosen):
            with_details = number < detailed
            yield entry_for(outcome, target.parent, small, zone, with_details=with_details)

    return {
        "bot": visible(head.bot, 120),
        "run": visible(head.run, 80),
        "source": visible(head.source, 200),
        "about": visible(head.about, 300),
        "started": moment_words(head.started, zone),
        "ended": moment_words(head.ended, zone) if head.ended else None,
        "facts": {visible(name, 60): visible(value, 200) for name, value in head.facts.items()},
        "notes": [visible(note, 400) for note in head.notes],
        "figures": figures(found, head.started, head.ended),
        "reasons": reasons(found),
        "to_look_at": entries(to_look_at, DETAILED_ITEMS),
        "to_look_at_number": found.not_done,
        "to_look_at_left_out": found.not_done - len(to_look_at),
        "done": entries(done, left),
        "done_number": found.numbers[ItemState.DONE],
        "done_left_out": found.numbers[ItemState.DONE] - len(done),
        "without_details": max(0, len(to_look_at) + len(done) - DETAILED_ITEMS),
        "style": Markup(style),  # noqa: S704 - a file of this package
        "script": Markup(script),  # noqa: S704 - a file of this package
        "policy": _policy(style, script),
    }


def _to_inline(to_look_at: Sequence[ItemOutcome], done: Sequence[ItemOutcome]) -> Iterator[Path]:
    """The last picture of every item to look at, of some done ones, then the rest of the first."""
    for outcome in (*to_look_at, *done[:_DONE_WITH_PICTURE]):
        yield from outcome.pictures[-1:]
    for outcome in to_look_at:
        yield from reversed(outcome.pictures[:-1])


def _policy(style: str, script: str) -> str:
    """Nothing is loaded or run but this very style, this very script, and inlined pictures."""
    return (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def _part(name: str) -> str:
    return files("runner.evidence").joinpath("report_page", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("runner.evidence", "report_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
