"""A window with a name and a password; keeps what they hold in a file; for Debian's Python.

Arguments: the file. It is written anew with every change, before the program does anything else.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import_module("gi").require_version("Gtk", "3.0")
Gtk: Any = import_module("gi.repository.Gtk")

FILE = Path(sys.argv[1])
fields = {"name": Gtk.Entry(), "password": Gtk.Entry(visibility=False)}


def keep(*_rest: object) -> None:
    """Write down what the fields hold, whole or not at all."""
    new = FILE.with_suffix(".new")
    new.write_text(json.dumps({name: field.get_text() for name, field in fields.items()}))
    os.replace(new, FILE)  # noqa: PTH105 - it is one call


window, whole = Gtk.Window(title="Sign in"), Gtk.Grid()
window.set_default_size(400, 120)
for row, (name, field) in enumerate(fields.items()):
    label = Gtk.Label(label=name.capitalize(), mnemonic_widget=field)
    whole.attach(label, 0, row, 1, 1)
    whole.attach(field, 1, row, 1, 1)
    field.connect("changed", keep)
window.add(whole)
window.connect("destroy", Gtk.main_quit)
keep()
window.show_all()
Gtk.main()
