"""`deskhand screens check`: what of the selector files is found on the living screens."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from runner.cli.looking import AS_THE_FILE_SAYS, LookingAt, Passing, chosen_apps, target_of
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import one_line, print_json, print_table
from runner.errors import DeskhandError, EnvironmentFault, ExitCode
from runner.screens.model import App, AppKind
from runner.survey.checking import Check
from runner.survey.errors import NoScreenMarkedError
from runner.survey.findings import AppLook, Finding, ScreenLook, State
from runner.survey.kept_looks import keep_look, look_told
from runner.survey.offline import OfflineCheck, complete
from runner.survey.opening import Target, looking_at
from runner.survey.snapshot import Snapshot, snapshot_folder
from runner.survey.surface_offline import look_at_kept

COLOURS = {
    State.FOUND: "green",
    State.DRIFTED: "yellow",
    State.MISSING: "bold red",
    State.ABSENT: "dim",
    State.NO_ROWS: "dim",
    State.NOT_VISITED: "cyan",
}

HOW_TO_GIVE_A_WAY = (
    "Where one only has to look, write it under the screen: `reach: [{on: SCREEN, press: ELEMENT}]` "
    "or `reach: [{address: /…}]`."
)

AGAINST = "A folder that `deskhand screens snapshot` wrote: looks there, without the app."


def check(
    *apps: str,
    target: LookingAt = AS_THE_FILE_SAYS,
    against: Annotated[Path | None, Parameter(help=AGAINST)] = None,
    canary: Annotated[
        bool, Parameter(negative="", help="Only the screens that are marked `canary: true`.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Look for everything that a selector file names, on the app's own screens.

    Signs in and visits every screen that has a way (`reach` in the file) or is shown anyway;
    presses nothing that changes something. Exit codes: 0 everything was found by its first
    locator, 1 something drifted or is missing, 2 wrong use or input, 4 browser or application not
    reachable, 130 stopped by Ctrl-C.

    Parameters
    ----------
    apps
        Names of selector files; else all of them.
    """
    found = find_workspace(workspace)
    chosen = chosen_apps(found, apps)
    if len(chosen) > 1:
        target.refuse_for_several()
    told = []
    code = ExitCode.OK
    for app in chosen:
        try:
            aimed = target_of(found, app, target, offline=against is not None)
            names = marked(aimed.app) if canary else None
            look = look_at(aimed, names, against, quiet=json)
        except DeskhandError as error:
            if len(chosen) == 1:
                raise
            # The others are looked at all the same; the gravest of all codes is returned.
            print(f"deskhand: {app}: {error.sentence()}", file=sys.stderr)
            told.append({"app": app, "error": error.sentence()})
            code = max(code, error.exit_code)
            continue
        told.append(look_told(look))
        code = max(code, look.exit_code)
        if not json:
            show(look)
    if json:
        print_json(told)
    return code


def marked(app: App) -> list[str]:
    """The screens that are looked at before a batch.

    Raises:
        NoScreenMarkedError: there is none.
    """
    names = [screen.name for screen in app.screens.values() if screen.canary]
    if not names:
        raise NoScreenMarkedError(app.path.name)
    return names


def look_at(
    aimed: Target, names: Sequence[str] | None, against: Path | None, *, quiet: bool
) -> AppLook:
    """One look at an app, or at a snapshot of it."""
    name = aimed.app.path.stem
    if against is not None:
        kept = Snapshot.read(snapshot_folder(against, name))
        if aimed.app.kind is not AppKind.WEB:
            return look_at_kept(aimed.app, kept, names)
        complete(kept)
        with looking_at(aimed) as session:
            return OfflineCheck(session, kept, lessons=aimed.lessons()).run(names)
    many = len(names or aimed.app.screens)
    with Passing(name, many, quiet=quiet) as passing, looking_at(aimed) as session:
        check = Check(session, lessons=aimed.lessons(), values=aimed.values, passing=passing.to)
        look = check.run(names)
    with suppress(EnvironmentFault):  # a read-only workspace can be looked at all the same
        keep_look(aimed.app.path, look)
    return look


def show(look: AppLook) -> None:
    """The table of an app, and what it comes to."""
    headers = ("screen", "element", "found by", "matched", "ms", "what drifted")
    print_table(headers, rows(look), empty=f"{look.app} has no screens to look at.")
    for sentence in closing(look):
        print(sentence)


def rows(look: AppLook) -> Iterable[Sequence[Any]]:
    """Screen by screen; the screen's name stands once."""
    for screen in look.screens:
        name = screen.screen
        if screen.state is State.MISSING:
            yield (name, Text("not recognised", style=COLOURS[State.MISSING]), "", "", "", "")
            name = ""
        for finding in screen.findings:
            yield (name, *cells(finding))
            name = ""
        if not screen.findings and screen.state is State.FOUND:
            yield (name, Text("nothing is named on it", style="dim"), "", "", "", "")


def cells(finding: Finding) -> Sequence[Any]:
    """One element or table."""
    colour = COLOURS[finding.state]
    by = ordinal(finding.locator) if finding.locator else finding.state.value
    matched = str(finding.matched) if finding.locator or finding.matched else ""
    if finding.rows is not None:
        lines = f"{finding.rows} row{'' if finding.rows == 1 else 's'}"
        matched = f"{matched} in {lines}" if finding.kind == "element" else lines
    called = finding.name if finding.kind == "element" else f"{finding.name} ({finding.kind})"
    if finding.kind == "shown by":
        called, by = "what it is shown by", "missing"
    ms = f"{finding.milliseconds:.1f}" if finding.counts else ""
    notes = "; ".join(one_line(note) for note in finding.notes)
    return (called, Text(by, style=colour), matched, ms, notes)


def ordinal(number: int) -> str:
    """`1st`, `2nd`, …"""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 < number % 100 < 14 else endings.get(number % 10, 'th')}"


def closing(look: AppLook) -> Iterable[str]:
    """What it comes to, in sentences."""
    visited = [one for one in look.screens if one.state is not State.NOT_VISITED]
    things = [one for screen in look.screens for one in screen.findings if one.kind != "shown by"]
    counted = ", ".join(
        f"{sum(one.state is state for one in things)} {told}"
        for state, told in (
            (State.FOUND, "found by their first locator"),
            (State.DRIFTED, "drifted"),
            (State.MISSING, "missing"),
            (State.ABSENT, "optional and not there"),
            (State.NO_ROWS, "in tables without rows"),
        )
        if any(one.state is state for one in things) or state is State.FOUND
    )
    yield (
        f"{look.app}: {len(visited)} of {len(look.screens)} screens visited in "
        f"{look.seconds:g} s; of {len(things)} elements and tables {counted}."
    )
    for state, what in ((State.MISSING, "Missing"), (State.DRIFTED, "Drifted")):
        named = [
            f"{screen.screen}.{one.name} (line {one.line})"
            for screen in look.screens
            for one in screen.findings
            if one.state is state and one.kind != "shown by"
        ]
        if named:
            yield f"{what}: {', '.join(named)}."
    wayless = [f"{one.screen} (line {one.line})" for one in look.screens if no_way(one)]
    if wayless:
        yield f"Not visited, because no way is given: {', '.join(wayless)}. {HOW_TO_GIVE_A_WAY}"
    for screen in look.screens:
        if screen.why and screen.state is State.NOT_VISITED:
            yield f"Not visited: {screen.screen} (line {screen.line}): {one_line(screen.why, 600)}"
        elif screen.why:
            yield f"Not recognised: {screen.screen}: {one_line(screen.why, 600)}"


def no_way(screen: ScreenLook) -> bool:
    """Whether nobody has told how to come to a screen."""
    return screen.state is State.NOT_VISITED and not screen.why
