"""`deskhand screens diff`: what has changed on an app's screens, in words."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from runner.cli.looking import AS_THE_FILE_SAYS, LookingAt, Passing, target_of
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import local, one_line, print_json
from runner.errors import ExitCode
from runner.screens.load import check, load
from runner.screens.model import App
from runner.survey.differences import ATTRIBUTES, Change, Difference, compare
from runner.survey.errors import (
    NoAppSnapshotError,
    NotOneAppError,
    SnapshotOfAnotherAppError,
)
from runner.survey.keeping import Keeping
from runner.survey.opening import looking_at
from runner.survey.relying import relied_on
from runner.survey.snapshot import ABOUT, Snapshot, snapshots_of
from runner.workspace import Workspace

BACK = frozenset([Change.ATTRIBUTE])
"""Changes that only locators see; they come last."""


def diff(
    first: str,
    second: Path | None = None,
    /,
    *,
    app: Annotated[str | None, Parameter(help="Which app, where the folders hold several.")] = None,
    every: Annotated[
        bool,
        Parameter(name="--all", negative="", help="Names and ids, too, that no locator uses."),
    ] = False,
    target: LookingAt = AS_THE_FILE_SAYS,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Say what has changed between two snapshots, or since an app's newest snapshot.

    Controls are matched by what they say of themselves, not by their place; the rows of tables are
    data and are not compared. Exit codes: 0 nothing has changed, 1 something has, 2 wrong use or
    input, 4 browser or application not reachable.

    Parameters
    ----------
    first
        The older snapshot's folder; or an app, for its newest snapshot.
    second
        The newer snapshot's folder; else the app's screens as they are now.
    """
    found = find_workspace(workspace)
    if second is None:
        old = older(found, first, app)
        new = now(found, old.app, target, quiet=json)
    else:
        old, new = both(Path(first), second, app)
    differences = compare(old, new)
    described = selector_file(found, old.app)
    if json:
        print_json(as_json(described, old, new, differences))
    else:
        show(described, old, new, differences, every=every)
    return ExitCode.SOME_FAILED if differences else ExitCode.OK


def older(workspace: Workspace, first: str, app: str | None) -> Snapshot:
    """The snapshot of a folder or, where an app was named, the newest of it.

    Raises:
        NoAppSnapshotError: the app has none.
    """
    if first not in workspace.app_names() and Path(first).is_dir():
        return Snapshot.read(one_app(Path(first), app))
    return newest(workspace, first)


def newest(workspace: Workspace, app: str) -> Snapshot:
    """An app's newest snapshot.

    Raises:
        NoAppSnapshotError: there is none.
    """
    folder = next(snapshots_of(workspace.root, app), None)
    if folder is None:
        raise NoAppSnapshotError(app)
    return Snapshot.read(folder)


def now(workspace: Workspace, app: str, target: LookingAt, *, quiet: bool) -> Snapshot:
    """How the app's screens look now."""
    aimed = target_of(workspace, app, target)
    with (
        tempfile.TemporaryDirectory(prefix="deskhand-snapshot-") as folder,
        Passing(app, len(aimed.app.screens), quiet=quiet) as passing,
        looking_at(aimed) as session,
    ):
        return Keeping(session, Path(folder) / app, aimed.values, passing.to).run()


def both(first: Path, second: Path, app: str | None) -> tuple[Snapshot, Snapshot]:
    """Two snapshots of one app.

    Raises:
        NotOneAppError: a folder holds several apps, and none was named.
        SnapshotOfAnotherAppError: they belong to different apps.
    """
    old = Snapshot.read(one_app(first, app))
    new = Snapshot.read(one_app(second, app or old.app))
    if old.app != new.app:
        raise SnapshotOfAnotherAppError(new.folder, new.app, old.app)
    return old, new


def one_app(place: Path, app: str | None) -> Path:
    """The folder of one app's snapshot in what a person named."""
    if (place / ABOUT).is_file():
        return place
    if app is not None:
        return place / app
    folders = sorted(about.parent for about in place.glob(f"*/{ABOUT}"))
    if len(folders) > 1:
        raise NotOneAppError(place, [folder.name for folder in folders])
    return folders[0] if folders else place


def show(
    app: App | None,
    old: Snapshot,
    new: Snapshot,
    differences: Sequence[Difference],
    *,
    every: bool,
) -> None:
    """Screen by screen; what people see before what only locators see."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    told = counted(len(differences), "change") if differences else "nothing has changed"
    console.print(f"{old.app}: {told} from {local(old.at)} to {local(new.at)}.")
    for screen, group in groupby(differences, key=lambda one: one.screen):
        changes = list(group)
        shown = [one for one in changes if every or relied_on(app, one)]
        console.print(f"\n{screen}", style="bold")
        for one in sorted(shown, key=lambda one: one.change in BACK):
            text = Text(f"  {one_line(one.said)}")
            if one.element is not None:
                text.append(f"  ({place_of(app, one)})", style="cyan")
            console.print(text)
        if len(shown) < len(changes):
            console.print(f"  {unused(changes, shown)}", style="dim")


def counted(count: int, word: str) -> str:
    """`1 change`, `3 changes`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def unused(changes: Sequence[Difference], shown: Sequence[Difference]) -> str:
    """How many changes are not shown, and why."""
    words = Counter(ATTRIBUTES[one.attribute] for one in changes if one not in shown)
    what = " and ".join(counted(count, word) for word, count in words.items())
    return f"{what} changed besides; no locator uses them, --all lists them"


def place_of(app: App | None, difference: Difference) -> str:
    """The element, and where the selector file has it."""
    line = line_of(app, difference)
    name = difference.element or ""
    return f"{name}, {app.path.name}:{line}" if app is not None and line else name


def line_of(app: App | None, difference: Difference) -> int | None:
    """The line of the element or table that is concerned."""
    screen = app.screens.get(difference.screen) if app is not None else None
    if screen is None or difference.element is None:
        return None
    thing = screen.elements.get(difference.element) or screen.tables.get(difference.element)
    return thing.place.line if thing is not None else None


def selector_file(workspace: Workspace, name: str) -> App | None:
    """The app as its selector file describes it, if that can be read."""
    file = workspace.selectors / f"{name}.yaml"
    return load(file) if name in workspace.app_names() and not check(file) else None


def as_json(
    app: App | None, old: Snapshot, new: Snapshot, differences: Sequence[Difference]
) -> dict[str, Any]:
    """For programs."""
    return {
        "app": old.app,
        "from": {"at": old.at, "folder": old.folder},
        "to": {"at": new.at, "folder": new.folder},
        "changes": [
            {
                "screen": one.screen,
                "change": one.change,
                "said": one.said,
                "element": one.element,
                "line": line_of(app, one),
                "relied_on": relied_on(app, one),
            }
            for one in differences
        ],
    }
