"""Parsing: cyclopts reads the words; its errors are said our way, with exit code 2."""

import sys
from collections.abc import Callable
from typing import Any

from cyclopts import App, CycloptsError, Parameter

from runner.errors import ExitCode


def command_app(name: str) -> App:
    """A command's parser."""
    app = App(
        name=f"deskhand {name}",
        version_flags=[],
        help_format="markdown",
        default_parameter=Parameter(show_default=False),
    )
    app["--help"].show = False
    return app


def at_least(least: int, most: int | None = None) -> Callable[[type[Any], int | None], None]:
    """A check of a number from the command line."""

    def check(_kind: type[Any], value: int | None) -> None:
        if value is not None and value < least:
            raise ValueError(f"It must be at least {least}.")
        if value is not None and most is not None and value > most:
            raise ValueError(f"It may be {most} at most.")

    return check


def more_than_nothing(_kind: type[Any], value: float | None) -> None:
    """A check of a time from the command line."""
    if value is not None and not value > 0:
        raise ValueError("It must be more than 0.")


SESSIONS = at_least(1, 64)
"""As in settings.toml."""


def parse_and_call(app: App, words: list[str]) -> int:
    """Parse `words`, call the command, and return its exit code."""
    try:
        result: Any = app(
            words, exit_on_error=False, print_error=False, result_action="return_value"
        )
    except CycloptsError as error:
        text = " ".join(str(error).split())
        sentence = text if text.endswith((".", "?", "!")) else f"{text}."
        print(f"deskhand: {sentence} `{app.name[0]} --help` explains.", file=sys.stderr)
        return ExitCode.USAGE
    return result if isinstance(result, int) else ExitCode.OK
