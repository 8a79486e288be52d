"""A mail as a trigger sees it, parsed with limits: whatever is in it, parsing it ends."""

import codecs
import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from html import unescape
from typing import cast

from runner.errors import InputError

HEADER_BYTES = 256 << 10
HEADER_LINES = 2000
PARTS = 200
ONE_HEADER = 16 << 10
READ_OF_HEADER = 4000
DEPTH = 20
TEXT_LENGTH = 1_000_000
NAME_LENGTH = 100

NAME = re.compile(r"/?[a-z0-9]+")
SPACES = re.compile(r"\s+")
EMPTY_LINES = re.compile(r"(?:[ \t]*\n)+")
HIDDEN = frozenset(["script", "style", "head"])
LINES = frozenset(["p", "br", "div", "tr", "li"])

CONTENT_TYPE = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
CONTENT_HEADER = re.compile(
    rb"^content-[a-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
MULTIPART = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
UNUSUAL = frozenset(["idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"])
"""Encodings of Python that mails do not have; some take very long."""

UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')
DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10))])


class PoisonMailError(InputError):
    """A mail that is not parsed: broken, or made to harm."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The mail was not read: {reason}.")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    """Safe as a file's name; never a path."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. Its words are data, whoever wrote them."""

    message_id: str | None
    sender: str | None
    """The one address of `From`, in small letters; None where there is none, or more than one."""
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    checks: tuple[str, ...]
    """The `Authentication-Results`, the topmost first; anybody may have written them."""
    digest: str
    """SHA-256 of identity, subject, sender and content; not of what servers on the way add."""


def parse_mail(raw: bytes) -> Mail:
    """Parse a mail.

    Raises:
        PoisonMailError: it is broken, or beyond every limit.
    """
    # The parser takes every kind of line end for one, and so must what is looked for before it.
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, _, body = lines.partition(b"\n\n")
    check_limits(head, body)
    try:
        message = email.message_from_bytes(lines, policy=compat32)
        return read(message, body)
    except PoisonMailError:
        raise
    except Exception as error:  # noqa: BLE001 - there are always new kinds of broken mails
        raise PoisonMailError(f"it is broken ({type(error).__name__})") from None


def check_limits(head: bytes, body: bytes) -> None:
    """Refuse what would take the parser, or whoever reads the item, too far."""
    if len(head) > HEADER_BYTES or head.count(b"\n") > HEADER_LINES:
        raise PoisonMailError("its headers are huge")
    if b"\0" in head:
        raise PoisonMailError("its headers hold NUL characters")
    if any(
        len(found) > ONE_HEADER for part in (head, body) for found in CONTENT_HEADER.findall(part)
    ):
        raise PoisonMailError("a header of one of its parts is huge")
    if len(CONTENT_TYPE.findall(body)) > PARTS:
        raise PoisonMailError(f"it has more than {PARTS} parts")
    if len(MULTIPART.findall(body)) > DEPTH:
        raise PoisonMailError(f"its parts are nested more than {DEPTH} deep")


def read(message: Message, body: bytes) -> Mail:
    """What a parsed message says."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    if len(parts) > PARTS:
        raise PoisonMailError(f"it has more than {PARTS} parts")
    message_id = header(message, "Message-ID").strip() or None
    subject = header(message, "Subject")
    sender = only_address(message)
    marks = [message_id or "", header(message, "From"), header(message, "Date"), subject]
    hasher = hashlib.sha256("\0".join(marks).encode("utf-8", "surrogatepass"))
    hasher.update(b"\0" + body)
    return Mail(
        message_id,
        sender,
        subject,
        body_text(parts),
        tuple(attachments(parts)),
        tuple(one_line(str(each)) for each in message.get_all("Authentication-Results", [])),
        hasher.hexdigest(),
    )


def header(message: Message, name: str) -> str:
    """A header as people read it, on one line."""
    found = message.get(name)
    if found is None:
        return ""
    return readable(str(found))


def readable(value: str) -> str:
    """A header as people read it, whatever it is encoded in."""
    short = value[:READ_OF_HEADER]
    try:
        parts = [
            text if isinstance(text, str) else as_text(text, charset)
            for text, charset in decode_header(short)
        ]
    except ValueError:
        return one_line(short)
    return one_line("".join(parts))


def one_line(text: str) -> str:
    """Text without what would break a line."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """Text that every database holds."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def as_text(content: bytes, charset: str | None) -> str:
    """Bytes as text, by the encoding that they are said to have, if it is one that mails have."""
    try:
        named = codecs.lookup(charset or "utf-8").name
        if named not in UNUSUAL:
            return content.decode(named, "replace")
    except (LookupError, ValueError):
        pass  # no encoding of texts, whatever it is called
    return content.decode("utf-8", "replace")


def only_address(message: Message) -> str | None:
    """The address of `From`, when there is exactly one."""
    given = [str(each)[:READ_OF_HEADER] for each in message.get_all("From", [])]
    found = [address for _, address in getaddresses(given)]
    if len(given) != 1 or len(found) != 1 or found[0].count("@") != 1 or len(found[0]) > 320:
        return None
    address = found[0].casefold()
    return address if address.isprintable() and " " not in address else None


def body_text(parts: list[Message]) -> str:
    """What a person reads: the plain text, or the HTML without its marks."""
    own = [part for part in parts if part.get_filename() is None]
    for part in own:
        if part.get_content_type() == "text/plain":
            return decoded(part)[:TEXT_LENGTH].strip()
    for part in own:
        if part.get_content_type() == "text/html":
            return without_marks(decoded(part)[:TEXT_LENGTH]).strip()
    return ""


def decoded(part: Message) -> str:
    """The text of a part, in whatever encoding."""
    content = cast("bytes", part.get_payload(decode=True) or b"")[: 4 * TEXT_LENGTH]
    return clean(as_text(content, part.get_content_charset())).replace("\r\n", "\n")


def attachments(parts: list[Message]) -> Iterator[Attachment]:
    """The files of a mail."""
    for part in parts:
        name = part.get_filename()
        if name is not None:
            content = cast("bytes", part.get_payload(decode=True) or b"")
            yield Attachment(safe_name(readable(name)), content)


def safe_name(name: str) -> str:
    """A file's name that leads nowhere else and is no device, on any system."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = UNSAFE.sub("_", last).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    if dot and len(suffix) <= 10:
        plain = f"{stem[: NAME_LENGTH - len(suffix)]}.{suffix}"
    plain = plain[: NAME_LENGTH + 10].encode("utf-8", "replace").decode()
    first = plain.partition(".")[0].casefold()
    return f"_{plain}" if not plain or first in DEVICES else plain


def without_marks(page: str) -> str:
    """The words of an HTML page.

    Simple on purpose: it looks at every character once, which full parsers do not for broken pages.
    """
    words, hidden = [], ""
    first, *rest = page.split("<")
    for piece in ["/>" + first, *rest]:
        mark, _, text = piece.partition(">")
        name = NAME.match(mark.casefold())
        tag = name[0] if name is not None else ""
        if hidden:
            hidden = "" if tag == f"/{hidden}" else hidden
        elif tag in HIDDEN:
            hidden = tag
        if tag.removeprefix("/") in LINES:
            words.append("\n")
        if not hidden:
            words.append(SPACES.sub(" ", text))
    return EMPTY_LINES.sub("\n", unescape("".join(words)))
