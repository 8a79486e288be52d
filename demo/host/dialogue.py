"""What one terminal and the host say to each other."""

from collections.abc import Callable, Mapping
from threading import Event

from demo.host import panels
from demo.host.datastream import Panel, Pressed, pressed
from demo.host.faults import Faults
from demo.host.orders import Order, Orders
from demo.host.telnet import Terminal
from demo.site import Account

NO_ORDER = Order("", "", "", "")
GARBAGE = bytes.fromhex("f5c32902c042")


class Hung(Exception):  # noqa: N818 - it is meant to happen
    """The host hangs up."""


class Dialogue:
    """The screens of one signed-on person."""

    def __init__(
        self, terminal: Terminal, orders: Orders, account: Account, faults: Faults, name: str
    ) -> None:
        self._terminal = terminal
        self._orders = orders
        self._account = account
        self._faults = faults
        self._name = name
        self._order = NO_ORDER
        self._page = 0
        self._row = 0
        self._locked = False
        self._panel = panels.sign_on()

    def run(self) -> None:
        """Answers every key, until the terminal or the host hangs up."""
        self._terminal.show(self._panel.record())
        for record in self._terminal.records():
            key = pressed(record)
            if key is None:
                continue
            self._slow()
            if self._faults.take("garbage"):
                self._terminal.show(GARBAGE)
                continue
            self._panel = self._next(key)
            self._terminal.show(self._panel.record(locked=self._locked))
            self._locked = False

    def _slow(self) -> None:
        if self._faults.slow_ms:
            Event().wait(self._faults.slow_ms / 1000)

    def _next(self, key: Pressed) -> Panel:
        if self._panel.name != "sign_on" and self._faults.take("message"):
            return panels.operators()
        self._row = key.row
        if key.key == "Clear":
            return self._again()
        return ANSWERS[self._panel.name](self, key.key, key.of(self._panel))

    def _again(self) -> Panel:
        return panels.sign_on() if self._panel.name == "sign_on" else panels.menu()

    def sign_on(self, key: str, typed: Mapping[str, str]) -> Panel:
        if key == "PF3":
            raise Hung
        given = (typed["user"].casefold(), typed["password"])
        if given != (self._account.user.casefold(), self._account.password):
            return panels.sign_on("SO02 USER ID OR PASSWORD IS WRONG")
        return panels.menu()

    def menu(self, key: str, typed: Mapping[str, str]) -> Panel:
        if key == "PF3":
            return panels.sign_on()
        if typed["option"] == "1":
            self._order = NO_ORDER
            return panels.entry(NO_ORDER)
        if typed["option"] == "2":
            return self._list(0)
        return panels.inquiry() if typed["option"] == "3" else panels.menu("MM01 NO SUCH OPTION")

    def entry(self, key: str, typed: Mapping[str, str]) -> Panel:
        if key == "PF3":
            return panels.menu()
        self._order = Order(**typed)
        complaint = self._orders.complaint(self._order)
        if complaint:
            return panels.entry(self._order, complaint)
        return panels.confirm(self._order, self._orders.customer(self._order.customer))

    def confirm(self, key: str, _typed: Mapping[str, str]) -> Panel:
        if key == "PF12":
            return panels.entry(self._order)
        if key != "PF10":
            return panels.confirm(self._order, self._orders.customer(self._order.customer))
        return self._book(self._order)

    def _book(self, order: Order) -> Panel:
        faults = self._faults
        if faults.take("cut_before_book"):
            raise Hung
        if faults.take("lying_success"):
            return panels.booked("HO-99999")
        number = self._orders.book(order, self._name)
        if faults.take("cut_after_book"):
            raise Hung
        if faults.take("false_error"):
            return panels.failed(order.reference)
        self._locked = faults.take("lock_after_book")
        return panels.booked(number)

    def inquiry(self, key: str, typed: Mapping[str, str]) -> Panel:
        if key == "PF3":
            return panels.menu()
        found = self._orders.find(typed["wanted"])
        if found is None:
            return panels.inquiry("IQ01 NO SUCH ORDER")
        return panels.detail(found, self._orders.customer(str(found.values["customer"])))

    def detail(self, key: str, _typed: Mapping[str, str]) -> Panel:
        return panels.inquiry() if key == "PF3" else self._panel

    def list(self, key: str, typed: Mapping[str, str]) -> Panel:
        if key == "PF3":
            return panels.menu()
        marked = [
            name.removeprefix("select ")
            for name, sign in typed.items()
            if sign or self._panel.inputs[name][0] == self._row
        ]
        # A sign before an order, or the cursor in its row.
        found = self._orders.find(marked[-1]) if key == "Enter" and marked else None
        if found is not None:
            return panels.detail(found, self._orders.customer(str(found.values["customer"])))
        return self._list(self._page + {"PF8": 1, "PF7": -1}.get(key, 0))

    def _list(self, wanted: int) -> Panel:
        _, pages = self._orders.page(0, panels.PAGE_ROWS)
        self._page = min(max(wanted, 0), pages - 1)
        found, pages = self._orders.page(self._page, panels.PAGE_ROWS)
        return panels.order_list(found, self._page, pages)

    def back(self, _key: str, _typed: Mapping[str, str]) -> Panel:
        return panels.menu()


ANSWERS: Mapping[str, Callable[[Dialogue, str, Mapping[str, str]], Panel]] = {
    "sign_on": Dialogue.sign_on,
    "menu": Dialogue.menu,
    "entry": Dialogue.entry,
    "confirm": Dialogue.confirm,
    "booked": Dialogue.back,
    "failed": Dialogue.back,
    "operators": Dialogue.back,
    "inquiry": Dialogue.inquiry,
    "detail": Dialogue.detail,
    "list": Dialogue.list,
}
