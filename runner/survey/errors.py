"""What can go wrong while an app's screens are looked at."""

from collections.abc import Sequence
from pathlib import Path

from runner.errors import EnvironmentFault, InputError, TechnicalError
from runner.screens.model import ReachStep, Screen


class ScreenWentAwayError(TechnicalError):
    """A screen is not there, or was gone before it was looked at."""

    def __init__(self, screen: Screen, why: str) -> None:
        super().__init__(
            f"{screen.place}: the screen {screen.name!r} is not shown (any more). Missing: {why}."
        )


class WritingWayError(TechnicalError):
    """The way to a screen would change something."""

    def __init__(self, screen: str, step: ReachStep) -> None:
        super().__init__(
            f"{step.place}: the way to {screen!r} presses {step.press!r} on {step.on!r}, which "
            "changes something (`effect: write`). Nothing was pressed.",
            hint="Give it a way that only looks.",
        )


class NoRowToPickError(TechnicalError):
    """A way leads through a row of a table that has none."""

    def __init__(self, step: ReachStep, table: str) -> None:
        super().__init__(
            f"{step.place}: the table {table!r} on {step.on!r} has no row to press {step.press!r} in.",
            hint="Let the step before it `fill` an example that is found.",
        )


class BadSetError(InputError):
    """A `--set` names nothing that can be set."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(
            f"--set {text!r} cannot be used: {why}.",
            hint="Write it as SCREEN.ELEMENT=VALUE, as the selector file names them.",
        )


class NoSnapshotError(InputError):
    """There is no snapshot where one was looked for."""

    def __init__(self, place: Path) -> None:
        super().__init__(
            f"There is no snapshot in {place}.",
            hint="`deskhand screens snapshot APP` takes one; name its folder.",
        )


class SnapshotBrokenError(InputError):
    """A file of a snapshot is gone, or is not as it was written."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"The snapshot cannot be used: {file}: {why}.",
            hint="Take it again with `deskhand screens snapshot`.",
        )


class SnapshotThereError(InputError):
    """A snapshot would overwrite another one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is a snapshot in {folder} already; nothing was written.",
            hint="Name another folder with --to, or remove that one.",
        )


class SnapshotOfAnotherAppError(InputError):
    """Two things to be compared belong to different apps."""

    def __init__(self, folder: Path, app: str, wanted: str) -> None:
        super().__init__(f"The snapshot in {folder} is of the app {app!r}, not of {wanted!r}.")


class NotWrittenError(EnvironmentFault):
    """A snapshot could not be written."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"The snapshot cannot be written: {error.filename}: {error.strerror}.",
            hint="Is the disk full, or the folder another's?",
        )


class NoAppSnapshotError(InputError):
    """An app is to be compared with its newest snapshot, and has none."""

    def __init__(self, app: str) -> None:
        super().__init__(
            f"There is no snapshot of {app!r} in snapshots/.",
            hint=f"`deskhand screens snapshot {app}` takes one; or name two folders.",
        )


class NotOneAppError(InputError):
    """A folder holds snapshots of several apps."""

    def __init__(self, place: Path, apps: Sequence[str]) -> None:
        super().__init__(
            f"{place} holds snapshots of {len(apps)} apps: {', '.join(apps)}.",
            hint="Say which one with --app.",
        )


class NoScreenMarkedError(InputError):
    """Only marked screens are to be looked at, and none is marked."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"No screen in {file} is marked to be looked at before a batch.",
            hint="Write `canary: true` under the screens that bots work on.",
        )


class NothingMetError(EnvironmentFault):
    """A screen that is to be worked on could not be brought up."""

    def __init__(self, screen: str, why: str) -> None:
        super().__init__(
            f"The screen {screen!r} could not be shown: {why or 'no way to it is given'}",
            hint="Give it a `reach` in the selector file.",
        )
