"""A program that writes into the clipboard every so many milliseconds, and answers who asks."""

import select
import sys
import time

from Xlib import X, display
from Xlib.protocol.event import SelectionNotify

EVERY_SECONDS = float(sys.argv[1]) / 1000
FOREIGN = b"FOREIGN"


def main() -> None:
    """Write until standard input ends."""
    server = display.Display()
    clipboard = server.intern_atom("CLIPBOARD")
    window = server.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    print("ready", flush=True)
    due = time.monotonic()
    while True:
        left = max(0.0, due - time.monotonic())
        readable, _, _ = select.select([server.fileno(), sys.stdin], [], [], left)
        if sys.stdin in readable:
            return
        if time.monotonic() >= due:
            due += EVERY_SECONDS
            window.set_selection_owner(clipboard, X.CurrentTime)
            server.flush()
        while server.pending_events():
            event = server.next_event()
            if event.type == X.SelectionRequest:
                answer(event)
        server.flush()


def answer(event: SelectionNotify) -> None:
    """Whatever is asked for, it is the same text."""
    place = event.property or event.target
    event.requestor.change_property(place, event.target, 8, FOREIGN)
    told = SelectionNotify(
        time=event.time,
        requestor=event.requestor,
        selection=event.selection,
        target=event.target,
        property=place,
    )
    event.requestor.send_event(told)


main()
