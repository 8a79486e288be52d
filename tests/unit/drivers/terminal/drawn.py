"""Screens for tests: of a host by its data stream, of a program by its lines."""

from pathlib import Path

from demo.host.datastream import Panel
from runner.drivers.terminal.emulation import Emulation
from runner.drivers.terminal.finding import Area, whole
from runner.drivers.terminal.screen import Display
from runner.screens.model import At, By, Locator, Place
from runner.screens.programs import TerminalForm

PLACE = Place(Path("app.yaml"), 7)
EOR = b"\xff\xef"
END_OF_RECORD = b"\xff\xfd\x19"
"""The host asks for records: from then on they are taken as screens."""


class Wire:
    """A line without a host."""

    lost = ""

    def __init__(self) -> None:
        self.sent = b""
        self.waiting = b""

    def receive(self, seconds: float) -> bytes:
        data, self.waiting = self.waiting, b""
        return data

    def write(self, data: bytes) -> None:
        self.sent += data

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        self.lost = "it was closed here"


def emulation(form: TerminalForm | None = None, device: str = "") -> Emulation:
    one = Emulation(Wire(), form or TerminalForm(), device)  # type: ignore[arg-type]
    told(one, END_OF_RECORD)
    return one


def told(one: Emulation, data: bytes) -> None:
    one.line.waiting = data  # type: ignore[attr-defined]
    one.receive(0)


def shown(panel: Panel, *, locked: bool = False) -> Emulation:
    one = emulation()
    record = panel.record(locked=locked).replace(b"\xff", b"\xff\xff")
    told(one, record + EOR)
    return one


def lines(*rows: str, columns: int = 60, cursor: int = 0) -> Display:
    cells: list[str] = []
    for row in rows:
        cells += list(row.ljust(columns))
    return Display(len(rows), columns, tuple(cells), cursor=cursor)


def area(display: Display) -> Area:
    return whole(display)


def by(
    way: By, text: str, *, exact: bool = True, at: At | None = None, within: Locator | None = None
) -> Locator:
    return Locator(way, text, PLACE, exact=exact, at=at, within=within)


def place(row: int, column: int, length: int | None = None) -> Locator:
    at = At(row, column, length)
    return Locator(By.AT, str(at), PLACE, at=at)
