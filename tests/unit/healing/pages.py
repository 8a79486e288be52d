"""Pages as lists of controls."""

from dataclasses import replace

from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint
from runner.healing.page import Page
from runner.healing.ranking import Ranked, gather

ADDRESS = ("Street", "Postcode", "City", "Phone", "E-mail")


def field(name: str, **more: str) -> Control:
    """A field with the ids that its name makes."""
    ident = name.lower().replace(" ", "_").replace("-", "")
    given = {"id": f"id_{ident}", "html_name": ident, "before": name, "heading": "Address", **more}
    return Control("text", name=name, form="/save", path="td>tr>tbody>table>form", **given)


def button(name: str, **more: str) -> Control:
    """A button."""
    return Control("button", name=name, text=name, form="/save", **more)


def form(*names: str) -> list[Control]:
    """Fields, and a button that saves them."""
    return beside([*(field(name) for name in names), button("Save")])


def beside(controls: list[Control]) -> list[Control]:
    """The same controls, each knowing its neighbours."""
    names = ["", *(one.name for one in controls), ""]
    return [
        replace(one, previous=names[number], next=names[number + 2])
        for number, one in enumerate(controls)
    ]


def without_ids(controls: list[Control]) -> list[Control]:
    """The same controls after every id and name was made anew."""
    return [
        replace(one, id=one.id and f"x{number:05}", html_name=one.html_name and f"x{number:05}")
        for number, one in enumerate(controls)
    ]


def likeliest(wanted: Fingerprint, *controls: Control) -> Ranked:
    """The search with the first candidate as the likeliest."""
    found = gather([wanted], Page(controls))[0]
    found.chances = [0.9 if number == 0 else 0.01 for number in found.numbers]
    return found
