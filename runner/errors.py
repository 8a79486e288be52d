"""The errors that Deskhand raises, each a sentence that says what, where, and what to do next."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the `deskhand` command returns to its caller."""

    OK = 0
    """All done."""
    SOME_FAILED = 1
    """Some items were rejected, failed, or left to another run."""
    USAGE = 2
    """Wrong use or wrong input; nothing was started."""
    NEEDS_A_PERSON = 3
    """Something is in doubt or waits for a person."""
    ENVIRONMENT = 4
    """The browser, the display or the application could not be reached; no item lost a try."""


class DeskhandError(Exception):
    """Base of every error that Deskhand raises on purpose.

    `str(error)` is a whole sentence for a person; `hint` is the next action, or None.
    """

    exit_code: ExitCode = ExitCode.SOME_FAILED

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def sentence(self) -> str:
        """The message, followed by the hint where there is one."""
        return f"{self.message} {self.hint}" if self.hint else self.message


class BusinessError(DeskhandError):
    """The case itself is wrong: never retried, the item is rejected and goes to a person.

    Example:
        >>> raise BusinessError("no account '0012'")
        Traceback (most recent call last):
        ...
        runner.errors.BusinessError: no account '0012'
    """


class TechnicalError(DeskhandError):
    """The case may be right, the technology failed: the item may be tried again.

    Example:
        >>> raise TechnicalError("the list did not load within 30 s")
        Traceback (most recent call last):
        ...
        runner.errors.TechnicalError: the list did not load within 30 s
    """


class InputError(DeskhandError):
    """Wrong use, or a file that cannot be used: said before anything is started."""

    exit_code = ExitCode.USAGE


class EnvironmentFault(DeskhandError):  # noqa: N818 - EnvironmentError is taken
    """Browser, display, application or disk are not there; burns no item's tries."""

    exit_code = ExitCode.ENVIRONMENT
    final: bool = False
    """Whether trying again cannot help, or may do harm: a refused sign-in locks accounts."""
    app_out: str | None = None
    """The app's own name where it is the app that does not answer; None for everything else."""


class InDoubtError(DeskhandError):
    """Nobody can tell whether a step was entered; the item waits for a look or a person."""

    exit_code = ExitCode.NEEDS_A_PERSON
