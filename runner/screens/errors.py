"""What can be wrong with a selector file, and with the names that a bot uses of it."""

from collections.abc import Iterable
from pathlib import Path

from runner.errors import InputError
from runner.yaml_source import ProblemsError
from runner.yaml_wording import did_you_mean


class SelectorFileError(ProblemsError):
    """A selector file cannot be used; `problems` lists everything that is wrong with it."""


class UnknownScreenError(InputError):
    """A bot named a screen that the selector file does not have."""

    def __init__(self, app: str, screen: str, *, known: Iterable[str], file: Path) -> None:
        names = list(known)
        super().__init__(
            f"{file.name} has no screen {screen!r} (asked for by the bot as {app}.on({screen!r})).",
            hint=did_you_mean(screen, names),
        )
        self.screen = screen


class UnknownElementError(InputError):
    """A bot named an element that its screen does not have."""

    def __init__(self, screen: str, element: str, *, known: Iterable[str], where: str) -> None:
        names = list(known)
        super().__init__(
            f"the screen {screen!r} has no element {element!r} ({where}).",
            hint=did_you_mean(element, names),
        )
        self.screen = screen
        self.element = element


class UnknownTableError(InputError):
    """A bot named a table that its screen does not have."""

    def __init__(self, screen: str, table: str, *, known: Iterable[str], where: str) -> None:
        super().__init__(
            f"the screen {screen!r} has no table {table!r} ({where}).",
            hint=did_you_mean(table, known),
        )
