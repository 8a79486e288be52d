from runner.drivers.desktop.grids import grid_of
from runner.drivers.desktop.tree import Cells, Node, NoDetails
from runner.screens.model import By, Table
from tests.unit.drivers.desktop.window import PLACE, by, node, window

COLUMNS = {"article": "Article", "pieces": "Pieces"}
TABLE = Table("lines", PLACE, (by(By.LABEL, "Lines"),), COLUMNS, key="article")


class Details(NoDetails):
    def __init__(self, cells: Cells | None) -> None:
        self.told = cells

    def cells(self, node: Node) -> Cells | None:
        return self.told


def cells(*rows: tuple[str, ...], heads: tuple[str, ...] = ("Article:", "Pieces ▲")) -> Cells:
    return Cells(heads, tuple(tuple(node("cell", text) for text in row) for row in rows))


def read(told: Cells | None, *children: Node):
    tree = window(node("table", "Lines").add(*children))
    tree.details = Details(told)
    return grid_of(tree, TABLE, lambda one: [tree.nodes[1]], 3)


def test_columns_are_known_by_their_headers() -> None:
    grid = read(cells(("A-1", "3"), ("B-2", "4")))
    assert [dict(row.cells) for row in grid.rows] == [
        {"article": "A-1", "pieces": "3"},
        {"article": "B-2", "pieces": "4"},
    ]


def test_headers_that_are_not_there_are_named() -> None:
    grid = read(cells(("A-1",), heads=("Article",)))
    assert grid.missing == ("Pieces",)


def test_an_empty_table_is_a_table() -> None:
    assert read(cells()).rows == ()


def test_a_cell_of_a_row_is_found_by_its_header() -> None:
    row = read(cells(("A-1", "3"), ("B-2", "4"))).rows[1]
    assert [one.text for one in row.scope.find(by(By.LABEL, "Pieces")).things] == ["4"]
    assert [one.text for one in row.scope.find(by(By.ROLE, "cell", name="B-2")).things] == ["B-2"]
    assert row.scope.grid(TABLE) is None


def test_tables_that_tell_only_rows_as_children() -> None:
    heads = node("row").add(node("columnheader", "Article"), node("columnheader", "Pieces"))
    line = node("row").add(node("cell", "A-1"), node("cell", "3"))
    assert [dict(one.cells) for one in read(None, heads, line).rows] == [
        {"article": "A-1", "pieces": "3"}
    ]


def test_what_tells_no_cells_is_no_table() -> None:
    assert read(None) is None


def test_headers_that_are_a_row_of_texts() -> None:
    heads = node("row").add(*(node("group").add(node("text", one)) for one in COLUMNS.values()))
    line = node("row").add(node("cell", "A-1"), node("cell", "3"))
    assert [dict(one.cells) for one in read(None, heads, node("list").add(line)).rows] == [
        {"article": "A-1", "pieces": "3"}
    ]


def test_rows_by_their_number() -> None:
    told = cells(("A-1", "3"), ("B-2", "4"))
    told = Cells(told.headers, told.rows, first=40, total=1000)
    tree = window(node("table", "Lines"))
    tree.details = Details(told)
    table = Table("lines", PLACE, TABLE.locators, {"row": "#", **COLUMNS}, key="row")
    grid = grid_of(tree, table, lambda one: [tree.nodes[1]], 3)
    assert [dict(row.cells)["row"] for row in grid.rows] == ["41", "42"]
    assert grid.partial == "41 to 42 of 1000"


def test_a_whole_table_is_not_partial() -> None:
    assert read(Cells(("Article", "Pieces"), (), total=0)).partial == ""
