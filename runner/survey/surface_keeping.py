"""Keeps a screen of a program: what it shows without values, its controls, a masked picture."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.session import SurfaceSession
from runner.drivers.surface.surface import Look
from runner.drivers.unseen import hider
from runner.errors import DeskhandError
from runner.healing.control import Control
from runner.screens.model import App, AppKind, Element, Table
from runner.survey.snapshot import PICTURE, KeptControl, KeptScreen, content_of, write_lines

LOOK = "look.json"
"""What a screen of a program showed."""


class Keeper(Protocol):
    """A driver's module that writes its looks down and reads them again."""

    def stored(self, shown: Shown, hides: Callable[[str], str]) -> dict[str, Any]:
        """A look without what is held in fields; `hides` masks a text."""

    def look_of(self, stored: dict[str, Any], app: App) -> Look:
        """Read what `stored` wrote. Raises KeyError, TypeError or ValueError."""

    def controls(self, shown: Shown) -> list[tuple[Control, str | None]]:
        """What can be worked on a screen, each with the element that it is."""

    def headings(self, shown: Shown) -> list[str]:
        """What stands over the screen."""

    def headers(self, shown: Shown, table: Table) -> list[str] | None:
        """What a table's columns are headed; None where it is not found."""


def keeper_of(app: App) -> Keeper:
    """The module for a kind of app."""
    kind = "desktop" if app.kind is AppKind.DESKTOP else "terminal"
    return cast("Keeper", import_module(f"runner.drivers.{kind}.keeping"))


@dataclass(slots=True)
class SurfaceKeeping:
    """Writes screens into the folder of a snapshot."""

    session: SurfaceSession
    folder: Path

    def keep(self, shown: Shown) -> KeptScreen:
        """Write a screen down."""
        stage = self.session.stage
        keeper = keeper_of(stage.app)
        self._learn_personal(shown)
        hides = hider(stage.unseen.values())
        folder = self.folder / shown.screen.name
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(keeper.stored(shown, hides), ensure_ascii=False, indent=1)
        write_lines(folder / LOOK, f"{text}\n")
        picture = self.session.picture("snapshot", fields=True)
        if picture is not None:
            (folder / PICTURE).write_bytes(picture)
        tables = shown.screen.tables.values()
        return KeptScreen(
            screen=shown.screen.name,
            title=hides(shown.look.title),
            addresses=[],
            at=0,
            frame=(),
            headings=[hides(one) for one in keeper.headings(shown)],
            headers={one.name: keeper.headers(shown, one) for one in tables},
            controls=[KeptControl(control, name) for control, name in keeper.controls(shown)],
        )

    def _learn_personal(self, shown: Shown) -> None:
        """What is personal on the screen is masked wherever else it stands, in pictures too."""
        for element in shown.screen.elements.values():
            if element.personal and element.row_of is None:
                self._hide(shown, element)
        for table in shown.screen.tables.values():
            grid = shown.scope.grid(table) if table.personal else None
            for row in grid.rows if grid is not None else ():
                for column in table.personal:
                    marked = Element("", table.place, (), personal=True)
                    self.session.stage.unseen.hide(marked, row.cells.get(column, ""))

    def _hide(self, shown: Shown, element: Element) -> None:
        stage = self.session.stage
        for locator in element.locators:
            for thing in shown.scope.find(locator).things:
                try:
                    held = stage.surface.held(thing, element).text
                except DeskhandError:
                    held = thing.text
                stage.unseen.hide(element, held)


def kept_look(folder: Path, app: App, screen: str) -> Look:
    """What a screen of a snapshot showed.

    Raises:
        SnapshotBrokenError: it cannot be read.
        KeyError, TypeError, ValueError: it is not as it was written.
    """
    return keeper_of(app).look_of(content_of(folder / screen / LOOK), app)
