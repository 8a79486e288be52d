"""A query as a feed: its result is kept as a table of text, and read like any other file."""

import csv
import hashlib
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from runner.feeds.errors import EmptyFileError, FeedError, NoSuchFileError
from runner.feeds.feed import Feed
from runner.feeds.intake import Intake
from runner.secret import Secret
from runner.store.query import querying

PREFIX = "query:"
"""Begins the name of a feed that is a query."""

HEARD_EVERY = 1000
_DATABASE = re.compile(r"^--\s*database:\s*([A-Za-z][\w-]*)\s*$", re.MULTILINE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_READING = re.compile(r"\s*(?:select|with|values|table)\b", re.IGNORECASE)

Credential = Callable[[str], Secret]


class NotAQueryError(FeedError):
    """The file is not one statement that reads."""

    def __init__(self, file: Path, found: str) -> None:
        super().__init__(
            f"{file.name!r} holds {found}, not one SELECT.",
            hint="Write one statement that begins with SELECT or WITH, and nothing after it.",
        )


class NoDatabaseNamedError(FeedError):
    """The file does not say which database it is for."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file.name!r} does not say which database it asks.",
            hint="Write a line `-- database: NAME` into it, and keep the database's URL with "
            "`deskhand secrets set NAME_URL`.",
        )


def query_file(source: Path) -> Path | None:
    """The file of a source that is a query, or None."""
    name = str(source)
    return Path(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None


def open_query(
    file: Path,
    credential: Credential,
    *,
    mapping: dict[str, str] | None = None,
    passed: Callable[[int, int | None], None] = lambda _done, _total: None,
) -> Feed:
    """Ask a database, and take the whole result in, however long it is.

    Args:
        file: One SELECT, with a line `-- database: NAME`.
        credential: Gives the secret of a name; the URL is that of `NAME_URL`.
        mapping: Column → field, where the names do not tell.
        passed: Hears now and then how many rows have come.

    Raises:
        FeedError: the file is missing, or no query.
        NoDatabaseError, QueryFailedError: the database does not answer it.
    """
    try:
        statement = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        beside = [path.name for path in file.parent.glob("*.sql")]
        raise NoSuchFileError(file, beside) from error
    named = _DATABASE.search(statement)
    if named is None:
        raise NoDatabaseNamedError(file)
    asked = checked(file, statement)
    with ExitStack() as on_failure:
        copy = on_failure.enter_context(tempfile.TemporaryFile())
        with querying(file, credential(f"{named[1]}_URL".upper()), asked) as (names, rows):
            size = keep(copy, names, rows, passed)
        if not size:
            raise EmptyFileError(file.name)
        made = Feed(Intake(file.name, copy, digest_of(copy), size), mapping=mapping)
        on_failure.pop_all()
    return made


def checked(file: Path, statement: str) -> str:
    """The statement, without what ends it.

    Raises:
        NotAQueryError: it is no SELECT, or more than one statement.
    """
    # What looks like a comment may stand in a text of the query: what is asked keeps it.
    beginning = _COMMENT.sub(" ", statement).strip()
    if not beginning:
        raise NotAQueryError(file, "nothing")
    if not _READING.match(beginning):
        raise NotAQueryError(file, f"a statement that begins with {beginning.split()[0]!r}")
    return statement.strip().rstrip(";")


def keep(
    copy: IO[bytes],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    passed: Callable[[int, int | None], None],
) -> int:
    """Write a result as CSV; returns its size in bytes."""
    text = io.TextIOWrapper(copy, "utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    for number, row in enumerate(rows, 1):
        writer.writerow([as_text(value) for value in row])
        if not number % HEARD_EVERY:
            passed(number, None)
    text.flush()
    text.detach()
    return copy.tell()


def as_text(value: object) -> str:
    """A value of a database as a cell of a CSV file has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)


def digest_of(copy: IO[bytes]) -> str:
    """SHA-256 of what was kept."""
    hasher = hashlib.sha256()
    copy.seek(0)
    while chunk := copy.read(1 << 20):
        hasher.update(chunk)
    return hasher.hexdigest()
