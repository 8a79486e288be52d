"""Whether a window has taken in what was sent to it."""

import time
from threading import Event

from Xlib import X
from Xlib.protocol.event import ClientMessage

from runner.drivers.desktop.hands.connection import Connection

ANSWER_SECONDS = 5.0
LOOK_SECONDS = 0.002
ANSWERS = X.SubstructureNotifyMask | X.StructureNotifyMask
"""Answers go to the root, to those who ask for its windows' news; Qt's, for its own."""
MUTE_SECONDS = 0.25
"""How long a program that answers no question is given to read what its keys mean."""


class Settling:
    """Asks windows whether they still listen, by the message that window managers use.

    A program answers it after all that came before, so that an answer says: every stroke was
    read, with the meaning that its key had then. Source: Extended Window Manager Hints 1.5,
    `_NET_WM_PING`.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._number = 0
        self._quiet = Event()

    def settle(self, window: int) -> bool:
        """Waits until a window has read everything; False when it does not answer in time.

        A program that does not know the question is given a quarter of a second.
        """
        with self._connection.guarded():
            if not self._answers(window):
                self._quiet.wait(MUTE_SECONDS)
                return True
            root = self._connection.root
            root.change_attributes(event_mask=ANSWERS)
            try:
                return self._ask(window)
            finally:
                root.change_attributes(event_mask=X.NoEventMask)
                self._connection.display.sync()
                self._drain()

    def _answers(self, window: int) -> bool:
        protocols = self._connection.numbers(window, "WM_PROTOCOLS")
        return self._connection.atom("_NET_WM_PING") in protocols

    def _ask(self, window: int) -> bool:
        self._number = self._number % 0x7FFFFFFF + 1
        ping = self._connection.atom("_NET_WM_PING")
        data = [ping, self._number, window, 0, 0]
        message = ClientMessage(
            window=self._connection.window(window),
            client_type=self._connection.atom("WM_PROTOCOLS"),
            data=(32, data),
        )
        self._connection.window(window).send_event(message, event_mask=X.NoEventMask)
        self._connection.display.flush()
        until = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < until:
            if self._answered():
                return True
            self._quiet.wait(LOOK_SECONDS)
        return False

    def _answered(self) -> bool:
        display = self._connection.display
        while display.pending_events():
            event = display.next_event()
            if event.type == X.ClientMessage and event.data[1][1] == self._number:
                return True
        return False

    def _drain(self) -> None:
        while self._connection.display.pending_events():
            self._connection.display.next_event()
