"""A form with every kind of control, in Qt 6. Says on standard error what was done to it."""

import sys

from PySide6 import QtWidgets as qt
from PySide6.QtCore import QTimer

CITIES = ("Normal", "Express", "Pickup")


def said(*words):
    print(*words, file=sys.stderr, flush=True)  # noqa: T201 - what the tests look for


class Form(qt.QMainWindow):
    def __init__(self):
        super().__init__()
        self.setWindowTitle("Form")
        whole = qt.QWidget()
        self.setCentralWidget(whole)
        form = qt.QFormLayout(whole)
        self.name = qt.QLineEdit()
        self.name.setPlaceholderText("who")
        form.addRow("&Name:", self.name)
        password = qt.QLineEdit()
        password.setEchoMode(qt.QLineEdit.EchoMode.Password)
        password.textChanged.connect(lambda text: said("password", len(text)))
        form.addRow("Password:", password)
        choice = qt.QComboBox()
        choice.addItems(CITIES)
        choice.currentTextChanged.connect(lambda text: said("chosen", text))
        form.addRow("Delivery:", choice)
        form.addRow("Pieces:", qt.QSpinBox())
        form.addRow(qt.QCheckBox("Gift"))
        self.more(form)

    def more(self, form):
        box = qt.QGroupBox("Colour")
        row = qt.QHBoxLayout(box)
        row.addWidget(qt.QRadioButton("Red"))
        row.addWidget(qt.QRadioButton("Blue"))
        form.addRow(box)
        form.addRow("Note:", qt.QTextEdit())
        table = qt.QTableWidget(2, 2)
        table.setHorizontalHeaderLabels(["Article", "Pieces"])
        for at, text in enumerate(("A-1", "3", "B-2", "4")):
            table.setItem(at // 2, at % 2, qt.QTableWidgetItem(text))
        form.addRow("Lines:", table)
        self.buttons(form)

    def buttons(self, form):
        book = qt.QPushButton("&Book")
        book.clicked.connect(self.ask)
        form.addRow(book)
        never = qt.QPushButton("Never")
        never.setEnabled(False)
        form.addRow(never)
        end = qt.QPushButton("Crash")
        end.clicked.connect(self.crash)
        form.addRow(end)
        file = self.menuBar().addMenu("&File")
        file.addAction("&Save").triggered.connect(lambda: said("saved"))
        if "--surprise" in sys.argv:
            QTimer.singleShot(1500, self.surprise)

    def ask(self):
        answer = qt.QMessageBox.question(self, "Sure?", "Really book?")
        said("answered", answer == qt.QMessageBox.StandardButton.Yes)
        if "--again" in sys.argv:
            qt.QMessageBox.information(self, "Booked", "It is booked.")

    def surprise(self):
        answer = qt.QMessageBox.warning(
            self, "Licence", "It ends tomorrow.", qt.QMessageBox.StandardButton.Ok
        )
        said("surprise answered", answer)

    def crash(self):
        said("no licence for", self.name.text())
        sys.exit(3)


app = qt.QApplication(sys.argv)
form = Form()
form.show()
app.exec()
