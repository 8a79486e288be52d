"""The host's screens."""

from collections.abc import Sequence

from demo.host.datastream import BLUE, GREEN, RED, TURQUOISE, WHITE, YELLOW, Panel
from demo.host.orders import Order
from demo.ledger import Entry

MESSAGE_ROW, KEYS_ROW = 22, 24
PAGE_ROWS = 10


def _headed(name: str, title: str, keys: str, message: str = "") -> Panel:
    panel = Panel(name)
    panel.text(1, 2, "MERIDIAN HOST", BLUE)
    panel.text(1, (80 - len(title)) // 2, title, WHITE, bright=True)
    panel.text(1, 74, "OH01", BLUE)
    panel.text(MESSAGE_ROW, 2, message, RED, bright=True)
    panel.text(KEYS_ROW, 2, keys, BLUE)
    return panel


def sign_on(message: str = "") -> Panel:
    """Who is there?"""
    panel = _headed("sign_on", "SIGN ON", "Enter=Sign on  F3=Disconnect", message)
    panel.text(8, 22, "User ID  . . . :")
    panel.input("user", 8, 40, 8)
    panel.text(10, 22, "Password . . . :")
    return panel.input("password", 10, 40, 16, hidden=True)


def menu(message: str = "") -> Panel:
    """What to do."""
    panel = _headed("menu", "MAIN MENU", "Enter=Select  F3=Sign off", message)
    choices = ("1  Order entry", "2  Order list", "3  Order inquiry")
    for row, choice in enumerate(choices, start=6):
        panel.text(row, 24, choice)
    panel.text(12, 22, "Option ===>")
    return panel.input("option", 12, 34, 1)


def entry(order: Order, message: str = "") -> Panel:
    """An order is typed."""
    panel = _headed("entry", "ORDER ENTRY", "Enter=Check  F3=Cancel", message)
    panel.text(4, 4, "Reference  . . . . .")
    panel.input("reference", 4, 26, 40, order.reference)
    panel.text(6, 4, "Customer number  . .")
    panel.input("customer", 6, 26, 7, order.customer, numeric=True)
    panel.text(8, 4, "Article  . . . . . .")
    panel.input("article", 8, 26, 4, order.article)
    panel.text(8, 36, "Pieces:")
    panel.input("pieces", 8, 45, 3, order.pieces, numeric=True)
    panel.text(11, 4, "Note to the warehouse", TURQUOISE)
    return panel.input("note", 12, 4, 70, order.note)


def confirm(order: Order, customer: str) -> Panel:
    """What was typed is shown once more."""
    panel = _headed("confirm", "CONFIRM ORDER", "F10=Book  F12=Back")
    _shown(panel, order, customer)
    return panel.text(15, 4, "Press F10 to book this order.", YELLOW)


def booked(number: str) -> Panel:
    """The order has its number."""
    panel = _headed("booked", "ORDER BOOKED", "Enter=Continue")
    panel.text(8, 22, "Order number . . :")
    return panel.text(8, 42, number, WHITE, bright=True)


def failed(reference: str) -> Panel:
    """The host says that it could not."""
    panel = _headed("failed", "ORDER NOT BOOKED", "Enter=Continue")
    return panel.text(8, 10, f"DB2 SQLCODE -911 AT {reference[:30]}", RED, bright=True)


def inquiry(message: str = "") -> Panel:
    """Which order is to be shown?"""
    panel = _headed("inquiry", "ORDER INQUIRY", "Enter=Show  F3=Menu", message)
    panel.text(8, 4, "Number or reference  :")
    return panel.input("wanted", 8, 30, 40)


def detail(found: Entry, customer: str) -> Panel:
    """One order that was booked."""
    panel = _headed("detail", "ORDER DETAIL", "F3=Back")
    panel.text(3, 4, "Order number . . . :").text(3, 26, found.record, WHITE, bright=True)
    _shown(panel, Order(**{name: str(value) for name, value in found.values.items()}), customer)
    return panel


def order_list(found: Sequence[Entry], page: int, pages: int) -> Panel:
    """All orders, page by page."""
    panel = _headed("list", "ORDER LIST", "Enter=Open selected  F3=Menu  F7=Back  F8=Forward")
    panel.text(3, 60, f"Page {page + 1} of {pages}")
    panel.text(5, 2, "Sel  Number    Customer  Article  Pcs  Reference", WHITE)
    for row, one in enumerate(found, start=6):
        panel.input(f"select {one.record}", row, 3, 1)
        order = Order(**{name: str(value) for name, value in one.values.items()})
        said = f"{one.record:<9} {order.customer:<9} {order.article:<7}"
        panel.text(row, 7, f"{said} {order.pieces:>4}  {order.reference:<40}", GREEN)
    return panel


def operators() -> Panel:
    """A message of the operators."""
    panel = _headed("operators", "SYSTEM MESSAGE", "Enter=Continue")
    return panel.text(10, 10, "THE HOST WILL BE STOPPED FOR MAINTENANCE AT 22:00.", YELLOW)


def _shown(panel: Panel, order: Order, customer: str) -> None:
    rows = (
        (5, "Reference  . . . . :", order.reference),
        (7, "Customer number  . :", order.customer),
        (8, "Customer name  . . :", customer),
        (10, "Article  . . . . . :", order.article),
        (11, "Pieces . . . . . . :", order.pieces),
        (13, "Note . . . . . . . :", order.note[:50]),
    )
    for row, label, value in rows:
        panel.text(row, 4, label).text(row, 26, value, GREEN)
