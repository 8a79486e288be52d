"""What an author's function is: whether a call of it does its work."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

LATER = "it is a generator or a coroutine, which would do nothing when it is called"


def does_nothing(function: Callable[..., Any]) -> bool:
    """Whether calling a function only prepares something that nobody would carry on."""
    return (
        inspect.isgeneratorfunction(function)
        or inspect.iscoroutinefunction(function)
        or inspect.isasyncgenfunction(function)
    )


def written_at(function: Callable[..., Any]) -> str:
    """Where a function is written, for people: `update_note.py, line 12`."""
    code = function.__code__
    return f"{Path(code.co_filename).name}, line {code.co_firstlineno}"
