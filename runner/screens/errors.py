"""What can be wrong with a selector file, and with the names that a bot uses of it."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from runner.errors import InputError
from runner.yaml_source import ProblemsError


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like `name`, or None when none comes near."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`Did you mean 'search'?`, or the list of what there is."""
    names = sorted(known)
    guess = nearest(name, names)
    if guess is not None:
        return f"Did you mean {guess!r}?"
    return f"There is {', '.join(names)}." if names else "There is none."


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
