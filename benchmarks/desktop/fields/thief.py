"""A window that takes the keyboard focus every 50 to 500 ms and keeps what it gets of it.

It tells on standard output, once its input has ended: how often it had the focus, and which keys.
"""

import json
import random
import select
import sys
import time

from Xlib import X, display

SEED, LEAST, MOST = 20261122, 0.05, 0.5


def main() -> None:
    """Steal until standard input ends."""
    moments = random.Random(SEED)
    server = display.Display()
    root = server.screen().root
    window = root.create_window(
        600, 600, 120, 80, 0, X.CopyFromParent, event_mask=X.KeyPressMask | X.FocusChangeMask
    )
    window.set_wm_name("Thief")
    window.map()
    server.sync()
    keys: list[int] = []
    had, due, ended = 0, time.monotonic(), False
    print("ready", flush=True)
    while not ended:
        readable, _, _ = select.select([server.fileno(), sys.stdin], [], [], 0.01)
        ended = sys.stdin in readable
        if time.monotonic() >= due:
            due = time.monotonic() + moments.uniform(LEAST, MOST)
            window.set_input_focus(X.RevertToParent, X.CurrentTime)
            server.flush()
        while server.pending_events():
            event = server.next_event()
            had += event.type == X.FocusIn
            if event.type == X.KeyPress:
                keys.append(event.detail)
    print(json.dumps({"had_focus": had, "keys": keys}), flush=True)


main()
