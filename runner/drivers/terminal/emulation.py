"""A 3270: IBM's tnz keeps the screen; connection, typing and trust are ours.

tnz is fed by hand instead of by its own event loop: a thread in which a browser is driven has one
already, and a second cannot run in it.
"""

import codecs
import importlib
import logging
import os
import threading
from contextlib import suppress
from typing import Any

# Else tnz sets up the logging of the whole process when it is first used.
os.environ.setdefault("TNZ_LOGGING", "")

from tnz.tnz import Tnz

from runner.drivers.terminal.line import Line
from runner.drivers.terminal.screen import Display, Field, Style
from runner.screens.programs import TerminalForm

# What it logs may hold what was typed.
logging.getLogger("tnz").addHandler(logging.NullHandler())
logging.getLogger("tnz").propagate = False
logging.getLogger("tnz").setLevel(logging.CRITICAL + 1)

START_TLS = 46
IAC_DO = b"\xff\xfd"
MODELS = {(24, 80): 2, (32, 80): 3, (43, 80): 4, (27, 132): 5}
PROTECTED, NUMERIC, MODIFIED = 0x20, 0x10, 0x01
SHOWN = 0x0C
INTENSE, NOT_SHOWN = 0x08, 0x0C

COLOURS = {
    0xF1: "#6f9bff",
    0xF2: "#ff6b6b",
    0xF3: "#ff8ad8",
    0xF4: "#35d07f",
    0xF5: "#5fe0e0",
    0xF6: "#f5e663",
    0xF7: "#f4f4f4",
}
BY_FIELD = {(False, False): 0xF4, (False, True): 0xF2, (True, False): 0xF1, (True, True): 0xF7}
"""(protected, intensified) → colour, where the host names none."""
REVERSE, UNDERSCORE = 0xF2, 0xF4


class UnknownCodePageError(Exception):
    """Python knows no such code page."""


class Codecs(dict[int, codecs.CodecInfo]):
    """Character sets; one that is not known is shown as the first."""

    def __missing__(self, _number: int) -> codecs.CodecInfo:
        return self[0]


class Emulation(Tnz):  # type: ignore[misc]  # tnz has no types
    """One 3270 on a line."""

    def __init__(self, line: Line, form: TerminalForm, device: str) -> None:
        """Raises UnknownCodePageError."""
        super().__init__()
        self._event = threading.Event()
        self._transport = line
        self.line = line
        self.answered = True
        """Whether anything has come since the last key for the host."""
        self.fault = ""
        """Why what the host sent could not be shown."""
        self.codec_info: Codecs = Codecs(self.codec_info)
        self.encoding = _known(form.code_page)
        self.capable_color = True
        self.amaxrow, self.amaxcol = form.rows, form.columns
        self.lu_name = device or None
        model = MODELS.get((form.rows, form.columns))
        self.terminal_type = f"IBM-3278-{model}-E" if model else "IBM-DYNAMIC"

    def receive(self, seconds: float) -> bool:
        """Takes in what comes within `seconds`; whether anything did."""
        data = self.line.receive(seconds)
        if not data:
            return False
        try:
            self._data_received(data)
        except Exception as error:  # noqa: BLE001 - whatever a host sends must not end the worker
            self.fault = self.fault or f"{type(error).__name__}: {error}"
        return True

    def _process(self, data: bytes) -> None:
        if data[:2] == IAC_DO and data[2] == START_TLS:
            # It would be encrypted without its certificate being looked at; tn3270s:// does.
            self.send_wont(START_TLS)
            return
        super()._process(data)

    def _proc3270ds(self, b_str: bytes, zti: Any = None) -> None:
        self.answered = True
        try:
            super()._proc3270ds(b_str, zti=zti)
        except Exception as error:  # noqa: BLE001 - tnz would print it, and go on half drawn
            self.fault = self.fault or str(error)

    def key_aid(self, aid: int) -> None:
        """Sends a key that the host answers."""
        self.answered = False
        super().key_aid(aid)

    @property
    def lock(self) -> str:
        """Why no keys are taken, as half a sentence."""
        if not (self.pwait or self.system_lock_wait):
            return ""
        if not self.answered:
            return "the host has not answered the last key (X CLOCK)"
        return "the host keeps the keyboard locked (X SYSTEM)"

    def reset_lock(self) -> None:
        """The Reset key: frees the keyboard once the host has answered."""
        if self.answered:
            self._restore_keyboard()

    def encoded(self, text: str) -> str:
        """The first character that the host's code page has not; empty when it has all."""
        for sign in text:
            try:
                raw = self.codec_info[0].encode(sign)[0]
            except UnicodeEncodeError:
                return sign
            if raw[0] < 0x40 or raw[0] == 0xFF:
                return sign
        return ""

    def display(self, *, styled: bool = False) -> Display:
        """What it shows, without the text of hidden fields; colours cost time."""
        fields = tuple(self._fields())
        cells = list(self.scrstr(0, 0, rstrip=False))
        for cell, attribute in enumerate(self.plane_fa):
            if attribute:
                cells[cell] = " "
        for one in fields:
            if one.hidden:
                for cell in range(one.start, one.start + one.length):
                    cells[cell % len(cells)] = " "
        return Display(
            self.maxrow,
            self.maxcol,
            tuple(cells),
            fields,
            formatted=bool(fields),
            cursor=self.curadd,
            locked=self.lock,
            styles=tuple(self._styles()) if styled else (),
        )

    def raw_text(self, start: int, length: int) -> str:
        """What stands in so many cells, hidden or not: for reading back what was typed."""
        text: str = self.scrstr(0, 0, rstrip=False)
        return (text + text)[start : start + length]

    def _fields(self) -> list[Field]:
        size = self.buffer_size
        marks = [cell for cell, attribute in enumerate(self.plane_fa) if attribute]
        return [
            Field(
                start=(mark + 1) % size,
                length=(following - mark - 1) % size if len(marks) > 1 else size - 1,
                protected=bool(self.plane_fa[mark] & PROTECTED),
                numeric=bool(self.plane_fa[mark] & NUMERIC),
                hidden=self.plane_fa[mark] & SHOWN == NOT_SHOWN,
                intensified=self.plane_fa[mark] & SHOWN == INTENSE,
                modified=bool(self.plane_fa[mark] & MODIFIED),
            )
            for mark, following in zip(marks, [*marks[1:], *marks[:1]], strict=True)
        ]

    def _styles(self) -> list[Style]:
        styles: list[Style] = []
        mark = next((c for c in range(self.buffer_size - 1, -1, -1) if self.plane_fa[c]), -1)
        for cell in range(self.buffer_size):
            mark = cell if self.plane_fa[cell] else mark
            styles.append(self._style(cell, mark))
        return styles

    def _style(self, cell: int, mark: int) -> Style:
        attribute = self.plane_fa[mark] if mark >= 0 else 0
        usual = BY_FIELD[bool(attribute & PROTECTED), attribute & SHOWN == INTENSE]
        own = self.plane_fg[cell] or (self.plane_fg[mark] if mark >= 0 else 0)
        lights = self.plane_eh[cell] or (self.plane_eh[mark] if mark >= 0 else 0)
        colour = COLOURS.get(own, COLOURS[usual])
        if lights == REVERSE:
            return Style("#000000", colour)
        typed = mark >= 0 and not attribute & PROTECTED
        return Style(colour, underlined=(lights == UNDERSCORE or typed) and cell != mark)


def _known(code_page: str) -> str:
    with suppress(ImportError):
        importlib.import_module("ebcdic")  # registers the code pages that Python lacks
    try:
        codecs.lookup(code_page)
    except LookupError as error:
        raise UnknownCodePageError(code_page) from error
    return code_page
