"""`deskhand doctor`: what a run needs, how it stands here, and the remedy."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import print_json, print_table
from runner.doctor.desktop import look_at_programs
from runner.doctor.finding import Finding, Health
from runner.doctor.machine import look_at_machine
from runner.doctor.places import look_at_places
from runner.errors import DeskhandError, ExitCode
from runner.settings import load_settings
from runner.workspace import NoWorkspaceError

app = command_app("doctor")

COLOURS = {Health.GOOD: "green", Health.WARNING: "yellow", Health.BAD: "bold red"}


@app.default
def doctor(
    *,
    fix: Annotated[bool, Parameter(negative="", help="Apply the remedies that can be.")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Look at browser, display, desktop, fonts, versions, time zone and permissions.

    Each trouble comes with its remedy. Exit code 4 when a run would fail.
    """
    findings = list(look(workspace))
    if fix:
        findings = [mended(finding) for finding in findings]
    if json:
        print_json([{**as_row(finding), "health": finding.health} for finding in findings])
    else:
        rows = [
            (finding.name, Text(finding.health.value, style=COLOURS[finding.health]),
             finding.message, finding.remedy)
            for finding in findings
        ]  # fmt: skip
        print_table(("", "", "", "remedy"), rows, empty="")
    bad = any(finding.health is Health.BAD for finding in findings)
    return ExitCode.ENVIRONMENT if bad else ExitCode.OK


def look(folder: Path | None) -> Iterator[Finding]:
    """The machine; and the workspace, if there is one."""
    try:
        workspace = find_workspace(folder)
    except NoWorkspaceError as error:
        yield from look_at_machine(None)
        yield Finding("workspace", Health.WARNING, error.message, error.hint or "")
        return
    settings = load_settings(workspace.root)
    yield from look_at_machine(Path(settings.browser) if settings.browser else None)
    yield from look_at_programs(workspace)
    yield from look_at_places(workspace, settings)


def mended(finding: Finding) -> Finding:
    """Apply the remedy, where there is one that can be applied."""
    if finding.health is Health.GOOD or finding.fix is None:
        return finding
    print(f"{finding.name}: {finding.remedy} …", file=sys.stderr)
    try:
        finding.fix()
    except (DeskhandError, OSError) as error:
        return replace(finding, message=str(error))
    return replace(finding, health=Health.GOOD, message=f"mended: {finding.message}", remedy="")


def as_row(finding: Finding) -> dict[str, str]:
    """A finding for a program."""
    return {"name": finding.name, "message": finding.message, "remedy": finding.remedy}
