"""Which column feeds which field: by name, by the model's other names for it, or as told."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from runner.feeds.errors import (
    ColumnNotClearError,
    MissingColumnsError,
    NoHeaderError,
    NoSuchColumnError,
    NoSuchFieldError,
    NoSuchRowError,
)
from runner.feeds.table import Row, Table, column_index, column_letters

HEADER_ROWS = 50
"""The row with the columns' names is looked for among so many."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a feed."""

    index: int
    name: str
    """As its header says; empty where it has none."""

    @property
    def letters(self) -> str:
        """As a spreadsheet program names it."""
        return column_letters(self.index)

    def __str__(self) -> str:
        return f"{self.letters} {self.name!r}"


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What was found out about a feed's columns, to show before anything is started."""

    sheet: str | None
    header_row: int
    matched: Mapping[str, Column]
    """Field name → the column that feeds it."""
    unused: tuple[Column, ...]
    without_column: tuple[str, ...]
    """Fields that have a default and no column."""


@dataclass(frozen=True, slots=True)
class Header:
    """The row that names the columns."""

    row: int
    columns: tuple[Column, ...]


def plain_name(name: str) -> str:
    """A name without case, spaces, underscores and punctuation: `E-Mail ` is `email`."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(letter for letter in folded if letter.isalnum())
    # A header such as "#" or "№" has nothing else to be known by.
    return kept or folded.strip()


def field_names(name: str, field: FieldInfo) -> list[str]:
    """Everything a field answers to: its name, alias, title and `also_called`."""
    names = [name]
    validation = field.validation_alias
    choices = validation.choices if isinstance(validation, AliasChoices) else [validation]
    names += [alias for alias in (field.alias, field.title, *choices) if isinstance(alias, str)]
    extra = field.json_schema_extra
    called = extra.get("also_called") if isinstance(extra, dict) else None
    names += [str(alias) for alias in called] if isinstance(called, list) else []
    return names


def find_header(table: Table, model: type[BaseModel], mapping: Mapping[str, str]) -> Header | None:
    """The row whose cells name the most fields, or None where no row names any."""
    known = {plain_name(column) for column in mapping}
    for name, field in model.model_fields.items():
        known.update(plain_name(alias) for alias in field_names(name, field))
    best, best_row = 0, None
    for row in islice(table.rows(), HEADER_ROWS):
        score = len({plain_name(text) for text in row.values if isinstance(text, str)} & known)
        if score > best:
            best, best_row = score, row
    return None if best_row is None else _header(best_row)


def score(header: Header, model: type[BaseModel], mapping: Mapping[str, str]) -> int:
    """How many fields a header could feed."""
    names = {plain_name(column.name) for column in header.columns}
    mapped = {field for column, field in mapping.items() if plain_name(column) in names}
    named = {
        name
        for name, field in model.model_fields.items()
        if names & {plain_name(alias) for alias in field_names(name, field)}
    }
    return len(mapped | named)


def named_header(name: str, table: Table, number: int) -> Header:
    """The row that the person says names the columns."""
    for row in table.rows():
        if row.number == number and not row.empty():
            return _header(row)
        if row.number > number:
            break
    raise NoSuchRowError(name, number)


def _header(row: Row) -> Header:
    columns = (
        Column(index, "" if value is None else " ".join(str(value).split()))
        for index, value in enumerate(row.values)
    )
    return Header(row.number, tuple(column for column in columns if column.name))


def check_mapping(model: type[BaseModel], mapping: Mapping[str, str]) -> dict[str, str]:
    """Column → field, the field by its own name; raises NoSuchFieldError."""
    own_names = {
        plain_name(alias): name
        for name, field in model.model_fields.items()
        for alias in field_names(name, field)
    }
    checked = {}
    for column, wanted in mapping.items():
        field = own_names.get(plain_name(wanted))
        if field is None:
            raise NoSuchFieldError(wanted, list(model.model_fields))
        checked[column] = field
    return checked


def match(
    name: str,
    sheet: str | None,
    header: Header,
    model: type[BaseModel],
    mapping: Mapping[str, str],
) -> ColumnMatch:
    """Give every field its column; raises a FeedError that names what is missing or unclear."""
    matched = _by_mapping(name, header, mapping)
    taken = {column.index for column in matched.values()}
    free = [column for column in header.columns if column.index not in taken]
    for field_name, field in model.model_fields.items():
        if field_name not in matched and (column := _by_name(name, free, field_name, field)):
            matched[field_name] = column
    missing = [n for n, field in model.model_fields.items() if n not in matched]
    required = [n for n in missing if model.model_fields[n].is_required()]
    if required:
        where = f"{name!r}, sheet {sheet!r}, row {header.row}" if sheet else repr(name)
        raise MissingColumnsError(where, required, [column.name for column in header.columns])
    used = {column.index for column in matched.values()}
    unused = tuple(column for column in header.columns if column.index not in used)
    return ColumnMatch(sheet, header.row, matched, unused, tuple(missing))


def no_header(name: str, sheets: Sequence[str], model: type[BaseModel]) -> NoHeaderError:
    """The error for a file where no row names a field."""
    return NoHeaderError(name, sheets, list(model.model_fields), HEADER_ROWS)


def _by_mapping(name: str, header: Header, mapping: Mapping[str, str]) -> dict[str, Column]:
    matched: dict[str, Column] = {}
    for wanted, field in mapping.items():
        found = _columns_called(header, wanted)
        if not found:
            raise NoSuchColumnError(name, wanted, [column.name for column in header.columns])
        if field in matched:
            raise ColumnNotClearError(name, field, [str(matched[field]), str(found[0])])
        if len(found) > 1:
            raise ColumnNotClearError(name, field, [str(column) for column in found])
        matched[field] = found[0]
    return matched


def _columns_called(header: Header, wanted: str) -> list[Column]:
    exact = [column for column in header.columns if column.name == wanted.strip()]
    plain = [c for c in header.columns if plain_name(c.name) == plain_name(wanted)]
    if exact or plain:
        return exact or plain
    if wanted.isascii() and wanted.isalpha() and wanted.isupper():
        index = column_index(wanted)
        return [column for column in header.columns if column.index == index]
    return []


def _by_name(name: str, free: Sequence[Column], field_name: str, field: FieldInfo) -> Column | None:
    plain = {plain_name(alias) for alias in field_names(field_name, field)}
    found = [column for column in free if plain_name(column.name) in plain]
    if len(found) > 1:
        raise ColumnNotClearError(name, field_name, [str(column) for column in found])
    return found[0] if found else None
