"""A look at a terminal, as the driver asks it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from runner.drivers.surface.surface import Scope
from runner.drivers.terminal.finding import whole
from runner.drivers.terminal.grid import Rows
from runner.drivers.terminal.screen import Display
from runner.screens.model import By, Screen, TextRule

RESET = "reset"


@dataclass(frozen=True, slots=True)
class TerminalLook:
    """What a terminal showed in one moment."""

    display: Display

    @property
    def title(self) -> str:
        """The program's title, or the first row that says something."""
        return self.display.title

    @property
    def digest(self) -> str:
        """Tells looks apart that show something else."""
        return self.display.digest

    def scopes(self, screen: Screen) -> Sequence[Scope]:
        """The whole screen.

        Nothing while the keyboard is locked, for the host may still be writing; except for a
        screen that has an element with the key Reset, and so is one that locks it.
        """
        if self.display.locked and not _frees(screen):
            return ()
        if screen.window is not None and not _says(screen.window, self.display.name):
            return ()
        return (Rows(whole(self.display)),)


def _frees(screen: Screen) -> bool:
    return any(
        locator.by is By.KEY and locator.text.casefold() == RESET
        for element in screen.elements.values()
        for locator in element.locators
    )


def _says(rule: TextRule, title: str) -> bool:
    if rule.how == "exact":
        return title.strip() == rule.text
    if rule.how == "contains":
        return rule.text in title
    return re.search(rule.text, title) is not None
