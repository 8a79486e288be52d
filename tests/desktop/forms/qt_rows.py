"""A long table with buttons below, in Qt 6. Says on standard error what was clicked in it."""

import sys

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QTableView, QVBoxLayout, QWidget

ROWS = int(sys.argv[1])
HEADS = ("Article", "Pieces")


def said(*words):
    print(*words, file=sys.stderr, flush=True)  # noqa: T201 - what the tests look for


class Lines(QAbstractTableModel):
    def rowCount(self, _parent=None):
        return ROWS

    def columnCount(self, _parent=None):
        return len(HEADS)

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return f"A-{index.row()}" if index.column() == 0 else str(index.row() % 7)

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return HEADS[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)


app = QApplication([])
window, whole = QWidget(windowTitle="Rows"), QVBoxLayout()
table = QTableView(accessibleName="Lines")
table.setModel(Lines())
table.setFixedHeight(200)
table.clicked.connect(lambda index: said("clicked", index.row(), index.column()))
whole.addWidget(table)
for number in range(12):
    wipe = QPushButton(f"Wipe {number}")
    wipe.clicked.connect(lambda _, number=number: said("wiped", number))
    whole.addWidget(wipe)
window.setLayout(whole)
window.show()
app.exec()
