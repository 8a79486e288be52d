"""Reads tables over AT-SPI2: whole where they are small, else what of them shows."""

from collections.abc import Sequence
from typing import Any

from runner.drivers.desktop.atspi import wire
from runner.drivers.desktop.atspi.reading import NULL, Reading, ref_of
from runner.drivers.desktop.atspi.registry import Ref, property_of
from runner.drivers.desktop.atspi.wire import Call, Failure, pack
from runner.drivers.desktop.things import SPREADSHEET_CELL
from runner.drivers.desktop.tree import Cells, Node
from runner.drivers.surface.surface import Box

TABLE = "org.a11y.atspi.Table"
COMPONENT = "org.a11y.atspi.Component"
MOST_CELLS = 6000
"""A table with more cells is read only as far as it shows."""
MOST_COLUMNS = 200


class Tables:
    """Reads the cells of tables."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def cells(self, node: Node) -> Cells | None:
        """The cells of a table; None when it is none, or tells nothing."""
        rows, columns = self._size(node)
        if rows is None or columns is None or columns == 0:
            return None
        top, bottom, left, right = 0, rows, 0, min(columns, MOST_COLUMNS)
        if rows * right > MOST_CELLS:
            seen = self._visible(node)
            if seen is None:
                return None
            top, bottom, left, right = seen
        headers = self._headers(node, left, right)
        places = [(row, column) for row in range(top, bottom) for column in range(left, right)]
        nodes = self._at(node, places)
        width = right - left
        grid = tuple(tuple(nodes[row * width : (row + 1) * width]) for row in range(bottom - top))
        if not any(headers) and grid:
            headers = tuple(letters_of(one) for one in grid[0])
        return Cells(headers, grid, first=top, total=rows)

    def anew(self, cell: Node) -> Node | None:
        """A spreadsheet's cell as it is now; LibreOffice never changes the text of one it has told.

        None for whatever else it is.
        """
        named = SPREADSHEET_CELL.fullmatch(cell.name) if cell.role == "cell" else None
        if named is None or cell.parent is None:
            return None
        place = int(named["row"]) - 1, number_of(named["column"])
        return self._at(cell.parent, [place])[0]

    def header(self, node: Node) -> Box | None:
        """Where the header of its first column lies."""
        asked = Call(*ref_of(node), TABLE, "GetColumnHeader", "i", pack("i", 0), wire.reference)
        found = self._reading.ask([asked])[0]
        head = self._known([found]).get(found) if _there(found) else None
        if head is None:
            return None
        head.parent = node
        return self._reading.boxes([head]).get(id(head))

    def _size(self, node: Node) -> tuple[int | None, int | None]:
        calls = [
            property_of(ref_of(node), TABLE, name, wire.variant_number)
            for name in ("NRows", "NColumns")
        ]
        rows, columns = (
            None if isinstance(one, Failure) else int(one) for one in self._reading.ask(calls)
        )
        return rows, columns

    def _headers(self, node: Node, left: int, right: int) -> tuple[str, ...]:
        columns = range(left, right)
        named = self._header_names(node, columns)
        if len(set(named)) < len(named):
            # Java tells every header by one thing, which bears the name that was asked for last.
            named = [self._header_names(node, [one])[0] for one in columns]
        said = self._reading.ask(
            [
                Call(*ref_of(node), TABLE, "GetColumnDescription", "i", pack("i", one), wire.text)
                for one in columns
            ]
        )
        described = [one if isinstance(one, str) else "" for one in said]
        return tuple(name or text for name, text in zip(named, described, strict=True))

    def _header_names(self, node: Node, columns: Sequence[int]) -> list[str]:
        ref = ref_of(node)
        headers = self._reading.ask(
            [
                Call(*ref, TABLE, "GetColumnHeader", "i", pack("i", one), wire.reference)
                for one in columns
            ]
        )
        known = self._known([one for one in headers if _there(one)])
        return [known[one].name if one in known else "" for one in headers]

    def _known(self, refs: Sequence[Ref]) -> dict[Ref, Node]:
        nodes = self._reading.nodes(refs)
        return {ref: node for ref, node in zip(refs, nodes, strict=True) if node is not None}

    def _at(self, node: Node, places: list[tuple[int, int]]) -> list[Node]:
        ref = ref_of(node)
        refs = self._reading.ask(
            [
                Call(*ref, TABLE, "GetAccessibleAt", "ii", pack("ii", *one), wire.reference)
                for one in places
            ]
        )
        known = self._known([one for one in refs if _there(one)])
        found = []
        for one in refs:
            cell = known.get(one) or Node(("", NULL), "cell", states=frozenset())
            cell.parent = node
            found.append(cell)
        return found

    def _visible(self, node: Node) -> tuple[int, int, int, int] | None:
        """The rows and columns that show, by what lies in the table's corners."""
        box = self._reading.told([node])[0]
        if box is None:
            return None
        corners = (
            (box.left + 3, box.top + 3),
            (box.left + box.width - 4, box.top + box.height - 4),
        )
        at = [
            Call(
                *ref_of(node),
                COMPONENT,
                "GetAccessibleAtPoint",
                "iiu",
                pack("iiu", *one, self._reading.toolkits.place(ref_of(node))),
                wire.reference,
            )
            for one in corners
        ]
        first, last = self._reading.ask(at)
        if not _there(first) or not _there(last):
            return None
        top, left = self._row_and_column(node, first)
        bottom, right = self._row_and_column(node, last)
        if min(top, left, bottom, right) < 0:
            return None
        return top, bottom + 1, left, right + 1

    def _row_and_column(self, node: Node, ref: Ref) -> tuple[int, int]:
        index = self._reading.ask(
            [Call(*ref, "org.a11y.atspi.Accessible", "GetIndexInParent", decode=wire.number)]
        )[0]
        if isinstance(index, Failure):
            return -1, -1
        at = pack("i", index)
        table = ref_of(node)
        row, column = self._reading.ask(
            [
                Call(*table, TABLE, name, "i", at, wire.number)
                for name in ("GetRowAtIndex", "GetColumnAtIndex")
            ]
        )
        if isinstance(row, Failure) or isinstance(column, Failure):
            return -1, -1
        return row, column


def letters_of(cell: Node) -> str:
    """The column of a spreadsheet's cell, which is called `B5`; else nothing."""
    named = SPREADSHEET_CELL.fullmatch(cell.name)
    return named["column"] if named else ""


def number_of(letters: str) -> int:
    """The place of a spreadsheet's column, counted from 0: that of `A` is 0, that of `AA` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _there(ref: Any) -> bool:
    return isinstance(ref, tuple) and ref[1] != NULL
