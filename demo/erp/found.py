"""Pages on which booked orders are shown: one of them, or all."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from demo.ledger import Entry

LINES = ("Article", "Pieces")
ORDERS = ("Number", "Customer", "Reference", "Delivery", "Total")


class BookedOrder(QWidget):
    """One order, which cannot be changed any more."""

    def __init__(self, back: Callable[[], None]) -> None:
        super().__init__()
        self._fields = {
            label: QLineEdit(readOnly=True)
            for label in ("Number", "Customer", "Booked reference", "Delivery", "Note", "Sum")
        }
        form = QFormLayout()
        for label, field in self._fields.items():
            form.addRow(label, field)
        self._lines = table("Booked lines", LINES)
        close = QPushButton("Close")
        close.clicked.connect(back)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        whole = QVBoxLayout(self)
        whole.addWidget(QLabel("<h2>Booked order</h2>"))
        whole.addLayout(form)
        whole.addWidget(self._lines, 1)
        whole.addLayout(row)

    def show_entry(self, entry: Entry) -> None:
        """Fills the page."""
        values: dict[str, Any] = dict(entry.values)
        shown = (
            entry.record,
            values["customer"],
            entry.key,
            values["delivery"],
            values["note"],
            values["total"],
        )
        for field, text in zip(self._fields.values(), shown, strict=True):
            field.setText(str(text))
        fill(self._lines, values["lines"])


class OrderList(QWidget):
    """All orders, newest first."""

    def __init__(self, back: Callable[[], None]) -> None:
        super().__init__()
        self._table = table("Orders", ORDERS)
        close = QPushButton("Close list")
        close.clicked.connect(back)
        whole = QVBoxLayout(self)
        whole.addWidget(QLabel("<h2>Order list</h2>"))
        whole.addWidget(self._table, 1)
        whole.addWidget(close)

    def show_entries(self, found: Sequence[Entry]) -> None:
        """Fills the list."""
        rows = []
        for one in reversed(found):
            values: dict[str, Any] = dict(one.values)
            rows.append(
                [one.record, values["customer"], one.key, values["delivery"], values["total"]]
            )
        fill(self._table, rows)


def table(name: str, headers: Sequence[str]) -> QTableWidget:
    """A list in which nothing is typed."""
    made = QTableWidget(0, len(headers))
    made.setAccessibleName(name)
    made.setHorizontalHeaderLabels(list(headers))
    made.verticalHeader().setVisible(False)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.horizontalHeader().setStretchLastSection(True)
    return made


def fill(into: QTableWidget, rows: Sequence[Sequence[str]]) -> None:
    """These rows and no others."""
    into.setRowCount(len(rows))
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            into.setItem(row, column, QTableWidgetItem(str(value)))
    into.resizeColumnsToContents()
