"""A Tk window with one text field that tells over a pipe what it holds: X11 of the old kind."""

import json
import sys
import tkinter as tk

from Xlib import display

window = tk.Tk()
window.title(sys.argv[2])
field = tk.Text(window, width=60, height=8)
field.pack()
window.update()
server = display.Display()


def number() -> int:
    """Of the window around Tk's own, which is the one that the window manager knows."""
    own = server.create_resource_object("window", window.winfo_id())
    return int(own.query_tree().parent.id)


def asked(*_rest: object) -> None:
    """Do what a line says and answer it."""
    line = sys.stdin.readline()
    if not line:
        window.destroy()
        return
    said = json.loads(line)
    if "text" in said:
        field.delete("1.0", "end")
        field.insert("1.0", said["text"])
    if said.get("focus"):
        window.lift()
        field.focus_force()
    answer = {
        "window": number(),
        "text": field.get("1.0", "end-1c"),
        "focus": window.focus_get() is field,
    }
    print(json.dumps(answer), flush=True)


window.createfilehandler(sys.stdin, tk.READABLE, asked)
window.mainloop()
