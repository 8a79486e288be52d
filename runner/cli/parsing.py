"""Parsing: cyclopts reads the words; its errors are said our way, with exit code 2."""

import sys
from typing import Any

from cyclopts import App, CycloptsError

from runner.errors import ExitCode


def command_app(name: str) -> App:
    """A command's parser."""
    return App(name=f"deskhand {name}", version_flags=[], help_format="plaintext")


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
