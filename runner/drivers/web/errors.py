"""What can go wrong with a browser."""

from collections.abc import Sequence

from runner.errors import EnvironmentFault, TechnicalError


class UnknownDialogError(TechnicalError):
    """A dialog opened that no rule answers; it was not answered, the page was closed."""

    retry = False

    def __init__(self, kind: str, text: str, *, file: str, often: bool = False) -> None:
        said = "opened again and again" if often else "has no rule"
        super().__init__(
            f"a {kind} dialog {said}: {text!r}. It was not answered; the page was closed.",
            hint=f"If it is expected, add a rule under `dialogs` in {file}.",
        )
        self.kind = kind
        self.text = text


class BrowserNotStartedError(EnvironmentFault):
    """A browser is installed and does not start."""

    def __init__(self, program: str, why: str) -> None:
        super().__init__(
            f"the browser {program} did not start: {why}.",
            hint="`deskhand doctor` looks for what it lacks.",
        )


class NoBrowserError(EnvironmentFault):
    """No browser that can be driven is installed."""

    final = True

    def __init__(self, looked_for: Sequence[str], install: str) -> None:
        super().__init__(
            f"there is no browser: looked for {', '.join(looked_for)}.",
            hint=f"Install one: {install}",
        )
