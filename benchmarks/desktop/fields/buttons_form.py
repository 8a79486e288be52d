"""A window of twelve buttons and a field; writes down what was pressed; for Debian's Python.

Arguments: the file. It gets a line for every press: the button, and what the field holds.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import_module("gi").require_version("Gtk", "3.0")
Gtk: Any = import_module("gi.repository.Gtk")

COLUMNS, BUTTONS = 4, 12
FILE = Path(sys.argv[1])

window, whole, field = Gtk.Window(title="Buttons"), Gtk.Grid(), Gtk.Entry()


def press(button: Any) -> None:
    """One line more."""
    with FILE.open("a") as kept:
        kept.write(f"{button.get_label()} {field.get_text()}\n")


whole.attach(Gtk.Label(label="Text", mnemonic_widget=field), 0, 0, 1, 1)
whole.attach(field, 1, 0, COLUMNS - 1, 1)
for number in range(BUTTONS):
    button = Gtk.Button(label=f"B{number}")
    button.connect("clicked", press)
    whole.attach(button, number % COLUMNS, 1 + number // COLUMNS, 1, 1)
window.add(whole)
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
