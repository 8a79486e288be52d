"""`deskhand schedules export`: has cron, systemd or Windows start the schedules."""

import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from runner.cli.book import book_of
from runner.cli.place import WorkspaceOption, find_workspace
from runner.errors import ExitCode, InputError
from runner.schedules.book import Planned
from runner.schedules.exporting import NoLineError, Start, cron, systemd, windows
from runner.schedules.here import zone_here


class Keeper(StrEnum):
    """Who starts the schedules."""

    CRON = "cron"
    SYSTEMD = "systemd"
    WINDOWS = "windows"


class WhereToError(InputError):
    """Several files need a folder."""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__(
            f"For {keeper.value} there are several files.", hint="Say where: --to DIR."
        )


def export(
    keeper: Keeper,
    schedule: str | None = None,
    /,
    *,
    to: Annotated[
        Path | None, Parameter(help="A folder for the files; for cron a file, else it is shown.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> int:
    """Write the lines that have cron, systemd or Windows start the schedules.

    They start `deskhand batch`, which looks itself what is due: calendars, zones and changes of the
    clock hold with all three. Write them anew when a schedule changes its time.

    Parameters
    ----------
    keeper
        `cron`, `systemd` or `windows`.
    schedule
        Only this one.
    """
    found = find_workspace(workspace)
    book = book_of(found)
    wanted = [book.planned(schedule)] if schedule is not None else list(book.schedules.values())
    files: dict[str, str] = {}
    for each in wanted:
        try:
            files |= written(keeper, each, found.root)
        except NoLineError as none:
            if schedule is not None:
                raise
            print(f"deskhand: {none.message}", file=sys.stderr)
    if keeper is Keeper.CRON:
        show_crontab("\n".join(files.values()), to)
    elif to is None and len(files) > 2:
        raise WhereToError(keeper)
    else:
        write_files(files, to, keeper)
    return ExitCode.OK


def written(keeper: Keeper, planned: Planned, root: Path) -> dict[str, str]:
    """The files of one schedule, by name."""
    name, here = planned.schedule.name, zone_here()
    start = Start(name, (program(), "batch", name, "--workspace", str(root)), root)
    if keeper is Keeper.CRON:
        return {name: "\n".join([f"# {name}", *cron(planned, start, here)])}
    if keeper is Keeper.SYSTEMD:
        return systemd(planned, start, here)
    return {f"deskhand-{name}.xml": windows(planned, start, here)}


def program() -> str:
    """The command, by its whole path: cron knows few folders."""
    beside = Path(sys.executable).with_name("deskhand")
    return str(beside) if beside.exists() else shutil.which("deskhand") or "deskhand"


def show_crontab(text: str, to: Path | None) -> None:
    """The lines for `crontab -e`."""
    if to is None:
        print(text)
        return
    to.write_text(f"{text}\n", encoding="utf-8")
    print(f"Written to {to}. Look at it, then: crontab {to} (it replaces your crontab).")


def write_files(files: dict[str, str], to: Path | None, keeper: Keeper) -> None:
    """Units or tasks, into a folder or onto the terminal."""
    for name, text in files.items():
        if to is None:
            print(f"# {name}\n{text}")
            continue
        to.mkdir(parents=True, exist_ok=True)
        # Task Scheduler takes UTF-16 only.
        (to / name).write_text(text, encoding="utf-16" if keeper is Keeper.WINDOWS else "utf-8")
        print(to / name)
    if to is not None:
        print(NEXT[keeper])


NEXT = {
    Keeper.SYSTEMD: "Copy them to ~/.config/systemd/user/, then: systemctl --user daemon-reload && "
    "systemctl --user enable --now deskhand-NAME.timer",
    Keeper.WINDOWS: "On the machine: schtasks /create /tn deskhand-NAME /xml deskhand-NAME.xml",
}
