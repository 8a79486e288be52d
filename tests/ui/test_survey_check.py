"""`screens check` on living pages: every way is gone, nothing is changed, nothing left out."""

from datetime import date
from pathlib import Path
from threading import Event

import pytest

from runner.drivers.errors import ScreenNotShownError
from runner.drivers.web.capturing import capture
from runner.healing.fingerprint import learn
from runner.mending.learned import Lesson
from runner.survey.checking import Check
from runner.survey.findings import AppLook, Finding, ScreenLook, State
from tests.pages.site import Site, document
from tests.ui.surveyed import CUSTOMER, survey_site, surveyed

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def looked() -> tuple[Site, AppLook]:
    site = survey_site()
    with surveyed(site) as session:
        return site, Check(session).run()


@pytest.fixture(scope="module")
def screens(looked: tuple[Site, AppLook]) -> dict[str, ScreenLook]:
    return {one.screen: one for one in looked[1].screens}


def of(screen: ScreenLook) -> dict[str, Finding]:
    return {one.name: one for one in screen.findings}


def test_every_screen_is_told_of_in_the_order_of_the_file(screens: dict[str, ScreenLook]) -> None:
    assert {name: one.state.value for name, one in screens.items()} == {
        "home": "found",
        "search": "found",
        "list": "found",
        "customer": "found",
        "renamed": "missing",
        "window": "found",
        "erased": "not visited",
        "far": "not visited",
    }


def test_nothing_that_writes_is_pressed(
    looked: tuple[Site, AppLook], screens: dict[str, ScreenLook]
) -> None:
    assert looked[0].posted == []
    why = screens["erased"].why
    assert why.startswith("survey.yaml:61: the way to 'erased' presses 'erase' on 'home', which")
    assert "Nothing was pressed." in why


def test_a_screen_without_a_way_says_nothing_else(screens: dict[str, ScreenLook]) -> None:
    assert screens["far"].why == ""


def test_which_locator_found_an_element_and_what_the_others_did(
    screens: dict[str, ScreenLook],
) -> None:
    customer = of(screens["customer"])
    street = customer["street"]
    assert (street.state, street.locator, street.matched) == (State.DRIFTED, 2, 1)
    assert street.notes == ("label 'Street' matches nothing", "spare css '#gone' matches nothing")
    assert customer["fax"].state is State.MISSING
    assert customer["fax"].notes == ("label 'Fax' matches nothing",)
    assert (customer["email"].state, customer["email"].notes) == (State.FOUND, ())
    assert customer["bad"].state is State.DRIFTED
    assert "css 'a[[' cannot be looked for: " in customer["bad"].notes[0]


def test_elements_in_rows_and_tables(screens: dict[str, ScreenLook]) -> None:
    found = of(screens["list"])
    assert (found["open"].state, found["open"].matched, found["open"].rows) == (State.FOUND, 2, 2)
    assert (found["customers"].state, found["customers"].rows) == (State.FOUND, 2)
    assert found["more"].state is State.ABSENT


def test_a_screen_that_is_not_recognised_tells_what_is_left(
    screens: dict[str, ScreenLook],
) -> None:
    renamed = screens["renamed"]
    assert renamed.trouble
    assert "the screen 'renamed' did not appear" in renamed.why
    assert of(renamed)["shown_by"].notes == ("heading 'Orders' matches nothing",)
    assert of(renamed)["number"].state is State.FOUND


def test_given_values_lead_elsewhere() -> None:
    with surveyed(survey_site()) as session:
        look = Check(session, values={"search": {"account": "none"}}).run(["list", "customer"])

    found, customer = look.screens
    assert of(found)["open"].state is State.NO_ROWS
    assert (customer.state, customer.screen) == (State.NOT_VISITED, "customer")
    assert "the table 'customers' on 'list' has no row to press 'open' in." in customer.why


def test_two_elements_where_one_is_meant() -> None:
    site = survey_site()
    twice = (
        "<h1>Search</h1><label>Account <input></label><button>Find</button><button>Find</button>"
    )
    site.page("/search", twice)
    with surveyed(site) as session:
        look = Check(session).run(["search"])

    find = of(look.screens[0])["find"]
    assert (find.state, find.matched) == (State.MISSING, 2)
    assert find.notes == ("role 'button' named 'Find' matches 2 elements",)


def test_what_was_learned_tells_of_other_labels_and_of_what_is_lost() -> None:
    site = survey_site()
    with surveyed(site) as session:
        session.sign_in()
        session.driver.open("/customer")
        session.scene.window().page.wait_for_load_state("load")
        controls = [one.control for one in capture(session.scene).controls]
        places = {one.html_name: place for place, one in enumerate(controls)}
        fax = learn("fax", controls, places["city"])
        email = learn("email", controls, places["email"])
        street = learn("street", controls, places["street"])
        wanted = {"fax": fax, "email": email, "street": street}
        lesson = Lesson(date(2026, 11, 1), 2, "", wanted)
        changed = CUSTOMER.replace("E-mail", "Mail address").replace("Street and number", "Road")
        site.page("/customer", changed)
        session.driver.open("/")
        look = Check(session, lessons={"customer": lesson}).run(["customer"])

    found = of(look.screens[0])
    assert found["email"].state is State.MISSING
    assert found["street"].notes[-1] == "its label was 'Street and number' and is 'Road'"
    assert any("field 'Mail address'" in note for note in found["email"].notes)
    assert any("field 'City'" in note for note in found["fax"].notes)


def test_screens_that_are_shown_need_no_way_however_late_their_frames_load(tmp_path: Path) -> None:
    file = tmp_path / "slow.yaml"
    file.write_text(
        """version: 1
app: slow
address: http://127.0.0.1/
screens:
  outside: {shown_by: {heading: Outside}}
  inside: {frame: main, shown_by: {heading: Inside}, elements: {name: {label: Name}}}
""",
        encoding="utf-8",
    )
    site = Site()
    site.page("/", document("Out", "<h1>Outside</h1><iframe name=main src=/main></iframe>"))

    def late(_site: Site, _form: object) -> str:
        Event().wait(0.7)
        return document("In", "<h1>Inside</h1><label>Name <input></label>")

    site.pages["/main"] = late
    with surveyed(site, file) as session:
        look = Check(session).run()

    assert [(one.screen, one.state) for one in look.screens] == [
        ("outside", State.FOUND),
        ("inside", State.FOUND),
    ]


def test_a_bot_is_never_led_to_an_example() -> None:
    site = survey_site()
    with surveyed(site, wait_seconds=0.5) as session:
        session.sign_in()
        session.go("search")
        with pytest.raises(ScreenNotShownError, match="'list' did not appear"):
            session.go("list")
        with pytest.raises(ScreenNotShownError, match="'customer' did not appear"):
            session.go("customer")

    assert not [path for path in site.asked if path.startswith(("/list", "/customer"))]
