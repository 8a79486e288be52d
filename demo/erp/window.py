"""The main window: menus, and the page that is worked on."""

import os
import time
from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from demo.erp.dialogs import FindOrder, Message
from demo.erp.entry import OrderForm
from demo.erp.faults import Faults
from demo.erp.found import BookedOrder, OrderList
from demo.erp.orders import Order, Orders

TITLE = "Meridian Orders 3.1"


class MainWindow(QMainWindow):
    """Order entry, one order, all orders."""

    def __init__(self, orders: Orders, faults: Faults) -> None:
        super().__init__()
        self._orders = orders
        self._faults = faults
        self._pages = QStackedWidget()
        self._form = OrderForm(orders, self._book)
        self._found = BookedOrder(self._home)
        self._list = OrderList(self._home)
        self._start = self._start_page()
        for page in (self._start, self._form, self._found, self._list):
            self._pages.addWidget(page)
        self.setCentralWidget(self._pages)
        self._menus()
        self._home()
        self.resize(940, 720)

    def _start_page(self) -> QWidget:
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.addWidget(QLabel("<h2>Meridian Orders</h2>"))
        for name, work in self._actions():
            button = QPushButton(name)
            button.setFixedWidth(220)
            button.clicked.connect(work)
            whole.addWidget(button)
        whole.addStretch(1)
        return page

    def _actions(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        return (("New order", self._new), ("Find order", self._find), ("Order list", self._all))

    def _menus(self) -> None:
        program = self.menuBar().addMenu("&Program")
        leave = QAction("&Quit", self, shortcut=QKeySequence("Ctrl+Q"))
        leave.triggered.connect(self.close)
        orders = self.menuBar().addMenu("&Orders")
        keys = ("Ctrl+N", "Ctrl+F", "Ctrl+L")
        for (name, work), key in zip(self._actions(), keys, strict=True):
            action = QAction(f"{name}…", self, shortcut=QKeySequence(key))
            action.triggered.connect(work)
            orders.addAction(action)
        program.addAction(leave)

    def _home(self) -> None:
        self._show(self._start, TITLE)

    def _new(self) -> None:
        self._form.clear()
        self._show(self._form, f"{TITLE} - new order")

    def _all(self) -> None:
        self._list.show_entries(self._orders.booked())
        self._show(self._list, f"{TITLE} - orders")

    def _find(self) -> None:
        asked = FindOrder(self)
        if not asked.exec():
            return
        found = self._orders.find(asked.wanted.text().strip())
        if len(found) != 1:
            said = "No order has this number or reference." if not found else "More than one."
            Message(self, "Find order", said).exec()
            return
        self._found.show_entry(found[0])
        self._show(self._found, f"{TITLE} - {found[0].record}")

    def _show(self, page: QWidget, title: str) -> None:
        self._pages.setCurrentWidget(page)
        self.setWindowTitle(title)

    def _book(self, order: Order) -> None:
        wrong = self._orders.complaints(order)
        if not wrong and self._form.panel.stops:
            wrong = ["The credit check holds this order."]
        if wrong:
            Message(self, "Not booked", "\n".join(wrong)).exec()
            return
        if self._faults.take("surprise"):
            Message(self, "Update", "Version 3.2 is here. Install it now?", ("Now", "Later")).exec()
        total = f"{self._orders.total(order.lines):,.2f}"
        asked = Message(self, "Book order", f"Book this order over {total}?", ("Yes", "No"))
        asked.exec()
        if asked.pressed == "Yes":
            self._enter(order)

    def _enter(self, order: Order) -> None:
        faults = self._faults
        if faults.take("die_before_book"):
            os._exit(3)
        if faults.freeze_ms or faults.slow_ms:
            time.sleep((faults.freeze_ms or faults.slow_ms) / 1000)  # noqa: TID251 - the fault
        number = "SO-70000" if faults.take("lying_success") else self._orders.book(order)
        if faults.take("die_after_book"):
            os._exit(3)
        if faults.take("false_error"):
            Message(self, "Not booked", "The order could not be booked.").exec()
            return
        Message(self, "Booked", f"Order {number} is booked.").exec()
        self._home()
