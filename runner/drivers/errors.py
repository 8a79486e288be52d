"""Errors that every driver shares; the engine reacts to these two by kind."""

from runner.errors import EnvironmentFault, TechnicalError


class SessionEndedError(TechnicalError):
    """The app shows its signed-out screen where another one was expected."""

    def __init__(self, app: str, expected: str) -> None:
        super().__init__(
            f"The session of {app!r} has ended: its sign-in screen is shown instead of {expected}."
        )
        self.app = app


class RepairNeededError(TechnicalError):
    """No locator of an element finds it; a person has to decide whether something else is it."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            hint="Decide with: deskhand screens repairs.",
        )


class RefusedByPersonError(TechnicalError):
    """A person at the terminal has said that what was found is not the element."""

    retry = False

    def __init__(self, message: str) -> None:
        super().__init__(
            f"{message}; a person has said that it is not that.",
            hint="Correct the selector file, then `deskhand items retry` and `deskhand resume`.",
        )


class BrowserDiedError(EnvironmentFault):
    """The browser, or the driver that leads it, is gone."""

    def __init__(self, app: str, why: str) -> None:
        super().__init__(f"The browser of {app!r} is gone: {why}.")
        self.app = app
