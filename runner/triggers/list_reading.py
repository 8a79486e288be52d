"""Reads a table off a screen in a process of its own, so that no browser stays in the service.

python -m runner.triggers.list_reading WORKSPACE APP SCREEN TABLE [ADDRESS [BROWSER]]
"""

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.errors import DeskhandError, EnvironmentFault, ExitCode
from runner.run.probing import end_tree

LONGEST_SECONDS = 600.0
"""A list that takes longer is not read."""


STEP_SECONDS = 0.5


class ListNotReadError(EnvironmentFault):
    """The list of a trigger could not be read off its screen."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"The list {place} could not be read: {why}")


class ListSignInRefusedError(EnvironmentFault):
    """The app of a list does not take its credential."""

    final = True

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            f"The list {place} is not read: {why}",
            hint="It is tried again seldom, so that the account is not locked.",
        )


class NotArrivedError(EnvironmentFault):
    """The way to the screen of a list did not lead there."""

    def __init__(self, place: "ListPlace", why: str) -> None:
        super().__init__(
            why
            or f"selectors/{place.app}.yaml gives no way to the screen {place.screen!r} (`reach`)."
        )


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a list is."""

    workspace: Path
    app: str
    screen: str
    table: str
    address: str | None = None
    browser: str | None = None

    def __str__(self) -> str:
        return f"{self.app}.{self.screen}.{self.table}"


def read_list(place: ListPlace, stop: threading.Event) -> list[dict[str, str]]:
    """The rows of the list as it is now, column name → text; none when it was to stop meanwhile.

    Nothing is changed.

    Raises:
        ListNotReadError: the app, the screen or the table is not there.
        ListSignInRefusedError: the app does not take its credential.
    """
    words = [str(place.workspace), place.app, place.screen, place.table, place.address or ""]
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "runner.triggers.list_reading", *words, place.browser or ""],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        cwd=place.workspace,
    )
    told = answer_of(process, stop)
    if told is None:
        if stop.is_set():
            return []
        raise ListNotReadError(str(place), f"it took longer than {LONGEST_SECONDS:g} s.")
    found, said = told
    if process.returncode:
        why = (said.strip().splitlines() or [f"it ended with {process.returncode}."])[-1]
        if process.returncode == ExitCode.NEEDS_A_PERSON:
            raise ListSignInRefusedError(str(place), why)
        raise ListNotReadError(str(place), why)
    rows: list[dict[str, str]] = json.loads(found)
    return rows


def answer_of(process: "subprocess.Popen[str]", stop: threading.Event) -> tuple[str, str] | None:
    """What a process says; None when it was ended, because it took too long or was to stop."""
    ends = time.monotonic() + LONGEST_SECONDS
    while not stop.is_set() and time.monotonic() < ends:
        try:
            return process.communicate(timeout=STEP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    end_tree(process.pid)
    process.communicate()
    return None


def read_here(place: ListPlace) -> list[dict[str, str]]:
    """Open a browser, sign in, go to the screen and read the table.

    Raises:
        DeskhandError: one of it did not succeed, or the way leads over something that writes.
    """
    from runner.drivers.errors import SignInRefusedError
    from runner.screens.load import load
    from runner.survey.opening import Target, looking_at
    from runner.survey.tour import Tour
    from runner.vault import open_vault
    from runner.workspace import Workspace

    app = load(Workspace(place.workspace).app_file(place.app))
    vault = open_vault(place.workspace)
    browser = Path(place.browser) if place.browser else None
    target = Target(app, vault, address=place.address or None, browser=browser)
    rows: list[dict[str, str]] = []

    def meet(shown: Any) -> None:
        if shown.screen.name == place.screen:
            rows.extend(session.driver.rows(shown, shown.screen.tables[place.table], None))

    with looking_at(target) as session:
        try:
            # A tour presses nothing that writes.
            missed = Tour(session, meet).take([place.screen])
        except SignInRefusedError as refused:
            refused.exit_code = ExitCode.NEEDS_A_PERSON
            raise
    for one in missed:
        raise NotArrivedError(place, one.why)
    return rows


def main(words: list[str]) -> int:
    """Print the rows as JSON; on a failure a sentence on standard error."""
    workspace, app, screen, table, address, browser = words
    place = ListPlace(Path(workspace), app, screen, table, address, browser)
    try:
        json.dump(read_here(place), sys.stdout)
    except DeskhandError as error:
        sys.stderr.write(error.sentence().replace("\n", " "))
        return error.exit_code
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
