"""Made-up recordings, without a browser."""

from pathlib import Path

from runner.healing.control import Control
from runner.picking.picked import Picked, Proof
from runner.recording.acts import Act, Deed, Spot
from runner.screens.load import load
from runner.screens.model import App, Locator

FILE = """\
version: 1
app: shop
address: http://shop.example/
date: DD.MM.YYYY
screens:
  home:
    shown_by: {heading: Home}
    elements:
      search: {role: link, name: Search}
  search:
    shown_by: {heading: Search}
    reach:
      - {on: home, press: search}
    elements:
      number: {label: Number}
      find: {role: button, name: Find}
  hits:
    shown_by: {heading: Hits}
    reach:
      - {on: search, fill: {number: "1"}, press: find}
    elements:
      open: {role: link, name: Open, row_of: hits}
    tables:
      hits:
        locators: {css: table}
        columns: {number: Number, name: Name}
        key: number
  form:
    shown_by: {heading: Edit}
    elements:
      street: {label: Street}
      country: {label: Country}
      region: {label: Region}
      born: {label: Born, personal: true}
      pin: {label: PIN, secret: true}
      copy: {label: Copy}
      find: {role: button, name: "..."}
      save: {role: button, name: Save, effect: write}
  saved:
    shown_by: {heading: Saved}
    elements:
      change: {css: "#change"}
      by: {css: "#by"}
"""


def app(folder: Path) -> App:
    file = folder / "shop.yaml"
    file.write_text(FILE, encoding="utf-8")
    return load(file)


def picked(label: str = "", kind: str = "text", born: float = 1.0) -> Picked:
    control = Control(kind, name=label)
    return Picked(control, (control,), (), None, "", (), (), (), (), (), None, (), 1, born=born)


def fill(screen: str, element: str, value: str | None, born: float = 1.0) -> Act:
    thing = picked(element.capitalize(), born=born)
    return Act(Deed.FILL, Spot(screen, element), thing, value)


def press(screen: str, element: str, key: str = "", key_name: str = "") -> Act:
    spot = Spot(screen, element, key, key_name)
    return Act(Deed.PRESS, spot, picked(element, "button"))


def read(screen: str, element: str) -> Act:
    return Act(Deed.READ, Spot(screen, element), picked(element, "output"))


def rows(screen: str, table: str) -> Act:
    return Act(Deed.ROWS, Spot(screen, table), picked(table, "output"))


EDIT = [
    press("home", "search"),
    fill("search", "number", "A-1001"),
    press("search", "find"),
    press("hits", "open", "A-1001", "number"),
    fill("form", "street", "Am Markt 1"),
    fill("form", "born", "01.02.1980"),
    press("form", "save"),
    read("saved", "change"),
]
"""A search, a form, a save, and what the screen says then."""


def on_page(
    control: Control, proofs: tuple[Proof, ...], mark: Locator, title: str = "", address: str = ""
) -> Picked:
    """The only control of a page that is known by one mark."""
    return Picked(
        control=control,
        controls=(control,),
        way=(),
        window=None,
        title=title,
        proofs=proofs,
        in_row=(),
        here=(),
        known=(),
        tables=(),
        table=None,
        marks=(mark,),
        fields=1,
        address=address,
    )
