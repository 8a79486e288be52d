"""Tables in text files: CSV and its relatives, read as a stream."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from runner.feeds.encodings import PLAIN_NAMES, encoding_of
from runner.feeds.errors import NotTextError
from runner.feeds.intake import Intake
from runner.feeds.table import Row, cell_name

_SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SNIFFED_ROWS = 20
_MAX_CELL = 1 << 20


class TextTable:
    """A CSV file: encoding and separator are found by rule and said in `notes`."""

    sheet: str | None = None

    def __init__(self, intake: Intake, encoding: str | None = None) -> None:
        self.name = intake.name
        self._copy = intake.copy
        self._encoding = encoding_of(intake.name, intake.copy, encoding)
        self._separator, self._skipped = self._found_separator()
        encoding_name = PLAIN_NAMES.get(self._encoding, self._encoding)
        separator_name = _SEPARATOR_NAMES[self._separator]
        self.notes = (f"Read as {encoding_name}, separated by {separator_name}.",)

    def cell(self, row: int, column: int) -> str:
        """As a spreadsheet program names it after opening the file: `C17`."""
        return cell_name(row, column)

    def rows(self) -> Iterator[Row]:
        """Every record, numbered as a spreadsheet program numbers it."""
        for number, values in enumerate(self._records(self._separator), start=1):
            if number > self._skipped:
                yield Row(number, values, {})

    def _records(self, separator: str) -> Iterator[list[str]]:
        self._copy.seek(0)
        text = io.TextIOWrapper(self._copy, self._encoding, newline="")
        # A larger limit than the library's: a cell may hold a letter, not a whole file.
        csv.field_size_limit(_MAX_CELL)
        reader = csv.reader(text, delimiter=separator, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise NotTextError(self.name, _plain(str(error), reader.line_num)) from error
        finally:
            # Whoever wanted only the first rows may have closed the feed meanwhile.
            if not self._copy.closed:
                text.detach()

    def _found_separator(self) -> tuple[str, int]:
        self._copy.seek(0)
        head = self._copy.read(200).decode(self._encoding, "ignore")
        first = head.splitlines()[0].strip().lower() if head.strip() else ""
        if first.startswith("sep=") and first[4:5] in _SEPARATORS:
            return first[4], 1
        return max(_SEPARATORS, key=self._fitness), 0

    def _fitness(self, separator: str) -> tuple[int, int]:
        """How many of the first rows have the same number of columns, more than one."""
        try:
            widths = Counter(
                len(record) for record in islice(self._records(separator), _SNIFFED_ROWS)
            )
        except NotTextError:
            return (0, 0)
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
        return (count, width) if width > 1 else (0, 0)


def _plain(error: str, line: int) -> str:
    if "unexpected end of data" in error:
        return "a quotation mark is opened and never closed"
    if "field larger" in error:
        return f"a cell that ends at line {line} is longer than {_MAX_CELL:,} characters"
    if "expected after" in error:
        return f"in line {line} text follows a closing quotation mark"
    return f"line {line} is not well-formed"
