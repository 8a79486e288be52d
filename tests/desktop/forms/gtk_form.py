"""A form with every kind of control, in GTK 3. Says on standard error what was done to it."""

import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402

whole = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)


def said(*words):
    print(*words, file=sys.stderr, flush=True)  # noqa: T201 - what the tests look for


def row(text, control):
    line = Gtk.Box()
    label = Gtk.Label(label=text, use_underline=True)
    label.set_mnemonic_widget(control)
    line.add(label)
    line.pack_end(control, True, True, 0)
    whole.add(line)


def ask(*_):
    dialog = Gtk.MessageDialog(
        parent=window, modal=True, buttons=Gtk.ButtonsType.YES_NO, text="Really book?"
    )
    dialog.set_title("Sure?")
    said("answered", dialog.run() == Gtk.ResponseType.YES)
    dialog.destroy()


window = Gtk.Window(title="Form")
bar = Gtk.MenuBar()
file = Gtk.MenuItem.new_with_mnemonic("_File")
menu = Gtk.Menu()
save = Gtk.MenuItem.new_with_mnemonic("_Save")
save.connect("activate", lambda *_: said("saved"))
menu.add(save)
file.set_submenu(menu)
bar.add(file)
whole.add(bar)
row("_Name:", Gtk.Entry(placeholder_text="who"))
row("Password:", Gtk.Entry(visibility=False))
choice = Gtk.ComboBoxText()
for city in ("Normal", "Express", "Pickup"):
    choice.append_text(city)
choice.connect("changed", lambda *_: said("chosen", choice.get_active_text()))
row("Delivery:", choice)
row("Pieces:", Gtk.SpinButton.new_with_range(0, 100, 1))
whole.add(Gtk.CheckButton(label="Gift"))
frame, inside = Gtk.Frame(label="Colour"), Gtk.Box()
red = Gtk.RadioButton(label="Red")
inside.add(red)
inside.add(Gtk.RadioButton.new_with_label_from_widget(red, "Blue"))
frame.add(inside)
whole.add(frame)
row("Note:", Gtk.TextView())
store = Gtk.ListStore(str, str)
for line in (("A-1", "3"), ("B-2", "4")):
    store.append(line)
table = Gtk.TreeView(model=store)
for at, head in enumerate(("Article", "Pieces")):
    table.append_column(Gtk.TreeViewColumn(head, Gtk.CellRendererText(), text=at))
row("Lines:", table)
book = Gtk.Button.new_with_mnemonic("_Book")
book.connect("clicked", ask)
whole.add(book)
whole.add(Gtk.Button(label="Never", sensitive=False))
window.add(whole)
window.show_all()
window.connect("destroy", Gtk.main_quit)
Gtk.main()
