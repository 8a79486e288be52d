"""A GTK window with one text field that tells over a pipe what it holds; for Debian's Python."""

import json
import sys
from importlib import import_module
from typing import Any

VERSION, TITLE = sys.argv[1:3]
import_module("gi").require_version("Gtk", f"{VERSION}.0")
import_module("gi").require_version("GdkX11", f"{VERSION}.0")
GLib: Any = import_module("gi.repository.GLib")
Gtk: Any = import_module("gi.repository.Gtk")
GdkX11: Any = import_module("gi.repository.GdkX11")


class Field:
    """The window; answers every line on standard input with one line."""

    def __init__(self, window: Any) -> None:
        self.window = window
        self.view = Gtk.TextView()
        window.set_title(TITLE)
        window.set_default_size(500, 200)
        # Without one the window grows with its text, until X11 ends the program.
        scrolled = Gtk.ScrolledWindow()
        (scrolled.add if VERSION == "3" else scrolled.set_child)(self.view)
        (window.add if VERSION == "3" else window.set_child)(scrolled)
        (window.show_all if VERSION == "3" else window.present)()
        GLib.io_add_watch(sys.stdin, GLib.IO_IN, self.asked)

    def number(self) -> int:
        """Of the window, as X11 has it."""
        if VERSION == "3":
            return int(self.window.get_window().get_xid())
        return int(GdkX11.X11Surface.get_xid(self.window.get_surface()))

    def asked(self, *_rest: object) -> bool:
        """Do what a line says and answer it."""
        line = sys.stdin.readline()
        if not line:
            sys.exit()
        said = json.loads(line)
        buffer = self.view.get_buffer()
        if "text" in said:
            buffer.set_text(said["text"])
        if said.get("focus"):
            self.window.present()
            self.view.grab_focus()
        text = buffer.get_text(*buffer.get_bounds(), True)
        answer = {"window": self.number(), "text": text, "focus": self.window.is_active()}
        print(json.dumps(answer), flush=True)
        return True


if VERSION == "3":
    Field(Gtk.Window())
    Gtk.main()
else:
    app = Gtk.Application()
    app.connect("activate", lambda app: Field(Gtk.ApplicationWindow(application=app)))
    app.run()
