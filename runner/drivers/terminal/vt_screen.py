"""The screen of a VT program: pyte draws it, with what pyte leaves out."""

import copy
import re
from typing import Any

import pyte
import pyte.screens
import wcwidth

from runner.drivers.terminal.screen import Display, Style

ALTERNATE = frozenset({47, 1047, 1049})
"""Modes in which full-screen programs draw, so that what was there before comes back."""
APPLICATION_KEYS = 1 << 5
"""The mode in which cursor keys are sent in another form."""

# Strings to the terminal and sequences with prefixes: pyte would draw their insides as text.
STRANGE = re.compile(
    r"\x1b[PX^_].*?(?:\x1b\\|\x07)"
    r"|\x1b\[[<=>][0-9;:]*[ -/]*[@-~]"
    r"|\x1b\[\??[0-9;:]*[ -/]+[@-~]"
    r"|\x1b\[\?[0-9;:]*[mu]"
    r"|\x1b\[[0-9;]*:[0-9;:]*m",
    re.DOTALL,
)
CUT_SHORT = re.compile(r"\x1b(?:[PX^_][^\x07]*|\[[0-?]*[ -/]*|[()#%])?\Z", re.DOTALL)
LONGEST = 8192

COLOURS = {
    "default": "#d6dbd8",
    "black": "#000000",
    "red": "#ff6b6b",
    "green": "#35d07f",
    "brown": "#f5e663",
    "blue": "#6f9bff",
    "magenta": "#ff8ad8",
    "cyan": "#5fe0e0",
    "white": "#f4f4f4",
}
LIGHTER = ("bright", "bfight")
"""What the names of the lighter eight colours begin with; pyte has one that is misspelt."""
BRIGHT = COLOURS | {"black": "#7c8488"}
DARK = {
    "default": "#000000",
    "black": "#000000",
    "red": "#8f2020",
    "green": "#14633a",
    "brown": "#9a7d0a",
    "blue": "#1c3f94",
    "magenta": "#a0408a",
    "cyan": "#1f8a8a",
    "white": "#b9bebb",
}
"""Behind texts, which are light or black."""


class _Screen(pyte.Screen):
    """With the alternate screen, and scrolling as newer terminals do it."""

    def __init__(self, columns: int, rows: int) -> None:
        self.answers: list[str] = []
        self._aside: Any = None
        super().__init__(columns, rows)

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        if kwargs.get("private") and ALTERNATE & set(modes) and self._aside is None:
            self._aside = (self.buffer, copy.copy(self.cursor))
            self.buffer = self.buffer.copy()
            self.buffer.clear()
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        if kwargs.get("private") and ALTERNATE & set(modes) and self._aside is not None:
            self.buffer, self.cursor = self._aside
            self._aside = None
        super().reset_mode(*modes, **kwargs)

    def scroll_up(self, count: int = 1) -> None:
        """Everything within the margins goes up."""
        self._scroll(self.index, "bottom", count)

    def scroll_down(self, count: int = 1) -> None:
        """Everything within the margins goes down."""
        self._scroll(self.reverse_index, "top", count)

    def _scroll(self, how: Any, edge: str, count: int) -> None:
        row = self.cursor.y
        margins = self.margins or pyte.screens.Margins(0, self.lines - 1)
        self.cursor.y = getattr(margins, edge)
        for _ in range(max(count, 1)):
            how()
        self.cursor.y = row

    def repeat_character(self, count: int = 1) -> None:
        """What was drawn last, once more."""
        if self.cursor.x > 0:
            last = self.buffer[self.cursor.y][self.cursor.x - 1].data
            self.draw(last * min(max(count, 1), self.columns))

    def back_tab(self, count: int = 1) -> None:
        """To the tab stop before."""
        for _ in range(max(count, 1)):
            stops = [one for one in self.tabstops if one < self.cursor.x]
            self.cursor.x = max(stops, default=0)

    def write_process_input(self, data: str) -> None:
        self.answers.append(data)


class _Stream(pyte.Stream):
    csi = {  # noqa: RUF012 - pyte's own shape
        **pyte.Stream.csi,
        "S": "scroll_up",
        "T": "scroll_down",
        "b": "repeat_character",
        "Z": "back_tab",
    }
    events = pyte.Stream.events | {"scroll_up", "scroll_down", "repeat_character", "back_tab"}

    def _send_to_parser(self, data: str) -> bool | None:
        try:
            return super()._send_to_parser(data)
        except (TypeError, ValueError, UnboundLocalError, IndexError, KeyError):
            # Sequences that pyte does not know in this form do nothing; the rest is drawn.
            return self._taking_plain_text


class VtScreen:
    """Takes in what a program writes, and tells what is shown."""

    def __init__(self, rows: int, columns: int) -> None:
        self._screen = _Screen(columns, rows)
        self._stream = _Stream(self._screen)
        # Else line drawing characters would come out as letters.
        self._stream.use_utf8 = False
        self._held = ""

    def feed(self, text: str) -> str:
        """Draws what a program has written; gives what the terminal answers to its questions."""
        text = STRANGE.sub("", self._held + text)
        cut = CUT_SHORT.search(text)
        self._held = text[cut.start() :] if cut and len(text) - cut.start() < LONGEST else ""
        text = text[: len(text) - len(self._held)]
        self._stream.feed(text)
        answers = "".join(self._screen.answers)
        self._screen.answers.clear()
        return answers

    @property
    def application_keys(self) -> bool:
        """Whether cursor keys are sent in their other form."""
        return APPLICATION_KEYS in self._screen.mode

    def display(self, *, styled: bool = False) -> Display:
        """What is shown; colours cost time."""
        screen = self._screen
        cells = [
            shown
            for row in range(screen.lines)
            for shown in _whole(
                [screen.buffer[row][column].data for column in range(screen.columns)]
            )
        ]
        column = min(screen.cursor.x, screen.columns - 1)
        return Display(
            screen.lines,
            screen.columns,
            tuple(cells),
            cursor=screen.cursor.y * screen.columns + column,
            name=screen.title,
            styles=tuple(self._styles()) if styled else (),
        )

    def _styles(self) -> list[Style]:
        screen = self._screen
        return [
            _style(screen.buffer[row][column])
            for row in range(screen.lines)
            for column in range(screen.columns)
        ]


def _whole(row: list[str]) -> list[str]:
    """Characters of two cells of which one was drawn over are gone; pyte leaves the other half."""
    if all(shown.isascii() and shown for shown in row):
        return row
    return [
        " " if _is_half(shown, row[column - 1] if column else "", following) else shown
        for column, (shown, following) in enumerate(zip(row, [*row[1:], " "], strict=True))
    ]


def _is_half(shown: str, before: str, following: str) -> bool:
    if not shown:
        return not _is_wide(before)
    return _is_wide(shown) and following != ""


def _is_wide(shown: str) -> bool:
    return bool(shown) and wcwidth.wcwidth(shown[0]) == 2


def _style(cell: Any) -> Style:
    colour = _colour(cell.fg, COLOURS)
    if cell.reverse:
        # What was behind the text becomes the text: black where nothing else was asked for.
        return Style(_colour(cell.bg, DARK), colour, cell.underscore, cell.bold)
    return Style(colour, _colour(cell.bg, DARK), cell.underscore, cell.bold)


def _colour(name: str, known: dict[str, str]) -> str:
    if name.startswith(LIGHTER):
        name, known = name[len(LIGHTER[0]) :], BRIGHT
    return known.get(name) or (f"#{name}" if re.fullmatch("[0-9a-f]{6}", name) else "#d6dbd8")
