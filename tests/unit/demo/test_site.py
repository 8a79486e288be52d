from pathlib import Path

from demo.ledger import entries
from tests.unit.demo.conftest import FIRST, Browser


def test_without_a_session_every_page_is_the_signed_out_page(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    assert b"Your session has ended" in browser.get("/customer", no=FIRST).body
    assert b"Please sign in" in browser.get("/").body
    browser.ledger.close()


def test_a_wrong_password_is_refused(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    assert b"User or password is wrong." in browser.sign_in("wrong").body
    assert not browser.cookie
    browser.ledger.close()


def test_signing_in_shows_the_frames(browser: Browser) -> None:
    assert b"<frameset" in browser.get("/").body


def test_a_search_finds_by_any_script_and_pages_by_fifty(browser: Browser) -> None:
    assert "1 to 50 of 400 customers" in browser.get("/results").body.decode()
    last = browser.get("/results", page="8").body.decode()
    assert "351 to 400 of 400" in last
    assert "javascript:void(location.href='/results" in last
    assert "Παπαδόπουλος" in browser.get("/results", name="παπαδ").body.decode()
    assert b"No customer found." in browser.get("/results", account="9999999").body


def test_a_result_list_is_sorted_by_the_column_asked_for(browser: Browser) -> None:
    cities = [one.shown("city") for one in browser.book.search({"city": "a"}, "city")]
    assert cities == sorted(cities, key=str.casefold)
    assert len(set(cities)) > 3
    text = browser.get("/results", city="a", sort="city").body.decode()
    assert text.index(f"<td>{cities[0]}</td>") < text.index(f"<td>{cities[-1]}</td>")


def test_a_save_is_in_the_ledger_on_the_page_and_in_the_history(browser: Browser) -> None:
    answer = browser.save(city="Würzburg", notes="zwei\r\nZeilen 🙂").body.decode()
    (entry,) = entries(browser.ledger.path)
    assert entry.record in answer
    assert (entry.kind, entry.key) == ("update", FIRST)
    assert entry.values["city"] == "Würzburg"
    assert entry.values["notes"] == "zwei\nZeilen 🙂"
    shown = browser.get("/customer", no=FIRST).body.decode()
    assert "Würzburg" in shown
    assert f"{entry.record}&nbsp;" in shown
    assert entry.record in browser.get("/customer/history", no=FIRST).body.decode()


def test_a_form_is_taken_once(browser: Browser) -> None:
    form = browser.form(city="Jena")
    browser.post("/customer/save", form)
    again = browser.post("/customer/save", form)
    assert b"This form was already submitted." in again.body
    assert len(entries(browser.ledger.path)) == 1


def test_wrong_values_are_named_and_not_entered(browser: Browser) -> None:
    answer = browser.save(
        last_name=" ", email="nobody", birth_date="31.02.1990", credit_limit="much", city="x" * 41
    ).body.decode()
    for sentence in (
        "Last name is mandatory.",
        "E-mail is not valid.",
        "Date of birth is not a date.",
        "Credit limit is not an amount.",
        "City is too long.",
    ):
        assert sentence in answer
    assert entries(browser.ledger.path) == []


def test_a_postback_gives_the_regions_of_the_new_country_and_keeps_what_was_typed(
    browser: Browser,
) -> None:
    form = browser.form(country="Greece", street="Οδός 1")
    answer = browser.post("/customer/form", form).body.decode()
    assert "Κρήτη" in answer
    assert "Bayern" not in answer
    assert "Οδός 1" in answer
    assert (
        'name="region" id="region" disabled'
        in browser.post("/customer/form", form | {"country": ["Monaco"]}).body.decode()
    )


def test_a_new_customer_is_created_once(browser: Browser) -> None:
    browser.book.get(FIRST)
    page = browser.get("/customer/form").body.decode()
    token = page.partition('name="__token" value="')[2].partition('"')[0]
    form = {"__token": [token], "account": ["0990001"], "last_name": ["Ωμέγα"]}
    assert b"The customer was saved." in browser.post("/customer/save", form).body
    (entry,) = entries(browser.ledger.path)
    assert (entry.kind, entry.key) == ("create", "0990001")
    page = browser.get("/customer/form").body.decode()
    token = page.partition('name="__token" value="')[2].partition('"')[0]
    taken = browser.post("/customer/save", form | {"__token": [token]})
    assert b"Customer no. is taken." in taken.body


def test_a_restart_with_the_same_ledger_knows_everything(browser: Browser, tmp_path: Path) -> None:
    browser.save(city="Zürich")
    later = Browser(tmp_path)
    assert later.book.get(FIRST).shown("city") == "Zürich"  # type: ignore[union-attr]
    later.ledger.close()


def test_a_value_is_never_markup(browser: Browser) -> None:
    browser.save(notes="<script>alert(1)</script>", street='"><b>')
    for page in ("/customer", "/customer/form"):
        text = browser.get(page, no=FIRST).body.decode()
        assert "<script>alert(1)" not in text
        assert '"><b>' not in text


def test_an_amount_above_the_limit_brings_an_alert(browser: Browser) -> None:
    assert b"onload" in browser.save(credit_limit="10000.01").body
    assert b"onload" not in browser.save(credit_limit="10000").body


def test_the_export_holds_every_customer(browser: Browser) -> None:
    answer = browser.get("/export")
    assert answer.body.decode("utf-8-sig").count("\r\n") == 400
    assert dict(answer.headers)["Content-Disposition"] == 'attachment; filename="customers.csv"'
