"""TN3270 on a socket: options are agreed on, records come and go (RFC 1576)."""

import re
import socket
import struct
from collections.abc import Iterator

IAC, DONT, DO, WONT, WILL, SB, SE, EOR = 255, 254, 253, 252, 251, 250, 240, 239
BINARY, TERMINAL_TYPE, END_OF_RECORD = 0, 24, 25
SEND = 1

AGREED = (
    bytes((IAC, DO, TERMINAL_TYPE)),
    bytes((IAC, SB, TERMINAL_TYPE, SEND, IAC, SE)),
    bytes((IAC, DO, END_OF_RECORD, IAC, WILL, END_OF_RECORD)),
    bytes((IAC, DO, BINARY, IAC, WILL, BINARY)),
)
COMMAND = re.compile(b"\xff(?:\xfa.*?\xff\xf0|[\xfb-\xfe].|[^\xfa-\xfe])", re.DOTALL)
MOST_BYTES = 65536


class Refused(Exception):  # noqa: N818 - it is no error of the host's
    """The other end is no 3270 terminal."""


class Terminal:
    """One terminal that has connected."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._waiting = b""
        self._record = bytearray()

    def agree(self) -> None:
        """Agrees on TN3270. Raises Refused, or OSError for a connection that ends."""
        self._connection.sendall(AGREED[0])
        self._await(WILL, TERMINAL_TYPE)
        self._connection.sendall(AGREED[1])
        self._await(SB, TERMINAL_TYPE)
        self._connection.sendall(AGREED[2])
        self._await(WILL, END_OF_RECORD)
        self._connection.sendall(AGREED[3])
        self._await(WILL, BINARY)

    def _await(self, verb: int, option: int) -> None:
        for command in self._commands():
            if command[1:3] == bytes((verb, option)):
                return
            if command[1:3] == bytes((WONT, option)):
                raise Refused

    def _commands(self) -> Iterator[bytes]:
        while True:
            found = COMMAND.search(self._waiting)
            if found is None:
                self._more()
                continue
            self._waiting = self._waiting[found.end() :]
            yield found.group()

    def _more(self) -> None:
        data = self._connection.recv(MOST_BYTES)
        if not data:
            raise ConnectionError("the terminal is gone")
        self._waiting += data

    def records(self) -> Iterator[bytes]:
        """Every record of the terminal, until the connection ends."""
        while True:
            found = COMMAND.search(self._waiting)
            if found is None:
                self._more()
                continue
            self._record += self._waiting[: found.start()]
            self._waiting = self._waiting[found.end() :]
            command = found.group()
            if command[1] == IAC:
                self._record.append(IAC)
            elif command[1] == EOR:
                yield bytes(self._record)
                self._record.clear()

    def show(self, record: bytes) -> None:
        """Sends one record."""
        escaped = record.replace(bytes((IAC,)), bytes((IAC, IAC)))
        self._connection.sendall(escaped + bytes((IAC, EOR)))

    def cut(self) -> None:
        """Resets the connection: no end of stream, no answer."""
        linger = struct.pack("ii", 1, 0)
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._connection.close()
