"""The lines of an order, as a grid in which one types."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from demo.erp.orders import MOST_LINES, Line, Orders

HEADERS = ("Pos.", "Article", "Description", "Pieces", "Price")
POSITION, ARTICLE, NAME, PIECES, PRICE = range(5)
TYPED = {ARTICLE, PIECES}


class LineGrid(QTableWidget):
    """Article and pieces are typed; description and price come by themselves."""

    def __init__(self, orders: Orders, changed: Callable[[], None]) -> None:
        super().__init__(MOST_LINES, len(HEADERS))
        self._orders = orders
        self._on_change = changed
        self.setAccessibleName("Lines")
        self.setHorizontalHeaderLabels(HEADERS)
        self.verticalHeader().setVisible(False)
        self.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(POSITION, 44)
        self.clear_lines()
        self.itemChanged.connect(self._changed)

    def clear_lines(self) -> None:
        """Every line empty."""
        self.blockSignals(True)
        for row in range(MOST_LINES):
            for column in range(len(HEADERS)):
                item = QTableWidgetItem(str(row + 1) if column == POSITION else "")
                if column not in TYPED:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.setItem(row, column, item)
        self.blockSignals(False)

    def lines(self) -> tuple[Line, ...]:
        """What was typed, without empty lines."""
        found = (
            Line(self._text(row, ARTICLE), self._text(row, PIECES)) for row in range(MOST_LINES)
        )
        return tuple(line for line in found if line.article or line.pieces)

    def add(self, line: Line) -> bool:
        """Puts a line into the first empty row; False when there is none."""
        for row in range(MOST_LINES):
            if not self._text(row, ARTICLE) and not self._text(row, PIECES):
                self._item(row, ARTICLE).setText(line.article)
                self._item(row, PIECES).setText(line.pieces)
                return True
        return False

    def show_lines(self, lines: Sequence[Sequence[str]]) -> None:
        """The lines of a booked order."""
        self.clear_lines()
        for article, pieces in lines:
            self.add(Line(article, pieces))

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.column() not in TYPED:
            return
        row = item.row()
        line = Line(self._text(row, ARTICLE), self._text(row, PIECES))
        article = self._orders.article(line.article)
        price = self._orders.price(line)
        self._item(row, NAME).setText(article.name if article else "")
        self._item(row, PRICE).setText(f"{price:,.2f}" if price else "")
        self._on_change()

    def _text(self, row: int, column: int) -> str:
        return self._item(row, column).text().strip()

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.item(row, column)
        assert item is not None
        return item
