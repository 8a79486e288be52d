"""What a selector file says of programs: how they are started and ended, what their terminal is."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.screens.model import Place, TextRule

PLACEHOLDER = re.compile(r"\{(?:address|python)\}")


@dataclass(frozen=True, slots=True)
class StopStep:
    """One step on the way out of a program."""

    on: str
    press: str
    place: "Place"


@dataclass(frozen=True, slots=True)
class Program:
    """How the program of an app is started, found again, and ended."""

    start: tuple[str, ...] = ()
    """Program and arguments, which may hold `{address}` and `{python}`. Empty: it runs already."""
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: str | None = None
    """The screen that it shows once it is up."""
    ready_seconds: float = 60.0
    stop: tuple[StopStep, ...] = ()
    """What is pressed to leave it; afterwards its processes are ended."""
    window: "TextRule | None" = None
    """The title of its windows, where they belong to another process than the one started."""
    display: tuple[int, int] = (1280, 900)
    """The size in pixels of the display of its own."""

    def command(self, address: str) -> list[str]:
        """The program and its arguments, with the app's address and this very Python in place.

        Example:
            >>> Program(start=("editor", "{address}")).command("orders.txt")
            ['editor', 'orders.txt']
        """
        given = {"{address}": address, "{python}": sys.executable}
        return [PLACEHOLDER.sub(lambda found: given[found[0]], word) for word in self.start]


@dataclass(frozen=True, slots=True)
class TerminalForm:
    """What a terminal is like."""

    rows: int = 24
    columns: int = 80
    code_page: str = "cp037"
    """Of a 3270's characters."""
    encoding: str = "utf-8"
    """Of a VT program's characters."""
