"""What can go wrong while an app's screens are looked at."""

from runner.errors import InputError, TechnicalError
from runner.screens.model import ReachStep, Screen


class ScreenWentAwayError(TechnicalError):
    """A screen was recognised, and was gone before it was looked at."""

    def __init__(self, screen: Screen, why: str) -> None:
        super().__init__(
            f"{screen.place}: the screen {screen.name!r} was shown and went away: {why}."
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
