"""Fields: everything is typed as a person would, and read back."""

import time
import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from runner.drivers.errors import ElementNotReadyError, ValueNotTakenError, ValueRefusedError
from runner.drivers.web import WebSession
from runner.errors import BusinessError
from runner.screens.errors import UnknownElementError
from tests.pages.site import Site
from tests.ui.conftest import Notes

pytestmark = pytest.mark.browser


def test_waits_for_a_field_that_is_enabled_late(desk: WebSession) -> None:
    screen = desk.go("late").fill(name="Ada").press("go_on")
    assert screen.read("name") == "Ada"


def test_falls_back_to_key_strokes_only_for_the_field_that_wants_them(
    desk: WebSession, notes: Notes
) -> None:
    screen = desk.go("strokes").fill(code="Ä12 日本", plain="p")
    assert screen.read_all("code", "plain") == {"code": "Ä12 日本", "plain": "p"}
    assert [change.how for change in notes.changes] == ["keys", "page"]
    assert notes.count("key_strokes") == 1


def test_accepts_only_the_changes_that_the_file_allows(desk: WebSession) -> None:
    screen = desk.go("masked").fill(phone="12345678", upper="köln", amount=Decimal("1234.50"))
    assert screen.read_all("phone", "upper") == {"phone": "1234-5678", "upper": "KÖLN"}
    with pytest.raises(ValueNotTakenError, match="typed '12345678', found '1234-5678'") as caught:
        screen.fill(strict="12345678")
    assert "habits.yaml:" in str(caught.value)
    assert "read_back" in caught.value.sentence()


def test_refuses_a_wrong_amount_although_the_screen_formats_it(desk: WebSession) -> None:
    with pytest.raises(ValueNotTakenError):
        desk.go("masked").fill(amount=Decimal("1234.51"))


def test_a_text_that_is_too_long_is_the_cases_fault(desk: WebSession) -> None:
    with pytest.raises(ValueRefusedError, match="longer than 5 characters") as caught:
        desk.go("masked").fill(short="123456")
    assert isinstance(caught.value, BusinessError)
    assert desk.on("masked").read("short") == ""


def test_takes_a_value_from_the_list_that_opens(desk: WebSession, notes: Notes) -> None:
    screen = desk.go("suggest").fill(town="Köln")
    assert screen.read_all("town", "picked") == {"town": "Köln", "picked": "Köln"}
    assert notes.changes[0].how == "list"
    with pytest.raises(ValueRefusedError, match="0 entries of its list say so; there is nothing"):
        screen.fill(town="Paris")


def test_picks_again_from_a_list_that_is_made_anew_under_the_mouse(
    desk: WebSession, notes: Notes
) -> None:
    screen = desk.go("restless").fill(town="Köln")
    assert screen.read_all("town", "picked") == {"town": "Köln", "picked": "Köln"}
    assert [change.after for change in notes.changes] == ["Köln"]


def test_fills_again_what_a_postback_interrupted(desk: WebSession, site: Site) -> None:
    screen = desk.go("postback").fill(name="Ünal", country="DE", region="Hessen", remark="r")
    assert screen.read_all("name", "country", "region", "remark") == {
        "name": "Ünal",
        "country": "DE",
        "region": "Hessen",
        "remark": "r",
    }
    assert len(site.posted) == 1


def test_a_choice_that_is_not_there_names_the_choices(desk: WebSession) -> None:
    with pytest.raises(ValueRefusedError, match="no entry is called so; there is '', 'DE', 'FR'"):
        desk.go("postback").choose(country="Spain")


def test_options_may_come_late(desk: WebSession) -> None:
    assert desk.go("options").choose(late="third").read("late") == "third"


def test_what_never_comes_is_refused_early_where_nothing_was_typed(desk: WebSession) -> None:
    begun = time.monotonic()
    for wrong in ({"country": "Atlantis"}, {"size": "Large"}):
        with pytest.raises(ValueRefusedError, match="is called so; there is"):
            desk.go("options").choose(**wrong)
    assert time.monotonic() - begun < 2 * 3


def test_a_list_that_says_that_it_loads_refuses_nothing(desk: WebSession) -> None:
    assert desk.go("choices").choose(slow="slow").read("slow") == "slow"


def test_a_list_that_offers_nothing_is_not_the_cases_fault(desk: WebSession) -> None:
    with pytest.raises(ElementNotReadyError, match="within 4 s: it offers nothing to choose"):
        desk.go("choices").choose(empty="something")


def test_what_may_depend_on_another_field_gets_more_time(desk: WebSession) -> None:
    begun = time.monotonic()
    with pytest.raises(ValueRefusedError, match="no choice is called so; there is 'Size Small'"):
        desk.go("options").choose(country="DE", size="Large")
    assert time.monotonic() - begun > 3


def test_nothing_is_typed_into_a_page_that_never_idles_before_its_spinner_goes(
    desk: WebSession,
) -> None:
    screen = desk.go("busy").fill(name="x")
    assert screen.read("name") == "x"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "text", ["Ångström", "张三 😀👩‍👩‍👧", "Ελληνικά", "שלום", "  two  spaces ", "a\tb"]
)
def test_any_script_is_read_back_as_typed(desk: WebSession, text: str, form: str) -> None:
    typed = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    screen = desk.go("hostile").fill(name=typed)
    assert screen.read("name") == typed


def test_browser_date_and_number_fields_get_the_form_that_they_take(desk: WebSession) -> None:
    screen = desk.go("places").fill(due=date(2026, 2, 28), count=Decimal("3.25"), letter="Grüße")
    assert screen.read_all("due", "count", "letter") == {
        "due": "2026-02-28",
        "count": "3.25",
        "letter": "Grüße",
    }


def test_a_value_changed_after_filling_stops_the_save_and_not_the_search(
    desk: WebSession, notes: Notes
) -> None:
    screen = desk.go("rewrites").fill(city="Jena")
    screen.press("find").wait_for("find")
    desk.on("rewrites")
    _until_rewritten(desk)
    with pytest.raises(ValueNotTakenError, match="typed 'Jena', found 'Other'"):
        screen.press("save")
    assert ("rewrites", "save", True) not in notes.presses


def _until_rewritten(desk: WebSession) -> None:
    while desk.on("rewrites").read("city") != "Other":
        pass


def test_none_leaves_a_field_and_empty_clears_it(desk: WebSession) -> None:
    screen = desk.go("places").fill(street=None, no="")
    assert screen.read_all("street", "no") == {"street": "Weg 1", "no": ""}


def test_an_unknown_element_is_a_sentence(desk: WebSession) -> None:
    with pytest.raises(UnknownElementError, match=r"no element 'nam'.*habits.yaml:") as caught:
        desk.go("late").fill(nam="x")
    assert caught.value.hint == "Did you mean 'name'?"


def test_something_that_takes_no_text_says_so(desk: WebSession) -> None:
    with pytest.raises(ElementNotReadyError, match="nothing can be typed into <p>"):
        desk.go("places").fill(total="x")
