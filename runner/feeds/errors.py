"""Why a file cannot feed a run: each kind words itself from what was found."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from runner.errors import InputError


def listed(names: Iterable[str], *, limit: int = 8) -> str:
    """Name things in a sentence, `'a', 'b' and 3 more`."""
    quoted = [repr(name) for name in names]
    if len(quoted) <= limit:
        return ", ".join(quoted)
    return f"{', '.join(quoted[:limit])} and {len(quoted) - limit} more"


def near(wanted: str, known: Iterable[str]) -> list[str]:
    """The known names that somebody who wrote `wanted` may have meant."""
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(wanted.casefold(), by_folded, n=1, cutoff=0.6)
    return [by_folded[folded] for folded in close]


def _did_you_mean(wanted: str, known: Sequence[str], otherwise: str) -> str:
    close = near(wanted, known)
    return f"Did you mean {close[0]!r}?" if close else otherwise


class FeedError(InputError):
    """A file, sheet or column that cannot feed a run."""


class NoSuchFileError(FeedError):
    """There is no file of that name."""

    def __init__(self, path: Path, beside: Sequence[str]) -> None:
        self.path = path
        folder = path.parent
        message = (
            f"There is no file {path.name!r} in {str(folder.resolve())!r}."
            if folder.is_dir()
            else f"There is no folder {str(folder)!r}, so no file {path.name!r} in it."
        )
        super().__init__(message, hint=_did_you_mean(path.name, beside, "Check the path."))


class NotAFileError(FeedError):
    """A folder or a device was named where a file is wanted."""

    def __init__(self, path: Path, inside: Sequence[str]) -> None:
        self.path = path
        hint = f"Name one of its files: {listed(inside)}." if inside else "Name a file."
        super().__init__(f"{str(path)!r} is a folder, not a file.", hint=hint)


class UnreadableFileError(FeedError):
    """The operating system does not let the file be read."""

    def __init__(self, path: Path, reason: str, *, open_elsewhere: bool) -> None:
        self.path = path
        hint = (
            "It seems to be open in a spreadsheet program: close it there and try again."
            if open_elsewhere
            else "Check who may read it."
        )
        super().__init__(f"{path.name!r} cannot be read: {reason}.", hint=hint)


class ChangedWhileReadError(FeedError):
    """The file grew, shrank or was written to while it was copied."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name!r} changed while it was being read.",
            hint="Wait until it is saved or copied completely, then try again.",
        )


class EmptyFileError(FeedError):
    """The file holds nothing at all."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is empty (0 bytes).", hint="Save or export it again.")


class DamagedFileError(FeedError):
    """The file's content is cut off or not what it says."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name!r} is damaged: {reason}.", hint="Save, copy or download it again.")


class PasswordProtectedError(FeedError):
    """The workbook opens with a password only."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} is protected by a password and cannot be read.",
            hint="Save a copy without a password.",
        )


class NotAWorkbookError(FeedError):
    """The content is not what the file's ending promises."""

    def __init__(self, name: str, found: str, remedy: str) -> None:
        super().__init__(f"{name!r} is {found}.", hint=remedy)


class DangerousFileError(FeedError):
    """The file would take the machine's memory or read other files; it was not opened."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name!r} was not opened: {reason}.",
            hint="If it is honest, copy its rows into a new workbook and save that.",
        )


class NoSuchSheetError(FeedError):
    """The workbook has no sheet of that name."""

    def __init__(self, name: str, sheet: str, sheets: Sequence[str]) -> None:
        super().__init__(
            f"{name!r} has no sheet {sheet!r}; it has {listed(sheets) or 'no sheets at all'}.",
            hint=_did_you_mean(sheet, sheets, "Name one of them with --sheet."),
        )


class SheetNotClearError(FeedError):
    """Several sheets fit equally well."""

    def __init__(self, name: str, sheets: Sequence[str]) -> None:
        super().__init__(
            f"In {name!r} the sheets {listed(sheets)} fit equally well.",
            hint="Name one with --sheet.",
        )


class NoHeaderError(FeedError):
    """No row looks like the names of the columns."""

    def __init__(self, name: str, sheets: Sequence[str], fields: Sequence[str], rows: int) -> None:
        where = f" (sheets looked at: {listed(sheets)})" if sheets else ""
        super().__init__(
            f"No row among the first {rows} of {name!r}{where} names any of the fields "
            f"{listed(fields)}.",
            hint="Say which row names the columns with --header-row, "
            'and which column feeds which field with --map "Column=field".',
        )


class NoSuchRowError(FeedError):
    """The header row that was named does not exist or is empty."""

    def __init__(self, name: str, row: int) -> None:
        super().__init__(
            f"Row {row} of {name!r} names no columns: it is empty or lies after the last row.",
            hint="Name the row with the column names with --header-row, counted from 1.",
        )


class NoSuchColumnError(FeedError):
    """A mapping names a column that is not there."""

    def __init__(self, name: str, column: str, columns: Sequence[str]) -> None:
        super().__init__(
            f"{name!r} has no column {column!r}; its columns are {listed(columns)}.",
            hint=_did_you_mean(column, columns, "Check the --map."),
        )


class NoSuchFieldError(FeedError):
    """A mapping or `--set` names a field that the bot's items do not have."""

    def __init__(self, field: str, fields: Sequence[str]) -> None:
        super().__init__(
            f"The bot's items have no field {field!r}; they have {listed(fields)}.",
            hint=_did_you_mean(field, fields, "Name one of them."),
        )


class ColumnNotClearError(FeedError):
    """Two columns could feed the same field."""

    def __init__(self, name: str, field: str, columns: Sequence[str]) -> None:
        super().__init__(
            f"In {name!r} the columns {' and '.join(columns)} could both feed the field {field!r}.",
            hint=f'Say which one with --map "Column={field}" (a column letter will do), '
            "or rename the other.",
        )


class MissingColumnsError(FeedError):
    """Fields that every item needs have no column."""

    def __init__(self, where: str, missing: Sequence[str], columns: Sequence[str]) -> None:
        self.missing = tuple(missing)
        guesses = [
            f'--map "{close[0]}={field}"' for field in missing if (close := near(field, columns))
        ]
        hint = (
            f"Perhaps {' '.join(guesses)}?"
            if guesses
            else f'Add a column, or say which one it is with --map "Column={missing[0]}".'
        )
        fields = "field" if len(missing) == 1 else "fields"
        super().__init__(
            f"No column of {where} feeds the required {fields} {listed(missing)}; "
            f"the columns are {listed(columns)}.",
            hint=hint,
        )


class NotTextError(FeedError):
    """A text file that cannot be read as text."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name!r} cannot be read as a table: {reason}.",
            hint="Save it as a workbook (.xlsx) or as CSV in UTF-8.",
        )


class NotItemsError(FeedError):
    """A JSON file that holds no list of objects."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name!r} cannot be read as items: {reason}.",
            hint="Write one object, a list of objects, or one object a line.",
        )


class ForeignFormatError(FeedError):
    """A kind of file that no feed reads."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name!r} is {what}, which is not read.",
            hint="Save it as .xlsx, .ods, .csv or JSON.",
        )
