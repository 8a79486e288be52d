"""Opens an app to look at it, as a run would, and sorts out what a person asks for."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.drivers.opening import Opening, open_session
from runner.mending.learned import Lesson, read_lessons
from runner.screens.model import App
from runner.survey.errors import BadSetError
from runner.survey.tour import Values
from runner.vault import Vault

LONGEST_WAIT = 10.0
"""Seconds that a screen on the way is waited for; a run has more patience, a person has not."""


@dataclass(frozen=True, slots=True)
class Target:
    """An app to look at, and how."""

    app: App
    vault: Vault
    address: str | None = None
    """Instead of the one in the selector file."""
    browser: Path | None = None
    wait_seconds: float = LONGEST_WAIT
    show: bool = False
    values: Values | None = None
    learned: Path | None = None
    """The file of what was learned of its screens."""

    def lessons(self) -> dict[str, Lesson]:
        """What was learned of its screens, by name; empty when nothing was.

        Raises:
            LearnedFileError: the file is damaged.
        """
        return read_lessons(self.learned) if self.learned is not None else {}


@contextmanager
def looking_at(target: Target) -> Iterator[Any]:
    """A session of an app, in which nobody is signed in yet; it is ended behind the block.

    Raises:
        EnvironmentFault: there is no browser, or it does not start.
        NoSuchSecretError: a credential is missing.
    """
    how = Opening(
        workspace=target.app.path.parent.parent,
        address=target.address,
        show=target.show,
        browser=target.browser,
        wait_seconds=min(target.wait_seconds, LONGEST_WAIT),
    )
    session = open_session(target.app, target.vault.get, how)
    try:
        yield session
    finally:
        session.close()


def values_given(app: App, texts: Iterable[str]) -> Values:
    """`search.account=0012` from the command line, by screen and element.

    Raises:
        BadSetError: the app has no such screen or element, or the text is not of that form.
    """
    values: dict[str, dict[str, str]] = {}
    for text in texts:
        named, sign, value = text.partition("=")
        screen, dot, element = named.strip().partition(".")
        if not sign or not dot:
            raise BadSetError(named, "it is not of that form")
        if screen not in app.screens:
            raise BadSetError(named, f"{app.path.name} has no screen {screen!r}")
        if element not in app.screens[screen].elements:
            raise BadSetError(named, f"the screen {screen!r} has no element {element!r}")
        values.setdefault(screen, {})[element] = value
    return values
