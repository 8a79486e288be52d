"""Reading HTML: kinds, names and surroundings of controls."""

import pytest

from runner.healing.control import Control
from runner.healing.reading import read_controls


def read(html: str) -> list[Control]:
    return [found.control for found in read_controls(html)]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<input>", "text"),
        ("<input type=email>", "email"),
        ("<input type=strange>", "text"),
        ("<input type=submit value=Go>", "button"),
        ("<input type=image alt=Go>", "button"),
        ("<select></select>", "select"),
        ("<select multiple></select>", "listbox"),
        ("<textarea></textarea>", "textarea"),
        ("<a href='/x'>x</a>", "link"),
        ("<summary>More</summary>", "button"),
        ("<div role=combobox></div>", "select"),
        ("<div contenteditable></div>", "textarea"),
    ],
)
def test_kinds(html: str, kind: str) -> None:
    assert [one.kind for one in read(html)] == [kind]


@pytest.mark.parametrize(
    "html",
    [
        "<input type=hidden>",
        "<a name=top>x</a>",
        "<div hidden><input></div>",
        "<div style='display: none'><input></div>",
        "<template><input></template>",
        "<div aria-hidden=true><button>x</button></div>",
        "",
    ],
)
def test_what_is_no_control_or_is_hidden(html: str) -> None:
    assert read(html) == []


@pytest.mark.parametrize(
    "html",
    [
        "<label for=a>Street:</label><input id=a>",
        "<label>Street <input></label>",
        "<input aria-label=Street>",
        "<b id=l>Street *</b><input aria-labelledby=l>",
        "<input title=Street>",
        "<input placeholder=Street>",
        "<table><tr><td>Street</td><td><input></td></tr></table>",
        "<p>Street <input></p>",
        "<button>Street</button>",
        "<button><img src=x alt=Street></button>",
        "<input type=submit value=Street>",
    ],
)
def test_names(html: str) -> None:
    assert [one.name for one in read(html)] == ["Street"]


def test_the_choices_of_a_list_are_not_its_label() -> None:
    html = "<label>Country <select><option>Greece</select></label>"

    assert [one.name for one in read(html)] == ["Country"]


def test_surroundings() -> None:
    (street, city, save) = read(
        "<h2>Address</h2><form action='/save?id=3'><p>Street <input name=s> at least 3</p>"
        "<p>City <input name=c></p><button formaction='/other'>Save</button></form>"
    )

    assert (street.heading, street.form, street.before, street.after) == (
        "Address",
        "/save?id",
        "Street",
        "at least 3",
    )
    assert (street.next, city.previous, city.next) == ("City", "Street", "Save")
    assert (save.href, save.path) == ("/other", "form>body")


def test_a_fieldset_ends_with_its_legend() -> None:
    inside, after = read(
        "<fieldset><legend>Bank</legend><input name=iban></fieldset><input name=notes>"
    )

    assert (inside.heading, after.heading) == ("Bank", "")


def test_cells_are_named_by_column_and_row() -> None:
    (quantity, price) = read(
        "<table><tr><th>Product</th><th>Quantity</th><th>Price</th></tr>"
        "<tr><td>Apples</td><td><input></td><td><input></td></tr></table>"
    )

    assert (quantity.name, quantity.column, quantity.row) == ("Quantity", "Quantity", "Apples")
    assert (price.name, price.row) == ("Price", "Apples")


def test_a_headed_row_with_one_field_is_a_line_of_a_form() -> None:
    *_, last = read(
        "<table><tr><th>Field</th><th>Show</th></tr><tr><th>Page size</th><td><input></td></tr>"
        "</table>"
    )

    assert (last.name, last.column) == ("Page size", "")


def test_a_broken_page_is_read_as_far_as_it_goes() -> None:
    assert [one.name for one in read("<form><p>Street <input></form></p></div><b")] == ["Street"]
