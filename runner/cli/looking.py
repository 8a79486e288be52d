"""What the commands that look at screens have in common: which app, how, and where they are."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from cyclopts import Parameter

from runner.cli.place import settings_of
from runner.errors import InputError
from runner.mending.learned import learned_file
from runner.run.plan import AppPlan
from runner.run.preparation import check_credentials, check_display, load_apps
from runner.survey.opening import Target, values_given
from runner.vault import open_vault
from runner.workspace import Workspace


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class LookingAt:
    """How an app is looked at."""

    address: Annotated[
        str | None, Parameter(help="Where the app is, instead of the file's address.")
    ] = None
    values: Annotated[
        tuple[str, ...],
        Parameter(
            name="--set", negative="", help="search.account=0012: typed on the way to a screen."
        ),
    ] = ()
    show: Annotated[bool, Parameter(negative="", help="A visible browser.")] = False

    def refuse_for_several(self) -> None:
        """Raises OneAppError when something was asked for that belongs to one app."""
        if self.address is not None or self.values:
            raise OneAppError("--address" if self.address is not None else "--set")


class OneAppError(InputError):
    """Something that belongs to one app was given for several."""

    def __init__(self, flag: str) -> None:
        super().__init__(f"{flag} belongs to one app.", hint="Name the app that is meant.")


AS_THE_FILE_SAYS = LookingAt()
"""With nothing asked for."""


def chosen_apps(workspace: Workspace, names: Sequence[str]) -> Sequence[str]:
    """The apps that were named, else all of the workspace."""
    return names or workspace.app_names()


def target_of(
    workspace: Workspace, name: str, asked: LookingAt, *, offline: bool = False
) -> Target:
    """An app of the workspace as it is to be looked at; `offline` when only a snapshot of it is.

    Raises:
        NoSuchAppError, SelectorFileError: its file is missing or cannot be used.
        MissingCredentialsError, NoDisplayError, BadSetError: something else is missing or wrong.
    """
    app = load_apps(workspace, {name: AppPlan(file=name)})[name]
    settings = settings_of(workspace)
    check_display(show=asked.show)
    if not offline:
        check_credentials(workspace, {name: app})
    of_app = settings.apps.get(name)
    return Target(
        app=app,
        vault=open_vault(workspace.root),
        address=asked.address or (of_app.address if of_app is not None else None),
        browser=Path(settings.browser) if settings.browser is not None else None,
        wait_seconds=settings.wait,
        show=asked.show,
        values=values_given(app, asked.values),
        learned=learned_file(workspace.selectors, name) if settings.learn else None,
    )


class Passing:
    """Says on standard error where a look is; standard output stays for what it finds."""

    def __init__(self, app: str, screens: int, *, quiet: bool = False) -> None:
        from rich.console import Console

        console = Console(stderr=True, highlight=False)
        self._app = app
        self._screens = screens
        self._live = console.is_terminal and not quiet
        self._status = console.status(f"Opening {app} …")

    def __enter__(self) -> Self:
        if self._live:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._status.stop()

    def to(self, screen: str) -> None:
        """The tour goes on to a screen."""
        if self._live:
            self._status.update(f"Looking at {self._app}: {screen} (of {self._screens} screens) …")
        sys.stderr.flush()
