"""The sheet of a repair: one HTML file with the picture, the evidence and what would be written."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from runner.errors import DeskhandError
from runner.mending.deciding import prepared
from runner.screens.storing import replace_content
from runner.store.proposals import RepairState
from runner.store.repairs import Repair

HALF = 0.5
"""Confidence below which no number is said: it would only mislead."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where everything about repairs is found."""

    selectors: Path
    evidence: Path

    def write(self, repair: Repair, waiting: int) -> Path:
        """Write the sheet of a repair, for whom `waiting` items wait; returns its path.

        Raises:
            NotWrittenError: it could not be written.
        """
        # With the run's other evidence, so that it is forgotten with it.
        folder = self.evidence / repair.run
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = folder / f"repair-{repair.id}.html"
        replace_content(target, self.text(repair, waiting).encode("utf-8", "replace"))
        target.chmod(0o600)
        return target

    def text(self, repair: Repair, waiting: int = 0) -> str:
        """The sheet's HTML; every value in it is text."""
        difference, why_none = self._difference(repair)
        style, style_hash = stylesheet()
        return (
            environment()
            .get_template("sheet.html.j2")
            .render(
                repair=repair,
                style=Markup(style),  # noqa: S704 - our own file
                style_hash=style_hash,
                stands=stands(repair),
                open=repair.state is RepairState.OPEN,
                line=repair.details.get("line", 1),
                summary=repair.details.get("summary", ""),
                candidates=repair.details.get("candidates") or ["nothing"],
                traits=repair.details.get("traits", []),
                sure=certainty(repair),
                times="once" if repair.times == 1 else f"{repair.times} times",
                first=moment(repair.first_at),
                last=moment(repair.last_at),
                waiting="" if not waiting else f"{waiting} item{'' if waiting == 1 else 's'}",
                picture=self._picture(repair),
                difference=difference,
                no_difference=why_none,
            )
        )

    def _difference(self, repair: Repair) -> tuple[list[tuple[str, str]], str]:
        try:
            told = prepared(repair, self.selectors).difference()
        except DeskhandError as error:
            return [], error.sentence()
        return list(coloured(told)), "The file says so already."

    def _picture(self, repair: Repair) -> str:
        path = self.evidence / repair.picture
        if not repair.picture or not path.is_file():
            return ""
        return base64.b64encode(path.read_bytes()).decode()


def coloured(difference: str) -> Iterator[tuple[str, str]]:
    """Each line of a difference with what it is: `added`, `removed`, `head` or `kept`."""
    for line in difference.splitlines():
        if line.startswith(("---", "+++", "@@")):
            yield "head", line
        else:
            yield {"+": "added", "-": "removed"}.get(line[:1], "kept"), line


def stands(repair: Repair) -> str:
    """`accepted by anna, 22.11. 10:12`."""
    if repair.state is RepairState.OPEN or repair.decided_at is None:
        return "to be decided"
    return f"{repair.state.value} by {repair.decided_by}, {moment(repair.decided_at)}"


def certainty(repair: Repair) -> str:
    """`98 % sure`, or that only a person can tell."""
    if repair.confidence < HALF:
        return "not sure"
    return f"{repair.confidence * 100:.0f} % sure"


def moment(at: datetime) -> str:
    """A time as the person before the screen reads it."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


@cache
def environment() -> Environment:
    """Every value is escaped, a missing one is an error."""
    return Environment(
        loader=PackageLoader("runner.mending", "sheet_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


@cache
def stylesheet() -> tuple[str, str]:
    """The style, and the hash by which the page allows it."""
    style = files("runner.mending").joinpath("sheet_page/sheet.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return style, f"sha256-{digest}"
