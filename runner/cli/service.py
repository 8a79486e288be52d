"""`deskhand service`: makes `deskhand serve` a service that starts by itself."""

import getpass
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import SESSIONS, command_app
from runner.cli.place import WorkspaceOption, find_workspace
from runner.errors import ExitCode
from runner.serve.units.installing import Recipe, install, recipe, uninstall
from runner.serve.units.unit import Unit, unit_name
from runner.settings import load_settings

app = command_app("service")


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Which:
    """Which service."""

    name: Annotated[str | None, Parameter(help="Its name; else the workspace's.")] = None
    system: Annotated[
        bool,
        Parameter(
            negative="", help="Of the machine: it starts without anybody signing in; as root."
        ),
    ] = False
    account: Annotated[
        str | None, Parameter(help="With --system: who it runs as; else the workspace's owner.")
    ] = None


def unit_of(
    which: Which,
    workspace: Path | None,
    arguments: tuple[str, ...] = (),
    writes: tuple[Path, ...] = (),
) -> Unit:
    """The service of a workspace."""
    root = find_workspace(workspace).root
    account = (which.account or owner_of(root)) if which.system else None
    name = which.name or unit_name(root)
    return Unit(name, root, Path(sys.executable), arguments, writes, account)


def owner_of(root: Path) -> str:
    """Whose the workspace is: whoever starts its bots."""
    try:
        return root.owner()
    except (KeyError, NotImplementedError):
        return getpass.getuser()


def way_of(unit: Unit) -> Recipe:
    """The recipe of this machine."""
    return recipe(unit, sys.platform)


@app.command(name="install")
def install_it(
    *,
    which: Which = Which(),
    slots: Annotated[
        int, Parameter(validator=SESSIONS, help="Items worked at a time on this host.")
    ] = 1,
    writes: Annotated[
        tuple[Path, ...],
        Parameter(
            negative="",
            help="With --system: another folder that it must write to, as often as needed.",
        ),
    ] = (),
    dry_run: Annotated[
        bool,
        Parameter(name=["--dry-run", "--print"], negative="", help="Only show what is written."),
    ] = False,
    workspace: WorkspaceOption = None,
) -> int:
    """Make `deskhand serve` a service: of systemd, launchd or the Windows Task Scheduler.

    It starts by itself, is started again when it fails, and ends after its current steps.
    """
    arguments = ("--slots", str(slots)) if slots != 1 else ()
    found = unit_of(which, workspace, arguments, outside(workspace, writes))
    way = way_of(found)
    if dry_run:
        print(f"# {way.file}", file=sys.stderr)
        encoding = "utf-16" if way.is_temporary else "utf-8"
        print(way.content.decode(encoding), end="")
        return ExitCode.OK
    install(found, way)
    print(f"{found.name} runs, and starts by itself: {way.file}")
    for note in way.notes:
        print(note)
    print("Look at it with `deskhand service status` and `deskhand service logs`.")
    return ExitCode.OK


def outside(workspace: Path | None, writes: tuple[Path, ...]) -> tuple[Path, ...]:
    """Folders outside the workspace that the service must write to."""
    root = find_workspace(workspace).root
    settings = load_settings(root)
    named = [root / settings.evidence]
    if "://" not in settings.store:
        named.append((root / settings.store).parent)
    every = [*(folder.resolve() for folder in named), *(folder.resolve() for folder in writes)]
    return tuple(dict.fromkeys(each for each in every if not each.is_relative_to(root)))


@app.command(name="uninstall")
def uninstall_it(*, which: Which = Which(), workspace: WorkspaceOption = None) -> int:
    """End the service, and take it out. Nothing that it has done is touched."""
    found = unit_of(which, workspace)
    uninstall(found, way_of(found))
    print(f"{found.name} is ended and taken out.")
    return ExitCode.OK


@app.command
def status(*, which: Which = Which(), workspace: WorkspaceOption = None) -> int:
    """Show how the service stands, as the machine says it."""
    return shown(way_of(unit_of(which, workspace)).status)


@app.command
def logs(*, which: Which = Which(), workspace: WorkspaceOption = None) -> int:
    """Show the last lines that the service wrote."""
    return shown(way_of(unit_of(which, workspace)).logs)


def shown(words: list[str]) -> int:
    """Run a command of the machine in this terminal."""
    try:
        return subprocess.run(words, check=False).returncode
    except FileNotFoundError:
        print(f"deskhand: This machine has no {words[0]}.", file=sys.stderr)
        return ExitCode.ENVIRONMENT
