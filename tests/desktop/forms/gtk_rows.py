"""A long table with buttons below, in GTK 3. Says on standard error what was clicked in it."""

import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402

ROWS = int(sys.argv[1])


def said(*words):
    print(*words, file=sys.stderr, flush=True)  # noqa: T201 - what the tests look for


def clicked(table, event):
    place = table.get_path_at_pos(int(event.x), int(event.y))
    if place is not None:
        columns = table.get_columns()
        said("clicked", place[0].get_indices()[0], columns.index(place[1]))


store = Gtk.ListStore(str, str)
for row in range(ROWS):
    store.append((f"A-{row}", str(row % 7)))
table = Gtk.TreeView(model=store)
for at, head in enumerate(("Article", "Pieces")):
    table.append_column(Gtk.TreeViewColumn(head, Gtk.CellRendererText(), text=at))
table.connect("button-release-event", clicked)
label = Gtk.Label(label="Lines", mnemonic_widget=table)
scrolled = Gtk.ScrolledWindow(min_content_height=200)
scrolled.add(table)
whole = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
whole.add(label)
whole.add(scrolled)
for number in range(12):
    wipe = Gtk.Button(label=f"Wipe {number}")
    wipe.connect("clicked", lambda _, number=number: said("wiped", number))
    whole.add(wipe)
window = Gtk.Window(title="Rows", default_width=400)
window.add(whole)
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
