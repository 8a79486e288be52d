import json
from threading import Event

import pytest

from demo.faults import ALWAYS, Faults
from demo.ledger import entries
from demo.page import Request
from tests.unit.demo.conftest import FIRST, Browser


def _entered(browser: Browser) -> int:
    return len(entries(browser.ledger.path))


def test_a_wrong_switch_is_named() -> None:
    with pytest.raises(ValueError, match=r"^There is no fault 'sluw_ms'; there are slow_ms, "):
        Faults.parse('{"sluw_ms": 1}')
    with pytest.raises(ValueError, match=r"^The fault 'slow_ms' cannot be 'much'\.$"):
        Faults.parse('{"slow_ms": "much"}')
    with pytest.raises(ValueError, match=r"^There is no fault ''"):
        Faults.parse("[1]")


def test_a_counter_acts_as_often_as_it_says() -> None:
    faults = Faults(lying_success=2)
    assert [faults.take("lying_success") for _ in range(3)] == [True, True, False]
    faults.lying_success = ALWAYS
    assert all(faults.take("lying_success") for _ in range(5))


def test_a_page_count_is_due_once() -> None:
    faults = Faults(error_at=2)
    assert [faults.due("error_at") for _ in range(4)] == [False, True, False, False]


def test_the_control_address_needs_its_token_and_sets_switches(browser: Browser) -> None:
    request = Request("POST", "/__control")
    assert browser.site.answer(request, b"{}", "wrong").status == 403
    answer = browser.site.answer(request, b'{"maintenance": true}', "control")
    assert json.loads(answer.body)["maintenance"] is True
    assert b"The system is being maintained." in browser.get("/search").body
    assert browser.site.answer(request, b'{"x": 1}', "control").status == 400


def test_the_nth_page_is_a_500(browser: Browser) -> None:
    browser.faults.error_at = 2
    assert [browser.get("/search").status for _ in range(3)] == [200, 500, 200]


def test_the_session_ends_at_the_nth_page(browser: Browser) -> None:
    browser.faults.expire_at = 2
    pages = [browser.get("/search").body for _ in range(3)]
    assert [b"Your session has ended" in page for page in pages] == [False, True, True]


@pytest.mark.parametrize(("fault", "count"), [("expire_before_save", 0), ("expire_after_save", 1)])
def test_the_session_ends_as_the_answer_to_save(browser: Browser, fault: str, count: int) -> None:
    setattr(browser.faults, fault, 1)
    assert b"Your session has ended" in browser.save(city="Jena").body
    assert _entered(browser) == count


def test_a_cut_connection_stays_cut_for_the_same_form(browser: Browser) -> None:
    browser.faults.cut_after_save = 1
    form = browser.form(city="Jena")
    assert browser.post("/customer/save", form).cut
    assert browser.post("/customer/save", form).cut
    assert _entered(browser) == 1
    assert b"The customer was saved." in browser.save(city="Gera").body


def test_success_that_lies(browser: Browser) -> None:
    browser.faults.lying_success = 1
    assert b"The customer was saved." in browser.save(city="Jena").body
    assert _entered(browser) == 0


def test_an_error_that_lies(browser: Browser) -> None:
    browser.faults.false_error = 1
    assert b"failed (SQL code -911)" in browser.save(city="Jena").body
    assert _entered(browser) == 1


def test_confirming_twice_enters_twice(browser: Browser) -> None:
    browser.faults.double_confirmation = True
    form = browser.form(city="Jena")
    assert b"Please confirm the change once more." in browser.post("/customer/save", form).body
    assert _entered(browser) == 1
    browser.post("/customer/again", {"__token": form["__token"]})
    assert _entered(browser) == 2


def test_a_late_entry_comes_by_itself(browser: Browser) -> None:
    browser.faults.late_ms = 40
    assert b"The customer was saved." in browser.save(city="Jena").body
    assert _entered(browser) == 0
    for _ in range(100):
        if browser.book.get(FIRST).shown("city") == "Jena":  # type: ignore[union-attr]
            break
        Event().wait(0.02)
    assert [entry.values["city"] for entry in entries(browser.ledger.path)] == ["Jena"]


def test_ids_and_places_change_and_the_form_still_saves(browser: Browser) -> None:
    browser.faults.rename_ids = browser.faults.shuffle_fields = True
    pages = {browser.get("/customer/form", no=FIRST).body for _ in range(3)}
    assert len(pages) == 3
    assert all(b'name="city"' not in page and b'name="city_' in page for page in pages)


def test_save_asks_a_second_question(browser: Browser) -> None:
    browser.faults.unexpected_confirm = True
    assert b"Send a welcome letter?" in browser.get("/customer/form", no=FIRST).body


def test_the_redesigned_form_has_other_words_names_and_places_and_still_saves(
    browser: Browser,
) -> None:
    before = browser.get("/customer/form", no=FIRST).body.decode()
    browser.faults.redesign = True
    after = browser.get("/customer/form", no=FIRST).body.decode()

    assert "Street, no." in before
    assert "Street, no." not in after
    assert 'name="cst-street"' in after
    assert after.index("IBAN") < after.index("First name") < before.index("IBAN")
    sent = {
        name if name.startswith("__") else f"cst-{name.replace('_', '-')}": values
        for name, values in browser.form(city="Jena").items()
    }
    assert b"The customer was saved." in browser.post("/customer/save", sent).body
    assert [entry.values["city"] for entry in entries(browser.ledger.path)] == ["Jena"]
