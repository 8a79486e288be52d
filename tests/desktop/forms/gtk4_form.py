"""A form with every kind of control, in GTK 4. Says on standard error what was done to it."""

import sys

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import Gio, GObject, Gtk  # noqa: E402


def said(*words):
    print(*words, file=sys.stderr, flush=True)  # noqa: T201 - what the tests look for


class Line(GObject.Object):
    def __init__(self, *cells):
        super().__init__()
        self.cells = cells


def column(head, at):
    factory = Gtk.SignalListItemFactory()
    factory.connect("setup", lambda _, item: item.set_child(Gtk.Label()))
    factory.connect("bind", lambda _, item: item.get_child().set_text(item.get_item().cells[at]))
    return Gtk.ColumnViewColumn(title=head, factory=factory)


def lines():
    store = Gio.ListStore()
    for line in (("A-1", "3"), ("B-2", "4")):
        store.append(Line(*line))
    table = Gtk.ColumnView(model=Gtk.SingleSelection(model=store))
    for at, head in enumerate(("Article", "Pieces")):
        table.append_column(column(head, at))
    return table


def radios():
    frame, inside = Gtk.Frame(label="Colour"), Gtk.Box()
    red = Gtk.CheckButton(label="Red")
    inside.append(red)
    inside.append(Gtk.CheckButton(label="Blue", group=red))
    frame.set_child(inside)
    return frame


class Form(Gtk.ApplicationWindow):
    def __init__(self, app):
        super().__init__(application=app, title="Form")
        self.whole = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
        self.whole.append(self.bar())
        self.row("_Name:", Gtk.Entry(placeholder_text="who"))
        self.row("Password:", Gtk.PasswordEntry())
        choice = Gtk.DropDown.new_from_strings(["Normal", "Express", "Pickup"])
        choice.connect(
            "notify::selected-item",
            lambda *_: said("chosen", choice.get_selected_item().get_string()),
        )
        self.row("Delivery:", choice)
        combo = Gtk.ComboBoxText()
        for one in ("North", "South"):
            combo.append_text(one)
        self.row("Region:", combo)
        self.row("Pieces:", Gtk.SpinButton.new_with_range(0, 100, 1))
        self.whole.append(Gtk.CheckButton(label="Gift"))
        self.row("Fragile:", Gtk.Switch())
        self.whole.append(radios())
        self.row("Note:", Gtk.TextView())
        self.row("Lines:", lines())
        book = Gtk.Button(label="_Book", use_underline=True)
        book.connect("clicked", self.ask)
        self.whole.append(book)
        self.whole.append(Gtk.Button(label="Never", sensitive=False))
        self.set_child(self.whole)

    def bar(self):
        save = Gio.SimpleAction.new("save", None)
        save.connect("activate", lambda *_: said("saved"))
        self.get_application().add_action(save)
        entries, menus = Gio.Menu(), Gio.Menu()
        entries.append("_Save", "app.save")
        menus.append_submenu("_File", entries)
        return Gtk.PopoverMenuBar(menu_model=menus)

    def row(self, text, control):
        line = Gtk.Box()
        label = Gtk.Label(label=text, use_underline=True, mnemonic_widget=control)
        line.append(label)
        control.set_hexpand(True)
        line.append(control)
        self.whole.append(line)

    def ask(self, *_):
        dialog = Gtk.MessageDialog(
            transient_for=self, modal=True, buttons=Gtk.ButtonsType.YES_NO, text="Really book?"
        )
        dialog.set_title("Sure?")
        dialog.connect("response", self.answered)
        dialog.present()

    def answered(self, dialog, response):
        said("answered", response == Gtk.ResponseType.YES)
        dialog.destroy()


app = Gtk.Application(application_id="org.example.Form", flags=Gio.ApplicationFlags.NON_UNIQUE)
app.connect("activate", lambda app: Form(app).present())
app.run()
