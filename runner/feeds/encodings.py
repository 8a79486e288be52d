"""Which encoding a text file is in: what it says, else what fits strictly, told by rule."""

import codecs
import re
from typing import IO

from runner.feeds.errors import NotTextError

_SAMPLE = 1 << 20
_CHUNK = 1 << 20
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_HIGH_RUN = re.compile(rb"([A-Za-z]?)([\x80-\xff]+)(?=([A-Za-z]?))")
PLAIN_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030 (Chinese)",
    "cp1252": "Windows-1252 (Western European)",
}


def encoding_of(name: str, copy: IO[bytes], named: str | None = None) -> str:
    """The codec a text file decodes with, all of it; raises NotTextError when none does."""
    if named is not None:
        return _named(name, copy, named)
    copy.seek(0)
    sample = copy.read(_SAMPLE)
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if sample.startswith(mark):
            if decodes(copy, encoding):
                return encoding
            raise NotTextError(name, f"it says it is {PLAIN_NAMES[encoding]}, and is not")
    for encoding in _candidates(sample):
        if decodes(copy, encoding):
            return encoding
    raise NotTextError(name, "it is in none of the encodings UTF-8, UTF-16, GB18030, Windows-1252")


def decodes(copy: IO[bytes], encoding: str) -> bool:
    """Whether the whole file is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    copy.seek(0)
    try:
        while chunk := copy.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeError:
        return False
    return True


def _named(name: str, copy: IO[bytes], named: str) -> str:
    try:
        codec = codecs.lookup(named).name
    except LookupError:
        raise NotTextError(name, f"there is no encoding {named!r}") from None
    if not decodes(copy, codec):
        raise NotTextError(name, f"it is not in {named!r}")
    return codec


def _candidates(sample: bytes) -> list[str]:
    if wide := _wide(sample):
        return [wide]
    eastern_first = _looks_chinese(sample)
    return ["utf-8", *(["gb18030", "cp1252"] if eastern_first else ["cp1252", "gb18030"])]


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: ASCII letters leave a zero in every other byte."""
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and not even:
        return "utf-16-le"
    if even > len(sample) // 8 and not odd:
        return "utf-16-be"
    return None


def _looks_chinese(sample: bytes) -> bool:
    """Chinese comes in pairs of high bytes; an umlaut stands alone or touches a letter."""
    chinese = western = 0
    for before, run, after in _HIGH_RUN.findall(sample):
        if len(run) % 2 or (len(run) <= 2 and (before or after)):
            western += 1
        else:
            chinese += 1
    return chinese > western
