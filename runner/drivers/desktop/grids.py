"""Reads tables of windows by their headers, and gives each row as a scope of its own."""

from collections.abc import Callable, Mapping, Sequence

from runner.drivers.desktop.comparing import as_label, comparer
from runner.drivers.desktop.finding import Finder
from runner.drivers.desktop.things import NodeThing, reading
from runner.drivers.desktop.tree import Cells, Node, Part, Tree
from runner.drivers.surface.surface import ROW_NUMBER, Found, Grid, Row
from runner.screens.model import By, Locator, Table

TABLES = frozenset({"table", "treegrid", "tree", "list", "grid", "document"})


class RowScope:
    """One row: its cells by their headers, and whatever else a locator matches in it."""

    def __init__(
        self, tree: Tree, headers: Sequence[str], cells: Sequence[Node], window: int
    ) -> None:
        self._tree = tree
        self._headers = headers
        self._cells = cells
        self._window = window

    def find(self, locator: Locator) -> Found:
        """`label` with a header's text is the cell under it."""
        nodes = self._by_header(locator) if locator.by is By.LABEL else []
        if not nodes:
            inside = [node for cell in self._cells for node in cell.walk()]
            nodes, _ = Finder(self._tree).find(locator, inside)
        things = tuple(NodeThing(one, self._tree, self._window) for one in nodes)
        return Found(things, layer="accessibility")

    def _by_header(self, locator: Locator) -> list[Node]:
        says = comparer(locator.text, exact=locator.exact, label=True)
        pairs = zip(self._headers, self._cells, strict=False)
        return [cell for header, cell in pairs if header and says(header)]

    def grid(self, table: Table) -> Grid | None:
        """Rows hold no tables."""
        del table
        return None


def grid_of(
    tree: Tree, table: Table, find: Callable[[Locator], list[Node]], window: int
) -> Grid | None:
    """A table as its columns are named in the selector file; None when it is not there."""
    for locator in table.locators:
        found = find(locator)
        if len(found) == 1:
            cells = tree.details.cells(found[0]) or by_children(found[0])
            if cells is not None:
                return _grid(tree, table.columns, cells, window)
    return None


def by_children(node: Node) -> Cells | None:
    """A table that has its rows as children, and tells no more."""
    rows = [one for one in node.walk() if one.role == "row"]
    heads = [one for one in node.walk() if one.role == "columnheader"]
    if not rows and not heads:
        return None
    cells = [tuple(one for one in row.children if one.role == "cell") for row in rows]
    if not heads and rows and not cells[0]:
        heads = rows[0].children
    body = tuple(one for one in cells if one)
    return Cells(tuple(_heading(one) for one in heads), body, total=len(body))


def _heading(node: Node) -> str:
    """A header's own name, or what is written in it: GTK 4 has a row of texts as headers."""
    return node.name or " ".join(one.name for one in node.walk() if one.role == "text")


def _grid(tree: Tree, columns: Mapping[str, str], cells: Cells, window: int) -> Grid:
    headers = [as_label(one) for one in cells.headers]
    places = {
        name: headers.index(as_label(head))
        for name, head in columns.items()
        if as_label(head) in headers
    }
    numbered = {name for name, head in columns.items() if head == ROW_NUMBER and name not in places}
    missing = tuple(head for name, head in columns.items() if name not in {*places, *numbered})
    if missing:
        return Grid(missing=missing)
    tree.need(
        Part.TEXT,
        [row[place] for row in cells.rows for place in places.values() if place < len(row)],
    )
    rows = tuple(
        Row(
            {
                name: str(number)
                if name in numbered
                else reading(row[places[name]], tree)
                if places[name] < len(row)
                else ""
                for name in columns
            },
            RowScope(tree, cells.headers, row, window),
        )
        for number, row in enumerate(cells.rows, cells.first + 1)
    )
    return Grid(rows, first=cells.first, total=cells.total)
