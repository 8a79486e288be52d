"""Cells become a payload and a key, or problems that name cell, value and reason."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from runner.feeds.cell import CellProblem, input_for
from runner.feeds.columns import field_names
from runner.feeds.table import Mark
from runner.feeds.wanted import wanted_fields
from runner.feeds.wording import AUTHORS_OWN, reason_for, shown, without_value
from runner.item import Draft, Problem, Source


@dataclass(frozen=True, slots=True)
class Cell:
    """One value on its way to a field."""

    value: object
    name: str | None = None
    """`C17`, where cells have names."""
    mark: Mark | None = None


class Validation:
    """Validates the cells of one row after another against a model."""

    def __init__(self, model: type[BaseModel], key: tuple[str, ...]) -> None:
        self._model = model
        self._key = key
        self._wanted = wanted_fields(model)
        self._field_of = {
            alias: name
            for name, field in model.model_fields.items()
            for alias in field_names(name, field)
        }

    def draft(self, source: Source, cells: Mapping[str, Cell]) -> Draft:
        """One draft from cells by field name; a field without a cell takes its default."""
        inputs, problems = self._inputs(cells)
        payload: dict[str, object] | None = None
        try:
            item = self._model.model_validate(inputs, by_name=True, by_alias=True)
            payload = item.model_dump(mode="json")
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            problems += self._reworded(found, cells, {each.field for each in problems})
        key = self._key_of(payload or inputs, {problem.field for problem in problems})
        if key is None and not any(problem.field in self._key for problem in problems):
            problems.append(self._no_key(cells))
        notes = tuple(note for cell in cells.values() for note in _notes(cell))
        return Draft(source, key, None if problems else payload, tuple(problems), notes)

    def _inputs(self, cells: Mapping[str, Cell]) -> tuple[dict[str, object], list[Problem]]:
        inputs: dict[str, object] = {}
        problems: list[Problem] = []
        for name, cell in cells.items():
            wanted = self._wanted[name]
            try:
                value = input_for(wanted, cell.value, cell.mark)
            except CellProblem as problem:
                value_shown = shown(cell.value, wanted)
                problems.append(Problem(str(problem), name, cell.name, value_shown))
                continue
            if value is not None or wanted.empty_is_none:
                inputs[name] = value
        return inputs, problems

    def _reworded(
        self, found: list[ErrorDetails], cells: Mapping[str, Cell], known: set[str | None]
    ) -> list[Problem]:
        problems = {}
        for error in found:
            place = str(error["loc"][0]) if error["loc"] else None
            name = self._field_of.get(place, place) if place is not None else None
            # A union reports every member's complaint; the first is enough for a clerk.
            if name not in known and name not in problems:
                problems[name] = self._problem(error, name, cells)
        return list(problems.values())

    def _problem(self, error: ErrorDetails, name: str | None, cells: Mapping[str, Cell]) -> Problem:
        wanted = self._wanted.get(name) if name is not None else None
        cell = cells.get(name, Cell(None)) if name is not None else Cell(None)
        reason = reason_for(error, wanted)
        if error["type"] in AUTHORS_OWN:
            for field, other in cells.items():
                reason = without_value(reason, other.value, self._wanted[field])
        return Problem(reason, name, cell.name, shown(cell.value, wanted))

    def _key_of(self, values: Mapping[str, object], wrong: set[str | None]) -> str | None:
        """The business key, as soon as its own fields are right."""
        if wrong & set(self._key):
            return None
        parts = [values.get(name) for name in self._key]
        if any(part is None or part == "" for part in parts):
            return None
        return key_text([str(part) for part in parts])

    def _no_key(self, cells: Mapping[str, Cell]) -> Problem:
        name = self._key[0]
        reason = "must not be empty: it is the key that tells the items apart"
        return Problem(reason, name, cells[name].name if name in cells else None)


def key_text(parts: list[str]) -> str:
    """One text for a key of several fields; different parts never give the same text."""
    # NFC, because the same letters may come composed from one program and not from another.
    normal = [unicodedata.normalize("NFC", part) for part in parts]
    if len(normal) == 1:
        return normal[0]
    escaped = (part.replace("\\", "\\\\").replace("/", "\\/") for part in normal)
    return " / ".join(escaped)


def _notes(cell: Cell) -> list[str]:
    mark = cell.mark
    if mark is None:
        return []
    notes = []
    empty = cell.value is None or cell.value == ""
    if mark.formula and not mark.error and not mark.without_value:
        what = " that gives nothing" if empty else "; its stored value was used"
        notes.append(f"{cell.name} holds a formula{what}")
    if mark.carries and not empty:
        notes.append(
            f"{cell.name} lies in the merged cells {mark.merged_into}; their value was used"
        )
    if mark.digits and isinstance(cell.value, int | float):
        notes.append(f"{cell.name} is a number shown with leading zeros; the zeros were kept")
    return notes
