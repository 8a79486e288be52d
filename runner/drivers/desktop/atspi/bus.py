"""A connection to a bus on which many calls are under way at once."""

import select
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from runner.drivers.desktop.atspi.wire import (
    ERROR,
    RETURN,
    SIGNAL,
    Answer,
    Call,
    Failure,
    messages,
    pack,
    packed,
    text,
)

AT_ONCE = 400
"""Calls under way: enough that nobody waits, few enough for every bus's limits."""
CHUNK = 1 << 18
CONNECT_SECONDS = 5.0
LOOK_SECONDS = 0.03
"""How often it is looked whether an answer is still wanted."""
Enough = Callable[[], bool]
"""Whether what an answer would tell can be seen already."""
BUS = "org.freedesktop.DBus"


class BusGoneError(Exception):
    """The bus has closed the connection, or is not there."""


class Bus:
    """One connection. Not for several threads."""

    def __init__(self, address: str, *, direct: bool = False) -> None:
        """Connects; `direct` is to one program instead of a bus.

        Raises BusGoneError.
        """
        from jeepney.bus import get_connectable_addresses
        from jeepney.io.blocking import prep_socket

        try:
            there = next(iter(get_connectable_addresses(address)))
            self._socket: socket.socket = prep_socket(there, timeout=CONNECT_SECONDS)
        except Exception as error:
            raise BusGoneError(str(error) or type(error).__name__) from error
        self._socket.setblocking(False)
        self._buffer = bytearray()
        self._serial = 0
        self._changed = False
        if not direct:
            self.one(Call(BUS, "/org/freedesktop/DBus", BUS, "Hello", decode=text), 5)

    def close(self) -> None:
        """Lets the bus go."""
        self._socket.close()

    def one(self, call: Call, seconds: float, enough: Enough | None = None) -> Any:
        """One answer, or its Failure."""
        return self.all([call], seconds, enough)[0]

    def all(self, calls: Sequence[Call], seconds: float, enough: Enough | None = None) -> list[Any]:
        """The answers to all calls, in their order; a Failure where there is none.

        `seconds` is the longest time without any answer; nobody waits any more once there is
        `enough` to be seen elsewhere. Raises BusGoneError.
        """
        answers: list[Any] = [Failure("timeout")] * len(calls)
        asked: dict[int, int] = {}
        sent, until = 0, time.monotonic() + seconds
        outgoing = b""
        while (sent < len(calls) or asked) and time.monotonic() < until:
            while sent < len(calls) and len(asked) < AT_ONCE and len(outgoing) < CHUNK:
                self._serial = self._serial % 0x7FFFFFFF + 1
                outgoing += packed(calls[sent], self._serial)
                asked[self._serial] = sent
                sent += 1
            left = until - time.monotonic()
            outgoing = self._exchange(outgoing, left if enough is None else min(left, LOOK_SECONDS))
            for answer in messages(self._buffer):
                index = self._for_whom(answer, asked)
                if index is not None:
                    answers[index] = _value(answer, calls[index])
                    until = time.monotonic() + seconds
            if enough is not None and asked and not outgoing and enough():
                break
        self._flush(outgoing)
        return answers

    def _for_whom(self, answer: Answer, asked: dict[int, int]) -> int | None:
        if answer.kind == SIGNAL:
            self._changed = True
            return None
        return asked.pop(answer.replies_to, None)

    def _exchange(self, outgoing: bytes, seconds: float) -> bytes:
        readable, writable, _ = select.select(
            [self._socket], [self._socket] if outgoing else [], [], max(0, seconds)
        )
        try:
            if writable:
                outgoing = outgoing[self._socket.send(outgoing) :]
            if readable:
                self._receive()
        except BlockingIOError:
            return outgoing
        except OSError as error:
            raise BusGoneError(str(error)) from error
        return outgoing

    def _receive(self) -> None:
        data = self._socket.recv(CHUNK)
        if not data:
            raise BusGoneError("it has closed the connection")
        self._buffer += data

    def _flush(self, outgoing: bytes) -> None:
        """What is half sent goes out whole: the next message must not begin in its middle."""
        until = time.monotonic() + 1
        while outgoing:
            outgoing = self._exchange(outgoing, 0.1)
            if outgoing and time.monotonic() > until:
                self.close()
                raise BusGoneError("it takes nothing any more")

    def listen(self, rule: str) -> None:
        """Wants the signals that match a rule; `await_signal` tells that some came."""
        body = pack("s", rule)
        self.one(Call(BUS, "/org/freedesktop/DBus", BUS, "AddMatch", "s", body), 5)

    def await_signal(self, seconds: float) -> bool:
        """Whether a signal has come, within `seconds`; those that came before count."""
        until = time.monotonic() + seconds
        while True:
            for answer in messages(self._buffer):
                self._changed = self._changed or answer.kind == SIGNAL
            if self._changed:
                self._changed = False
                return True
            left = until - time.monotonic()
            if left <= 0:
                return False
            self._exchange(b"", left)

    def _drained(self) -> list[Answer]:
        found: list[Answer] = []
        while select.select([self._socket], [], [], 0)[0]:
            self._exchange(b"", 0)
            found += messages(self._buffer)
        return found

    def forget_signals(self) -> None:
        """Those that came until now do not count."""
        self._drained()
        self._changed = False


def _value(answer: Answer, call: Call) -> Any:
    if answer.kind == ERROR:
        return Failure(answer.error)
    if answer.kind == RETURN and call.decode is not None:
        try:
            return call.decode(answer.data, answer.body)
        except (ValueError, IndexError, ArithmeticError):
            return Failure("unreadable")
    return None
