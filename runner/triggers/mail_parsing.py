"""A mail as a trigger sees it, parsed with limits: whatever is in it, parsing it ends."""

import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import cast

from runner.errors import InputError

HEADER_BYTES = 256 << 10
HEADER_LINES = 2000
PARTS = 200
DEPTH = 20
TEXT_LENGTH = 1_000_000
NAME_LENGTH = 100

HIDDEN = frozenset(["script", "style", "head"])
LINES = frozenset(["p", "br", "div", "tr", "li"])

CONTENT_TYPE = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
MULTIPART = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
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
    head, body = split(raw)
    check_limits(head, body)
    try:
        message = email.message_from_bytes(raw, policy=compat32)
        return read(message, body)
    except PoisonMailError:
        raise
    except Exception as error:  # noqa: BLE001 - there are always new kinds of broken mails
        raise PoisonMailError(f"it is broken ({type(error).__name__})") from None


def split(raw: bytes) -> tuple[bytes, bytes]:
    """The headers and what follows them."""
    ends = [(found, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (found := raw.find(mark)) >= 0]
    if not ends:
        return raw, b""
    end, length = min(ends)
    return raw[:end], raw[end + length :]


def check_limits(head: bytes, body: bytes) -> None:
    """Refuse what would take the parser, or whoever reads the item, too far."""
    if len(head) > HEADER_BYTES or head.count(b"\n") > HEADER_LINES:
        raise PoisonMailError("its headers are huge")
    if b"\0" in head:
        raise PoisonMailError("its headers hold NUL characters")
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
    hasher.update(b"\0" + body.replace(b"\r\n", b"\n"))
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
    try:
        return one_line(str(make_header(decode_header(found))))
    except (LookupError, ValueError):
        return one_line(str(found))


def one_line(text: str) -> str:
    """Text without what would break a line."""
    return " ".join(text.replace("\0", "\ufffd").split())


def only_address(message: Message) -> str | None:
    """The address of `From`, when there is exactly one."""
    given = message.get_all("From", [])
    found = [address for _, address in getaddresses([str(each) for each in given])]
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
    content = cast("bytes", part.get_payload(decode=True) or b"")
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.replace("\0", "\ufffd").replace("\r\n", "\n")


def attachments(parts: list[Message]) -> Iterator[Attachment]:
    """The files of a mail."""
    for part in parts:
        name = part.get_filename()
        if name is not None:
            content = cast("bytes", part.get_payload(decode=True) or b"")
            yield Attachment(safe_name(str(make_header(decode_header(name)))), content)


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


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in HIDDEN
        if tag in LINES:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in LINES:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def without_marks(page: str) -> str:
    """The words of an HTML page."""
    reader = _Words()
    reader.feed(page)
    return re.sub(r"\n\s*\n+", "\n", "".join(reader.words))
