"""What a zipped workbook must be before any parser sees it: small enough, whole, no entities."""

import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from runner.feeds.errors import DamagedFileError, DangerousFileError

MAX_BYTES = 500 * 2**20
"""All parts together, unpacked."""
MAX_PARTS = 5_000
MAX_RATIO = 100
"""Unpacked to packed, for parts larger than RATIO_FROM."""
RATIO_FROM = 50 * 2**20
_CHUNK = 1 << 18


class _PrologEndedError(Exception):
    """The first element was met: no document type can follow."""


class _DoctypeError(Exception):
    """The part brings a document type, and with it entities."""


def open_package(name: str, copy: IO[bytes]) -> zipfile.ZipFile:
    """Open a zipped workbook after looking at it; raises DangerousFileError or DamagedFileError."""
    copy.seek(0)
    try:
        package = zipfile.ZipFile(copy)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DamagedFileError(name, "it begins like a workbook but its end is missing") from error
    _check_sizes(name, package)
    for part in package.infolist():
        _check_part(name, package, part)
    return package


def _check_sizes(name: str, package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MAX_PARTS:
        raise DangerousFileError(name, f"it has {len(parts):,} parts, more than {MAX_PARTS:,}")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_BYTES:
        raise DangerousFileError(
            name,
            f"unpacked it is {unpacked // 2**20:,} MB, more than {MAX_BYTES // 2**20} MB",
        )
    for part in parts:
        ratio = part.file_size // max(part.compress_size, 1)
        if part.file_size > RATIO_FROM and ratio > MAX_RATIO:
            raise DangerousFileError(
                name, f"its part {part.filename!r} unpacks to {ratio:,} times its size"
            )


def _check_part(name: str, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end, so that its length and checksum are known to be true."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _end_prolog
    in_prolog = True
    try:
        with package.open(part) as file:
            while chunk := file.read(_CHUNK):
                in_prolog = in_prolog and _still_in_prolog(parser, chunk)
    except _DoctypeError as error:
        raise DangerousFileError(
            name, f"its part {part.filename!r} defines entities, which no honest workbook does"
        ) from error
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise DamagedFileError(name, f"its part {part.filename!r} cannot be unpacked") from error
    except RuntimeError as error:
        raise DamagedFileError(name, f"its part {part.filename!r} needs a password") from error
    except (zlib.error, LookupError) as error:
        raise DamagedFileError(name, f"its part {part.filename!r} is broken") from error


def _still_in_prolog(parser: expat.XMLParserType, chunk: bytes) -> bool:
    try:
        parser.Parse(chunk, False)
    except (_PrologEndedError, expat.ExpatError):
        # A picture is no XML at all; what is broken XML, the reader itself will say.
        return False
    return True


def _refuse_doctype(*_: object) -> None:
    raise _DoctypeError


def _end_prolog(*_: object) -> None:
    raise _PrologEndedError
