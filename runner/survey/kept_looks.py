"""The last look at each screen of an app, kept in the workspace for whoever wants to see it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from runner.screens.history import KEPT, digest, kept_folder, workspace_of
from runner.screens.storing import replace_content
from runner.survey.findings import AppLook, Finding, State

FOLDER = "looks"


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """One element or table as it was met the last time."""

    name: str
    kind: str
    """`element`, `table` or `shown by`."""
    state: State
    line: int
    locator: int | None
    matched: int
    rows: int | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptLook:
    """One screen as it was met the last time."""

    screen: str
    at: datetime
    state: State
    why: str
    current: bool
    """Whether the selector file is still as it was then."""
    findings: Mapping[str, KeptFinding]


def look_told(look: AppLook) -> dict[str, Any]:
    """A look for programs, in JSON's types but for times."""
    return {
        "app": look.app,
        "address": look.address,
        "at": look.at,
        "seconds": look.seconds,
        "trouble": look.trouble,
        "screens": [
            {
                "screen": screen.screen,
                "state": screen.state,
                "line": screen.line,
                "why": screen.why,
                "findings": [finding_told(one) for one in screen.findings],
            }
            for screen in look.screens
        ],
    }


def finding_told(finding: Finding) -> dict[str, Any]:
    """One element or table, with everything that was tried for it."""
    return {
        "name": finding.name,
        "kind": finding.kind,
        "state": finding.state,
        "line": finding.line,
        "locator": finding.locator,
        "matched": finding.matched,
        "rows": finding.rows,
        "milliseconds": finding.milliseconds,
        "notes": finding.notes,
        "tried": [
            {
                "locator": str(count.locator),
                "line": count.locator.place.line,
                "found": count.found,
                "hidden": count.hidden,
                "milliseconds": count.milliseconds,
                "problem": count.broken,
            }
            for count in finding.counts
        ],
    }


def keep_look(file: Path, look: AppLook) -> None:
    """Keep a look at the living app of a selector file; screens not looked at stay as they were.

    Raises:
        EnvironmentFault: it could not be written.
    """
    kept = _file(file)
    kept_folder(file)
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    told = look_told(look)
    new = {
        screen["screen"]: {**screen, "at": look.at.isoformat(), "of": _of(file)}
        for screen in told["screens"]
        if screen["state"] != State.NOT_VISITED or screen["why"]
    }
    screens = {**_stored(kept), **new}
    replace_content(kept, json.dumps(screens, ensure_ascii=False, indent=1).encode())


def kept_looks(file: Path) -> dict[str, KeptLook]:
    """The last look at each screen of a selector file; what is damaged counts as never seen."""
    of = _of(file)
    return {look.screen: look for look in _read(_stored(_file(file)), of)}


def _read(stored: Mapping[str, Any], of: str) -> Iterator[KeptLook]:
    for name, told in stored.items():
        with suppress(KeyError, TypeError, ValueError):
            yield KeptLook(
                screen=name,
                at=datetime.fromisoformat(told["at"]),
                state=State(told["state"]),
                why=str(told["why"]),
                current=told["of"] == of,
                findings={one["name"]: _finding(one) for one in told["findings"]},
            )


def _finding(told: Mapping[str, Any]) -> KeptFinding:
    return KeptFinding(
        name=str(told["name"]),
        kind=str(told["kind"]),
        state=State(told["state"]),
        line=int(told["line"]),
        locator=told["locator"],
        matched=int(told["matched"]),
        rows=told["rows"],
        notes=tuple(map(str, told["notes"])),
    )


def _stored(kept: Path) -> dict[str, Any]:
    try:
        found = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _file(file: Path) -> Path:
    return workspace_of(file) / KEPT / FOLDER / f"{file.stem}.json"


def _of(file: Path) -> str:
    try:
        return digest(file.read_bytes())
    except OSError:
        return ""
