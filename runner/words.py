"""The words with which a bot works a screen, of whatever kind."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self

from runner.errors import InputError
from runner.screens.errors import UnknownElementError, UnknownScreenError, UnknownTableError
from runner.screens.model import App, Element, Screen, Table
from runner.secret import Secret

Value = str | int | float | Decimal | bool | date | datetime | time | Secret | Sequence[str]
"""What can be typed or chosen. `""` clears a field."""


class Shown(Protocol):
    """A screen that a driver has recognised."""

    @property
    def screen(self) -> Screen:
        """Which screen it is."""


class Driver(Protocol):
    """What the words below need of a driver; `Any` stands for the driver's own `Shown`."""

    @property
    def app(self) -> App: ...

    @property
    def wait_seconds(self) -> float: ...

    def wait_for_screen(self, names: Sequence[str], seconds: float | None) -> Shown: ...

    def go(self, name: str) -> Shown: ...

    def fill(self, shown: Any, values: Mapping[Element, Value]) -> None: ...

    def press(self, shown: Any, element: Element, row: str | None) -> None: ...

    def read(self, shown: Any, elements: Sequence[Element], row: str | None) -> dict[str, str]: ...

    def shows(self, shown: Any, element: Element, row: str | None) -> bool: ...

    def wait_for(self, shown: Any, element: Element, *, there: bool, seconds: float) -> None: ...

    def rows(self, shown: Any, table: Table, limit: int | None) -> list[dict[str, str]]: ...

    def upload(self, shown: Any, element: Element, file: Path) -> None: ...

    def download(
        self, shown: Any, element: Element, row: str | None, folder: Path | None
    ) -> Path: ...


class NothingNamedError(InputError):
    """A word was used without saying for which elements."""

    def __init__(self, word: str, screen: str) -> None:
        super().__init__(
            f"{word}() on the screen {screen!r} was called with nothing to do.",
            hint=f"Name elements: .{word}(element=value).",
        )


class SignedIn:
    """A signed-in app; `Web`, `Desktop` and `Terminal` are what bots ask for."""

    app_kind: ClassVar[str]
    """How a bot's parameter is known to be an app, and of which kind."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @property
    def name(self) -> str:
        """The app's name, as its selector file has it."""
        return self._driver.app.name

    def on(self, screen: str, *, wait: float | None = None) -> "OnScreen":
        """Waits until the screen is shown (at most `wait` seconds) and works on it.

        Raises TechnicalError when it does not appear, or when the session has ended.
        """
        self._known(screen)
        return OnScreen(self._driver, self._driver.wait_for_screen([screen], wait))

    def go(self, screen: str) -> "OnScreen":
        """Goes to the screen on the way that the selector file knows (`reach`)."""
        self._known(screen)
        return OnScreen(self._driver, self._driver.go(screen))

    def which(self, *screens: str, wait: float | None = None) -> str:
        """Waits for the first of several screens and says which one is shown."""
        for screen in screens:
            self._known(screen)
        return self._driver.wait_for_screen(screens, wait).screen.name

    def _known(self, screen: str) -> None:
        app = self._driver.app
        if screen not in app.screens:
            raise UnknownScreenError(app.name, screen, known=app.screens, file=app.path)


class OnScreen:
    """A screen that is shown. Its words can be chained."""

    def __init__(self, driver: Driver, shown: Shown) -> None:
        self._driver = driver
        self._shown = shown

    @property
    def name(self) -> str:
        """The screen's name."""
        return self._shown.screen.name

    def fill(self, **values: Value | None) -> Self:
        """Types values into elements, all in one go, and reads every one of them back.

        `""` clears a field, None leaves it as it is. Choices are made by their label, boxes are
        ticked with True and False, dates and amounts are typed as the selector file says.
        Raises BusinessError for a value that the screen cannot take, TechnicalError when a
        field does not hold afterwards what was typed.
        """
        if not values:
            raise NothingNamedError("fill", self.name)
        given = {self._element(name): value for name, value in values.items() if value is not None}
        if given:
            self._driver.fill(self._shown, given)
        return self

    def choose(self, **values: Value | None) -> Self:
        """The same as `fill`, for lists, radio buttons and boxes."""
        return self.fill(**values)

    def press(self, element: str, *, row: str | None = None) -> Self:
        """Presses a button, link or other element, once.

        `row` is the key of the table row that it stands in; other pages of the table are
        turned to for it.
        """
        self._driver.press(self._shown, self._element(element), row)
        return self

    def read(self, element: str, *, row: str | None = None) -> str:
        """What an element shows or holds; boxes read `true` or `false`."""
        return self._driver.read(self._shown, [self._element(element)], row)[element]

    def read_all(self, *elements: str) -> dict[str, str]:
        """What several elements show or hold, all in one go."""
        if not elements:
            raise NothingNamedError("read_all", self.name)
        found = [self._element(name) for name in elements]
        return self._driver.read(self._shown, found, None)

    def rows(self, table: str, *, limit: int | None = None) -> list[dict[str, str]]:
        """The rows of a table, all its pages, as column name → text."""
        return self._driver.rows(self._shown, self._table(table), limit)

    def shows(self, element: str, *, row: str | None = None) -> bool:
        """Whether an element is on the screen now."""
        return self._driver.shows(self._shown, self._element(element), row)

    def wait_for(self, element: str, *, gone: bool = False, seconds: float | None = None) -> Self:
        """Waits until an element is there, or with `gone` until it is not."""
        limit = self._driver.wait_seconds if seconds is None else seconds
        found = self._element(element)
        self._driver.wait_for(self._shown, found, there=not gone, seconds=limit)
        return self

    def upload(self, **files: "str | PathLike[str]") -> Self:
        """Puts files into file fields: `.upload(document="offer.pdf")`."""
        if not files:
            raise NothingNamedError("upload", self.name)
        for name, file in files.items():
            self._driver.upload(self._shown, self._element(name), Path(file))
        return self

    def download(
        self, element: str, *, row: str | None = None, folder: "str | PathLike[str] | None" = None
    ) -> Path:
        """Presses an element and keeps the file that it brings: complete, or not at all."""
        into = Path(folder) if folder is not None else None
        return self._driver.download(self._shown, self._element(element), row, into)

    def _element(self, name: str) -> Element:
        screen = self._shown.screen
        if name not in screen.elements:
            where = str(screen.place)
            raise UnknownElementError(screen.name, name, known=screen.elements, where=where)
        return screen.elements[name]

    def _table(self, name: str) -> Table:
        screen = self._shown.screen
        if name not in screen.tables:
            where = str(screen.place)
            raise UnknownTableError(screen.name, name, known=screen.tables, where=where)
        return screen.tables[name]
