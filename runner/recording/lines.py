"""Lines of Python as its formatter would leave them."""

import json
from collections.abc import Sequence

WIDEST = 100


def quoted(text: str) -> str:
    """A text as Python has it, in double quotes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")


def call(begin: str, arguments: Sequence[str], end: str) -> list[str]:
    """A call on one line, or with one argument on each where it is too long."""
    line = f"{begin}{', '.join(arguments)}{end}"
    if len(line) <= WIDEST:
        return [line]
    indent = begin[: len(begin) - len(begin.lstrip())]
    return [begin, *(f"{indent}    {one}," for one in arguments), f"{indent}{end}"]


def function(signature: str, said: str, body: Sequence[str]) -> list[str]:
    """A function with its docstring, and the two empty lines behind it."""
    return [signature, f'    """{said}"""', *body, "", ""]
