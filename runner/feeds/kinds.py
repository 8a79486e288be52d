"""What a file really is, told by its content; its ending only promises."""

import re
from enum import StrEnum
from pathlib import PurePath

from runner.feeds.errors import ForeignFormatError, NotAWorkbookError, PasswordProtectedError
from runner.feeds.intake import Intake

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_ENDINGS = {".xlsx", ".xlsm", ".xls", ".ods", ".xltx", ".xltm", ".xlsb"}
_JSON_ENDINGS = {".json", ".jsonl", ".ndjson"}
_FOREIGN = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "a rich text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a compressed file",
}
_MARKUP = re.compile(rb"\s*(?:<!doctype html|<html|<head|<meta|<table|<style|<body)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml")


class FileKind(StrEnum):
    """How a file is read."""

    ZIPPED = "zipped"
    """.xlsx, .xlsm and .ods."""
    XLS = "xls"
    JSON = "json"
    TEXT = "text"


def kind_of(intake: Intake) -> FileKind:
    """Tell how to read a file; raises a FeedError for what is not read at all."""
    head = intake.head()
    ending = PurePath(intake.name).suffix.lower()
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return FileKind.ZIPPED
    if head.startswith(_OLE):
        return _ole_kind(intake)
    _refuse_foreign(intake.name, head)
    if ending in _WORKBOOK_ENDINGS:
        raise NotAWorkbookError(
            intake.name,
            "no workbook but plain text",
            "Rename it to .csv, or save it as a workbook.",
        )
    if ending in _JSON_ENDINGS:
        return FileKind.JSON
    return FileKind.TEXT


def _ole_kind(intake: Intake) -> FileKind:
    intake.copy.seek(0)
    content = intake.copy.read()
    # Excel wraps an encrypted .xlsx into the old container, under these stream names.
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise PasswordProtectedError(intake.name)
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        return FileKind.XLS
    raise ForeignFormatError(intake.name, "an old Office file but no workbook")


def _refuse_foreign(name: str, head: bytes) -> None:
    for start, what in _FOREIGN.items():
        if head.startswith(start):
            raise ForeignFormatError(name, what)
    markup = head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(markup) or (_XML.match(markup) and b"<html" in markup.lower()):
        raise NotAWorkbookError(
            name,
            "a web page, not a workbook, whatever its name says",
            "Open it in a spreadsheet program and save it as .xlsx.",
        )
    if _XML.match(markup):
        raise ForeignFormatError(name, "an XML file")
