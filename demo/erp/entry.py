"""The form in which an order is typed."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from demo.erp.grid import LineGrid
from demo.erp.orders import Line, Order, Orders
from demo.erp.panel import CreditPanel

SHIPPINGS = ("Parcel", "Freight", "Pick-up")


class OrderForm(QWidget):
    """Customer, terms, lines and the credit check."""

    def __init__(self, orders: Orders, booked: Callable[[Order], None]) -> None:
        super().__init__()
        self._orders = orders
        self._on_book = booked
        self.customer = QLineEdit()
        self.name = QLabel()
        self.reference = QLineEdit()
        self.delivery = QLineEdit()
        self.shipping = QComboBox()
        self.express = QCheckBox("Express")
        self.note = QPlainTextEdit()
        self.grid = LineGrid(orders, self._count)
        self.panel = CreditPanel(self._count)
        self.total = QLabel()
        self.book = QPushButton("Book")
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        self.shipping.addItems(SHIPPINGS)
        self.delivery.setPlaceholderText("DD.MM.YYYY")
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(64)
        self.customer.editingFinished.connect(self._look_up)
        self.customer.textChanged.connect(self._look_up)
        self.book.clicked.connect(lambda: self._on_book(self.order()))
        discard = QPushButton("Discard")
        discard.clicked.connect(self.clear)
        form = self._form()
        top = QHBoxLayout()
        top.addLayout(form, 1)
        top.addWidget(self.panel)
        buttons = QHBoxLayout()
        buttons.addWidget(QLabel("Order total"))
        buttons.addWidget(self.total)
        buttons.addStretch(1)
        buttons.addWidget(discard)
        buttons.addWidget(self.book)
        whole = QVBoxLayout(self)
        whole.addWidget(QLabel("<h2>Order entry</h2>"))
        whole.addLayout(top)
        whole.addWidget(self._line_entry())
        whole.addWidget(self.grid, 1)
        whole.addLayout(buttons)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.addRow("&Customer no.:", self.customer)
        form.addRow("Name:", self.name)
        form.addRow("&Reference:", self.reference)
        form.addRow("Delivery &date:", self.delivery)
        form.addRow("&Shipping:", self.shipping)
        form.addRow("", self.express)
        # A label that belongs to nothing, as half of all programs have them.
        beside = QGridLayout()
        beside.addWidget(QLabel("Note"), 0, 0)
        beside.addWidget(self.note, 0, 1)
        form.addRow(beside)
        return form

    def _line_entry(self) -> QGroupBox:
        box = QGroupBox("New line")
        row = QHBoxLayout(box)
        self.article, self.pieces = QLineEdit(), QLineEdit()
        for label, field in (("&Article", self.article), ("&Pieces", self.pieces)):
            said = QLabel(label)
            said.setBuddy(field)
            row.addWidget(said)
            row.addWidget(field)
        add = QPushButton("Add line")
        add.clicked.connect(self._add)
        row.addWidget(add)
        return box

    def _add(self) -> None:
        line = Line(self.article.text().strip(), self.pieces.text().strip())
        if line.article and self.grid.add(line):
            self.article.clear()
            self.pieces.clear()
            self.article.setFocus()

    def _look_up(self) -> None:
        number = self.customer.text().strip()
        name = self._orders.customer(number) if number else ""
        self.name.setText("not known" if name is None else name)

    def _count(self) -> None:
        total = self._orders.total(self.grid.lines())
        self.total.setText(f"{total:,.2f}")
        self.panel.show_total(total)

    def order(self) -> Order:
        """The order as it was typed."""
        return Order(
            customer=self.customer.text().strip(),
            reference=self.reference.text().strip(),
            delivery=self.delivery.text().strip(),
            note=self.note.toPlainText(),
            lines=self.grid.lines(),
            express=self.express.isChecked(),
            shipping=self.shipping.currentText(),
        )

    def clear(self) -> None:
        """An empty order."""
        for field in (self.customer, self.reference, self.delivery, self.article, self.pieces):
            field.clear()
        self.note.clear()
        self.express.setChecked(False)
        self.shipping.setCurrentIndex(0)
        self.grid.clear_lines()
        self._count()
        self.customer.setFocus()
