"""What a person reads of two looks at a screen."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.healing.control import Control
from runner.screens.model import FrameStep
from runner.survey.differences import compare, compare_screens
from runner.survey.snapshot import KeptControl, KeptScreen, Snapshot


def field(name: str, element: str | None = None, **more: str) -> KeptControl:
    html_name = more.pop("html_name", name.lower())
    heading = more.pop("heading", "Address")
    control = Control(
        more.pop("kind", "text"), name, heading=heading, form="/s", html_name=html_name, **more
    )
    return KeptControl(control, element)


STREET, FAX, CITY = field("Street", "street"), field("Fax", "fax"), field("City", "city")
COUNTRY = replace(field("Country", kind="select"), choices=("Germany", "Greece"))
SAVE = KeptControl(Control("button", "Save", text="Save", form="/s", html_name="save"), "save")


def screen(*controls: KeptControl, **more: object) -> KeptScreen:
    usual = {
        "title": "CRM", "addresses": ["http://x/"], "at": 0, "frame": (), "headings": ["Customer"],
    }  # fmt: skip
    return KeptScreen(screen="form", controls=controls, **(usual | more))  # type: ignore[arg-type]


def said(old: KeptScreen, new: KeptScreen) -> list[str]:
    return [one.said for one in compare_screens(old, new)]


def renamed(one: KeptControl, name: str) -> KeptControl:
    return replace(one, control=replace(one.control, name=name))


def test_two_looks_at_the_same_say_nothing() -> None:
    assert said(screen(STREET, FAX, COUNTRY, SAVE), screen(STREET, FAX, COUNTRY, SAVE)) == []


def test_a_label_a_field_that_is_gone_and_a_new_one() -> None:
    new = screen(renamed(STREET, "Street and number"), CITY, field("Mobile"))
    changes = compare_screens(screen(STREET, FAX, CITY), new)

    assert [(one.said, one.element) for one in changes] == [
        ("label 'Street' became 'Street and number'", "street"),
        ("field 'Fax' is gone", "fax"),
        ("new field 'Mobile'", None),
    ]


def test_two_buttons_where_there_was_one() -> None:
    other = replace(SAVE, control=replace(SAVE.control, html_name="again"), element=None)
    changes = compare_screens(screen(SAVE), screen(SAVE, other))

    assert [(one.said, one.element) for one in changes] == [
        ("new button 'Save'", None),
        ("two buttons 'Save', where there was one", "save"),
    ]


def test_another_section() -> None:
    moved = replace(CITY, control=replace(CITY.control, heading="Contact"))

    assert said(screen(CITY), screen(moved)) == ["'City' moved from section 'Address' to 'Contact'"]


def test_choices() -> None:
    fewer = replace(COUNTRY, choices=("Germany", "Malta"))
    assert said(screen(COUNTRY), screen(fewer)) == [
        "choice 'Greece' is gone from 'Country'",
        "new choice 'Malta' in 'Country'",
    ]
    many = replace(COUNTRY, choices=tuple("abcdefg"))
    assert said(screen(many), screen(replace(many, choices=("a",)))) == [
        "6 choices are gone from 'Country', among them 'b', 'c' and 'd'"
    ]


def test_what_only_locators_see() -> None:
    changed = replace(STREET, control=replace(STREET.control, html_name="str", test_id="street"))

    assert said(screen(STREET), screen(changed)) == [
        "the HTML name of field 'Street' changed from 'street' to 'str'",
        "field 'Street' has the test id 'street' now",
    ]


def test_ids_that_are_made_anew_are_no_change() -> None:
    one = replace(STREET, control=replace(STREET.control, id="f-8c2e91ab"))
    other = replace(STREET, control=replace(STREET.control, id="f-17aa0c5d"))

    assert said(screen(one), screen(other)) == []


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (replace(STREET, readonly=True), "field 'Street' can only be read now"),
        (replace(STREET, required=True), "field 'Street' must be filled now"),
        (
            replace(STREET, control=replace(STREET.control, disabled=True)),
            "field 'Street' is disabled now",
        ),
        (
            replace(STREET, control=replace(STREET.control, kind="textarea")),
            "'Street' changed from field to field of many lines",
        ),
    ],
)
def test_states(new: KeptControl, sentence: str) -> None:
    assert said(screen(STREET), screen(new)) == [sentence]


def test_titles_headings_frames_and_columns() -> None:
    old = screen(headers={"orders": ["No.", "City"]}, frame=(FrameStep("name", "main"),))
    new = screen(
        title="CRM 5",
        headings=["Client"],
        headers={"orders": ["No.", "Town"]},
        frame=(FrameStep("name", "main"), FrameStep("name", "detail")),
    )

    assert said(old, new) == [
        "the window's title 'CRM' became 'CRM 5'",
        "the screen moved from frame 'main' to frame 'detail' in frame 'main'",
        "heading 'Customer' became 'Client'",
        "column 'City' became 'Town' in table 'orders'",
    ]
    assert said(screen(headers={"orders": ["No."]}), screen(headers={"orders": None})) == [
        "table 'orders' is not found any more"
    ]
    more = screen(headings=["Customer", "History"], headers={"orders": ["No.", "Sum"]})
    assert said(screen(headers={"orders": ["No."]}), more) == [
        "new heading 'History'",
        "new column 'Sum' in table 'orders'",
    ]


def test_rows_of_a_table_are_data() -> None:
    def row(number: str, customer: str) -> list[KeptControl]:
        link = Control("link", "Open", column="Do", row=number, href=f"/{number}", path="td>tr")
        name = Control("link", customer, column="Name", row=number, path="td>tr")
        return [KeptControl(link), KeptControl(name)]

    old = screen(*row("1", "Ada"), *row("2", "Bob"))
    new = screen(*row("3", "Cyd"), *row("4", "Dan"), *row("5", "Eve"))
    assert said(old, new) == []
    assert said(old, screen()) == [
        "link 'Open' is gone",
        "link 'in column Name' is gone",
    ]


def snapshot(**screens: KeptScreen) -> Snapshot:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return Snapshot(Path("x"), "crm", "http://x/", at, {}, screens, {"late": "it did not appear."})


def test_screens_that_came_and_went() -> None:
    changes = compare(
        snapshot(form=screen(), late=screen()), snapshot(form=screen(), other=screen())
    )

    assert [(one.screen, one.said) for one in changes] == [
        ("late", "the screen 'late' could not be visited: it did not appear."),
        ("other", "the screen 'other' was not there before"),
    ]
    assert compare(snapshot(a=screen()), snapshot())[0].said == "the screen 'a' is gone"
