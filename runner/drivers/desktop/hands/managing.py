"""Whether the window manager has handled what it was told."""

import time
from threading import Event

from Xlib import X
from Xlib.protocol.event import ClientMessage

from runner.drivers.desktop.hands.connection import Connection

REQUEST, ANSWER = "_NET_REQUEST_FRAME_EXTENTS", "_NET_FRAME_EXTENTS"
ANSWER_SECONDS = 0.25
LOOK_SECONDS = 0.0005
MUTE_SECONDS = 0.02
"""How long one that answers no question is given."""


class Managing:
    """Asks the window manager something that it must answer, after all that came before.

    A press goes to the window manager first, which raises the window and hands the press on. Until
    then the server holds back what follows, and a pointer that a person moves meanwhile would take
    the release with it. Source: Extended Window Manager Hints 1.5, `_NET_REQUEST_FRAME_EXTENTS`.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._quiet = Event()

    def handled(self) -> None:
        """Waits until it has handled everything, at the longest a quarter of a second."""
        connection = self._connection
        with connection.guarded():
            if connection.atom(REQUEST) not in connection.numbers(
                connection.root.id, "_NET_SUPPORTED"
            ):
                self._quiet.wait(MUTE_SECONDS)
                return
            connection.own.change_attributes(event_mask=X.PropertyChangeMask)
            try:
                self._ask()
            finally:
                connection.own.change_attributes(event_mask=X.NoEventMask)
                connection.display.sync()
                while connection.display.pending_events():
                    connection.display.next_event()

    def _ask(self) -> None:
        connection = self._connection
        request = connection.atom(REQUEST)
        message = ClientMessage(
            window=connection.own, client_type=request, data=(32, [0, 0, 0, 0, 0])
        )
        connection.root.send_event(
            message, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask
        )
        connection.display.flush()
        until = time.monotonic() + ANSWER_SECONDS
        while not self._answered() and time.monotonic() < until:
            self._quiet.wait(LOOK_SECONDS)

    def _answered(self) -> bool:
        display = self._connection.display
        wanted = self._connection.atom(ANSWER)
        while display.pending_events():
            event = display.next_event()
            if event.type == X.PropertyNotify and event.atom == wanted:
                return True
        return False
