"""JSON files: one object, a list of objects, or one object a line."""

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import NoReturn

from runner.feeds.encodings import encoding_of
from runner.feeds.errors import DangerousFileError, NotItemsError
from runner.feeds.intake import Intake
from runner.feeds.table import Row

MAX_DOCUMENT = 200 * 2**20
"""Bytes of a JSON document that is not one object a line; it is held in memory."""


class JsonTable:
    """Objects as rows: the names of all objects' values are the header, as row 0."""

    sheet: str | None = None

    def __init__(self, intake: Intake) -> None:
        self.name = intake.name
        self._copy = intake.copy
        self._encoding = encoding_of(intake.name, intake.copy)
        self._by_line = self._is_by_line()
        if not self._by_line and intake.size > MAX_DOCUMENT:
            raise DangerousFileError(self.name, f"it is one document of {intake.size >> 20:,} MB")
        self._document = None if self._by_line else self._loaded()
        self._names = list(dict.fromkeys(name for _, item in self._objects() for name in item))
        if not self._names:
            raise NotItemsError(self.name, "it holds no items")
        self.notes: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> None:
        """Values in JSON have no cell names."""

    def rows(self) -> Iterator[Row]:
        """The names as row 0, then every object, numbered from 1 (or by its line)."""
        yield Row(0, self._names, {})
        for number, item in self._objects():
            yield Row(number, [item.get(name) for name in self._names], {})

    def _objects(self) -> Iterator[tuple[int, dict[str, object]]]:
        if self._by_line:
            yield from self._lines()
            return
        document = self._document if isinstance(self._document, list) else [self._document]
        for number, item in enumerate(document, start=1):
            if not isinstance(item, dict):
                raise NotItemsError(self.name, f"entry {number} is no object")
            yield number, item

    def _lines(self) -> Iterator[tuple[int, dict[str, object]]]:
        self._copy.seek(0)
        text = io.TextIOWrapper(self._copy, self._encoding)
        try:
            for number, line in enumerate(text, start=1):
                if line.strip():
                    yield number, self._object(line, number)
        finally:
            text.detach()

    def _object(self, line: str, number: int) -> dict[str, object]:
        item = self._parsed(line, f"line {number}")
        if not isinstance(item, dict):
            raise NotItemsError(self.name, f"line {number} is no object")
        return item

    def _loaded(self) -> object:
        self._copy.seek(0)
        return self._parsed(self._copy.read().decode(self._encoding), "the document")

    def _parsed(self, text: str, where: str) -> object:
        def refuse(constant: str) -> NoReturn:
            raise NotItemsError(self.name, f"{where} holds {constant}, which is not JSON")

        def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
            item = dict(pairs)
            if len(item) < len(pairs):
                raise NotItemsError(self.name, f"{where} names the same value twice in one object")
            return item

        try:
            return json.loads(
                text, parse_float=Decimal, parse_constant=refuse, object_pairs_hook=once
            )
        except json.JSONDecodeError as error:
            place = where if self._by_line else f"line {error.lineno}"
            raise NotItemsError(
                self.name, f"{place}, character {error.colno}: {error.msg.lower()}"
            ) from error
        except (RecursionError, ValueError) as error:
            raise NotItemsError(self.name, f"{where} is nested too deeply or too long") from error

    def _is_by_line(self) -> bool:
        """Told by the first line: when it is a whole object, and another line follows."""
        self._copy.seek(0)
        text = io.TextIOWrapper(self._copy, self._encoding)
        try:
            first = next((line for line in text if line.strip()), "")
            more = any(line.strip() for line in text)
        finally:
            text.detach()
        if not more:
            return False
        try:
            return isinstance(json.loads(first), dict)
        except ValueError:
            return False
