"""The few D-Bus messages that reading a window needs, packed and parsed in microseconds.

A window of 2,000 controls takes some ten thousand of them; a general library spends more time on
each than the program that answers. Source: D-Bus specification 0.43, "Message Protocol".
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
REPLY_SERIAL, ERROR_NAME = 5, 4
FIXED = struct.Struct("<BBBBIII")

Decoder = Callable[[bytes, int], Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A method call; `body` is packed already."""

    bus_name: str
    path: str
    interface: str
    member: str
    signature: str = ""
    body: bytes = b""
    decode: Decoder | None = None
    """Makes a value of the answer; None: the answer's content does not matter."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that was not answered as it should be."""

    name: str
    """The error's name on the bus, or `timeout`, `gone`."""


def _text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def _aligned(data: bytes, to: int) -> bytes:
    return data + bytes(-len(data) % to)


@lru_cache(maxsize=4096)
def _fields(bus_name: str, interface: str, member: str, signature: str) -> bytes:
    fields = b""
    for code, kind, value in ((6, b"s", bus_name), (2, b"s", interface), (3, b"s", member)):
        if value:
            fields = _aligned(fields, 8) + bytes((code, 1)) + kind + b"\0" + _text(value)
    if signature:
        said = signature.encode()
        fields = _aligned(fields, 8) + b"\x08\x01g\0" + bytes((len(said),)) + said + b"\0"
    return _aligned(fields, 8)


def packed(call: Call, serial: int) -> bytes:
    """The bytes of a call."""
    path = b"\x01\x01o\0" + _text(call.path)
    fields = _fields(call.bus_name, call.interface, call.member, call.signature)
    length = len(fields) + len(path)
    head = FIXED.pack(ord("l"), CALL, 0, 1, len(call.body), serial, length)
    return _aligned(head + fields + path, 8) + call.body


@dataclass(frozen=True, slots=True)
class Answer:
    """A message that came in: what it answers, and where its content begins."""

    kind: int
    replies_to: int
    error: str
    data: bytes
    body: int


def messages(buffer: bytearray) -> Iterator[Answer]:
    """Every whole message at the front of a buffer, which is emptied of them."""
    at = 0
    while len(buffer) - at >= FIXED.size:
        _, kind, _, _, body, _, fields = FIXED.unpack_from(buffer, at)
        start = FIXED.size + fields + (-fields % 8)
        if len(buffer) - at < start + body:
            break
        data = bytes(buffer[at : at + start + body])
        at += start + body
        replies_to, error = (
            _headers(data, FIXED.size + fields) if kind in {RETURN, ERROR} else (0, "")
        )
        yield Answer(kind, replies_to, error, data, start)
    del buffer[:at]


def _headers(data: bytes, end: int) -> tuple[int, str]:
    at, replies_to, error = FIXED.size, 0, ""
    while at < end:
        at += -at % 8
        code, kind = data[at], data[at + 2]
        at += 4
        if kind == ord("g"):
            at += data[at] + 2
        elif kind == ord("u"):
            at += -at % 4
            if code == REPLY_SERIAL:
                replies_to = int.from_bytes(data[at : at + 4], "little")
            at += 4
        else:
            length = int.from_bytes(data[at : at + 4], "little")
            if code == ERROR_NAME:
                error = data[at + 4 : at + 4 + length].decode()
            at += 5 + length
    return replies_to, error


def text(data: bytes, at: int) -> str:
    """An `s` or `o`."""
    at += -at % 4
    length = int.from_bytes(data[at : at + 4], "little")
    return data[at + 4 : at + 4 + length].decode(errors="replace")


def variant_text(data: bytes, at: int) -> str:
    """A text in a variant."""
    return text(data, at + 3) if data[at + 1 : at + 2] in {b"s", b"o"} else ""


def number(data: bytes, at: int) -> int:
    """An `i`."""
    at += -at % 4
    return int.from_bytes(data[at : at + 4], "little", signed=True)


def variant_number(data: bytes, at: int) -> float:
    """A number in a variant: `i`, `u` or `d`."""
    kind = data[at + 1 : at + 2]
    at += 3
    if kind == b"d":
        return float(struct.unpack_from("<d", data, at + (-at % 8))[0])
    return number(data, at)


def truth(data: bytes, at: int) -> bool:
    """A `b`."""
    return number(data, at) != 0


def four(data: bytes, at: int) -> tuple[int, int, int, int]:
    """A place, `(iiii)`."""
    left, top, width, height = struct.unpack_from("<iiii", data, at + (-at % 8))
    return left, top, width, height


def bits(data: bytes, at: int) -> int:
    """A set of states, `au`, as one number."""
    low, high = struct.unpack_from("<II", data, at + 4) if number(data, at) >= 8 else (0, 0)
    return int(low) | int(high) << 32


def reference(data: bytes, at: int) -> tuple[str, str]:
    """An accessible thing, `(so)`."""
    at += -at % 8
    owner = text(data, at)
    at += 5 + len(owner)
    return owner, text(data, at)


def references(data: bytes, at: int) -> list[tuple[str, str]]:
    """Accessible things, `a(so)`."""
    end = at + 4 + (-(at + 4) % 8) + number(data, at)
    at += 4
    found: list[tuple[str, str]] = []
    while True:
        at += -at % 8
        if at >= end:
            return found
        length = int.from_bytes(data[at : at + 4], "little")
        owner = data[at + 4 : at + 4 + length].decode()
        at += 5 + length
        at += -at % 4
        length = int.from_bytes(data[at : at + 4], "little")
        found.append((owner, data[at + 4 : at + 4 + length].decode()))
        at += 5 + length


def texts(data: bytes, at: int) -> list[str]:
    """Texts, `as`."""
    end = at + 4 + number(data, at)
    at += 4
    found = []
    while at < end:
        at += -at % 4
        length = int.from_bytes(data[at : at + 4], "little")
        found.append(data[at + 4 : at + 4 + length].decode())
        at += 5 + length
    return found


def named_texts(data: bytes, at: int) -> dict[str, str]:
    """Attributes, `a{ss}`."""
    end = at + 4 + (-(at + 4) % 8) + number(data, at)
    at += 4 + (-(at + 4) % 8)
    found = {}
    while at < end:
        at += -at % 8
        name = text(data, at)
        at += 5 + len(name.encode())
        at += -at % 4
        value = text(data, at)
        at += 5 + len(value.encode())
        found[name] = value
    return found


def relations(data: bytes, at: int) -> dict[int, list[tuple[str, str]]]:
    """Relations, `a(ua(so))`, by the number of their kind."""
    end = at + 4 + (-(at + 4) % 8) + number(data, at)
    at += 4 + (-(at + 4) % 8)
    found: dict[int, list[tuple[str, str]]] = {}
    while at < end:
        at += -at % 8
        kind = number(data, at)
        length = number(data, at + 4)
        found[kind] = references(data, at + 4)
        at += 8
        at += -at % 8
        at += length
    return found


def pack(signature: str, *values: Any) -> bytes:
    """The content of a call: `i`, `u`, `b`, `d`, `s`, `o` and variants of them (`v` as a pair)."""
    body = b""
    for kind, value in zip(signature, values, strict=True):
        if kind == "v":
            inner, content = value
            body += b"\x01" + inner.encode() + b"\0"
            kind, value = inner, content  # noqa: PLW2901 - the same value, unwrapped
        if kind == "d":
            body = _aligned(body, 8) + struct.pack("<d", value)
        elif kind in "so":
            body = _aligned(body, 4) + _text(value)
        else:
            body = _aligned(body, 4) + struct.pack("<i", int(value))
    return body
