"""What an .ods says about its cells that their values do not."""

import re
from dataclasses import replace
from xml.parsers import expat

from runner.feeds.sheet_marks import SheetMarks
from runner.feeds.table import Mark

_LEADING_ZEROS = re.compile(r"0\d+")
_MAX_MARKED_REPEATS = 1_000
"""A repeated cell is marked so many times at most; its extent counts in full."""


class OpenDocumentScan:
    """Reads `content.xml` of an .ods; `sheets` holds the marks of every sheet by name."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetMarks] = {}
        self._marks = SheetMarks()
        self._row = 0
        self._row_repeats = 1
        self._column = 0
        self._text: list[str] = []
        self._number: tuple[int, Mark] | None = None
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._marks = self.sheets.setdefault(attributes.get("table:name", ""), SheetMarks())
            self._row = 0
        elif tag == "table:table-row":
            self._start_row(attributes)
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._start_cell(attributes)

    def _end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._row_repeats - 1
        elif tag == "table:table-cell":
            self._end_number()

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row += 1
        self._column = 0
        self._row_repeats = _repeats(attributes, "table:number-rows-repeated")
        if attributes.get("table:visibility") in {"collapse", "filter"}:
            last = self._row + min(self._row_repeats, _MAX_MARKED_REPEATS)
            self._marks.hidden.update(range(self._row, last))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        column = self._column
        repeats = _repeats(attributes, "table:number-columns-repeated")
        self._column += repeats
        kind = attributes.get("office:value-type")
        formula = "table:formula" in attributes
        if kind is not None:
            last_row = self._row + self._row_repeats - 1
            self._marks.holds(self._row, column, last_row, column + repeats - 1)
        error = "an error" if attributes.get("calcext:value-type") == "error" else None
        mark = Mark(formula=formula, without_value=formula and kind is None, error=error)
        if kind == "float" and not error:
            self._number = (column, mark)
            self.parser.CharacterDataHandler = self._text.append
        if formula or error:
            for repeat in range(min(repeats, _MAX_MARKED_REPEATS)):
                self._marks.add(self._row, column + repeat, mark)
        self._note_merged(attributes, column)

    def _end_number(self) -> None:
        """A number that is shown with leading zeros is told by the text that stands beside it."""
        if self._number is None:
            return
        column, mark = self._number
        shown = "".join(self._text).strip()
        if _LEADING_ZEROS.fullmatch(shown):
            self._marks.add(self._row, column, replace(mark, digits=len(shown)))
        self._number = None
        self._text.clear()
        self.parser.CharacterDataHandler = None

    def _note_merged(self, attributes: dict[str, str], column: int) -> None:
        rows = _repeats(attributes, "table:number-rows-spanned")
        columns = _repeats(attributes, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            bottom, right = self._row + rows - 1, column + columns - 1
            self._marks.merged.append((self._row, column, bottom, right))


def _repeats(attributes: dict[str, str], name: str) -> int:
    return max(1, int(attributes.get(name, "1")))
