"""What a program's windows showed in one moment, and how things are found in them."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from runner.drivers.desktop.accessibility import Accessibility, SilentError
from runner.drivers.desktop.finding import Finder
from runner.drivers.desktop.grids import grid_of
from runner.drivers.desktop.ruling import follows
from runner.drivers.desktop.seam import Eyes, Shot, Sighting
from runner.drivers.desktop.things import KeyThing, NodeThing, PlaceThing
from runner.drivers.desktop.tree import Node, Part, Tree
from runner.drivers.desktop.windows import Window
from runner.drivers.surface.surface import Box, Found, Grid
from runner.screens.model import App, By, Locator, Screen, Table

TELLS_NOTHING = "the program tells nothing by accessibility; find it by picture or ocr"
HELD = frozenset({"textbox", "document", "combobox", "spinbutton", "slider", "progressbar"})


class WindowLook:
    """The usable windows of a program in one moment."""

    def __init__(
        self,
        app: App,
        windows: Sequence[Window],
        reader: Accessibility,
        eyes: Callable[[], Eyes],
        *,
        silent: bool = False,
    ) -> None:
        self.windows = tuple(windows)
        self._app = app
        self._eyes = eyes
        self._shot: Shot | None = None
        self._reader = reader
        self.silent = silent
        """Whether the program did not answer when it was asked."""
        self._scopes: dict[int, WindowScope] = {}

    @property
    def title(self) -> str:
        """The title of the window in front."""
        return next((one.title for one in self.windows if not one.popup), "")

    @property
    def digest(self) -> str:
        """Tells one look from another that shows something else."""
        said = hashlib.sha256()
        for window in self.windows:
            said.update(repr((window.title, window.box)).encode())
            tree = self.scope(window).tree
            if tree is not None:
                said.update(_told(tree).encode())
        return said.hexdigest()

    def scopes(self, screen: Screen) -> Sequence["WindowScope"]:
        """The windows that may show a screen, the one in front first."""
        rule = screen.window
        return [self.scope(one) for one in self.windows if rule is None or follows(one.title, rule)]

    def scope(self, window: Window) -> "WindowScope":
        """One of the windows."""
        kept = self._scopes.get(id(window))
        if kept is None:
            kept = self._scopes[id(window)] = WindowScope(self, window, self._tree(window))
        return kept

    def _tree(self, window: Window) -> Tree | None:
        """Its tree; None where it tells none, or does not answer now: the next look asks again."""
        if window.top is None:
            return None
        try:
            return self._reader.tree(replace(window.top, box=window.box))
        except SilentError as error:
            self.silent = self.silent or not error.gone
            return None

    def shot(self) -> Shot:
        """What the display shows in this moment."""
        if self._shot is None:
            self._shot = self._eyes().shot()
        return self._shot

    def looks_at(self, shot: Shot) -> None:
        """Pictures and words are looked for in this shot from now on."""
        self._shot = shot

    def picture(self, locator: Locator, within: Box) -> Sighting:
        """Where a picture is seen."""
        file = self._app.path.parent / locator.text
        return self._eyes().picture(self.shot(), file, within, locator.confidence)

    def words(self, locator: Locator, within: Box) -> Sighting:
        """Where a text is read."""
        return self._eyes().words(self.shot(), locator.text, within, exact=locator.exact)


class WindowScope:
    """One window, where elements are looked for."""

    def __init__(self, look: WindowLook, window: Window, tree: Tree | None) -> None:
        self.look = look
        self.window = window
        self.tree = tree
        self._finder = Finder(tree) if tree is not None else None

    def find(self, locator: Locator) -> Found:
        """Everything in the window that a locator matches and that can be seen."""
        if locator.by is By.KEY:
            return Found((KeyThing(locator.text, self.window.id),), layer="key")
        try:
            seen = locator.by in {By.PICTURE, By.OCR}
            found = self._seen(locator) if seen else self._told(locator)
        except SilentError as error:
            self.look.silent = self.look.silent or not error.gone
            return Found(why="the program does not answer")
        return found if locator.offset is None else _moved(found, locator.offset, self.window.id)

    def _told(self, locator: Locator) -> Found:
        if self._finder is None or self.tree is None:
            return Found(why=TELLS_NOTHING)
        nodes, hidden = self._finder.find(locator)
        if not nodes:
            nodes = self._finder.reachable(locator)
        things = tuple(NodeThing(one, self.tree, self.window.id) for one in nodes)
        return Found(things, hidden=hidden, layer="accessibility")

    def room(self, locator: Locator) -> Box | None:
        """Where a picture or a text is looked for; None when that place is not there."""
        if locator.within is None:
            return self.window.box
        outer = self.find(locator.within).things
        return outer[0].box if len(outer) == 1 else None

    def sighted(self, locator: Locator, room: Box) -> Found:
        """What of a picture or a text is seen in a part of the display."""
        found = self._seen_in(room, locator)
        return found if locator.offset is None else _moved(found, locator.offset, self.window.id)

    def _seen(self, locator: Locator) -> Found:
        room = self.room(locator)
        if room is None:
            return Found(why=f"{locator.within} is not there")
        return self._seen_in(room, locator)

    def _seen_in(self, within: Box, locator: Locator) -> Found:
        if locator.by is By.PICTURE:
            sighting, layer = self.look.picture(locator, within), "picture {:.2f}"
        else:
            sighting, layer = self.look.words(locator, within), "ocr"
        text = locator.text if locator.by is By.OCR else ""
        things = tuple(PlaceThing(one, self.window.id, text) for one in sighting.boxes)
        return Found(things, layer=layer.format(sighting.measure), why=sighting.why)

    def grid(self, table: Table) -> Grid | None:
        """A table of the window."""
        if self.tree is None or self._finder is None:
            return None
        finder = self._finder
        try:
            return grid_of(self.tree, table, lambda one: finder.find(one)[0], self.window.id)
        except SilentError as error:
            self.look.silent = self.look.silent or not error.gone
            return None


def _moved(found: Found, offset: tuple[int, int], window: int) -> Found:
    """Places so far from the middle of what was found."""
    things = tuple(
        PlaceThing(Box(box.left + offset[0], box.top + offset[1], box.width, box.height), window)
        for one in found.things
        if (box := one.box) is not None
    )
    return Found(things, found.hidden, found.layer, found.why)


def _told(tree: Tree) -> str:
    fields = [one for one in tree.nodes if one.role in HELD]
    tree.need(Part.TEXT, fields)
    return "\n".join(_line(one) for one in tree.nodes)


def _line(node: Node) -> str:
    return repr((node.role, node.name, sorted(node.states), node.text))
