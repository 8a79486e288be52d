"""Names made of labels, in any script."""

import keyword

import pytest

from runner.healing.control import Control
from runner.screens.model import By
from runner.screens.naming import free_name, identifier, letters, suggested_name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Customer no.", "customer_no"),
        ("E-mail", "email"),
        ("Street, no.", "street_no"),
        ("Straße", "strasse"),
        ("Größe (cm)", "groesse"),
        ("(optional)", "optional"),
        ("Όνομα πελάτη", "onoma_pelati"),
        ("Ещё фамилия", "eshche_familiya"),
        ("なまえ", "namae"),
        ("고객 번호", "gogaeg_beonho"),
        ("łódź", "lodz"),
        ("firstName", "first_name"),
        ("don't", "dont"),
        ("2nd line", "no_2nd_line"),
        ("Date of birth as shown on the passport", "date_of_birth_as_shown"),
    ],
)
def test_a_label_becomes_a_name(label: str, name: str) -> None:
    assert identifier(label) == name
    assert suggested_name(Control("text", name=label), set()) == name


def test_letters_that_cannot_be_transliterated_stay_unless_the_form_has_a_latin_name() -> None:
    assert suggested_name(Control("text", name="顧客番号"), set()) == "顧客番号"
    assert suggested_name(Control("text", name="顧客番号", html_name="custNo"), set()) == "cust_no"
    assert suggested_name(Control("text", name="住所（都道府県から）"), set()) == "住所"
    assert suggested_name(Control("button", name="保存する", before="City"), set()) == "保存する"
    assert letters("☎ ☎") == ""


def test_a_name_is_free() -> None:
    assert suggested_name(Control("text", name="City"), {"city", "city_2"}) == "city_3"


@pytest.mark.parametrize("word", ["class", "from", "self", "row"])
def test_no_name_is_a_word_that_bots_cannot_use(word: str) -> None:
    name = free_name(word, set())

    assert name == f"{word}_"
    assert not keyword.iskeyword(name)
    assert free_name(word, {name}) == f"{word}_2"


def test_a_button_without_words_is_named_after_what_stands_before_it() -> None:
    button = Control("button", name="...", before="Account manager")

    assert suggested_name(button, set()) == "account_manager_button"


def test_a_sentence_beside_a_thing_is_not_its_name() -> None:
    sentence = "The customer was saved. Change no."

    assert suggested_name(Control("output", name=sentence, id="record"), set()) == "record"
    assert (
        suggested_name(Control("output", name=sentence), set()) == "the_customer_was_saved_change"
    )


def test_what_only_its_form_name_finds_is_called_by_that() -> None:
    city = Control("text", name="Postcode / City", html_name="city")

    assert suggested_name(city, set(), By.NAME) == "city"
    assert suggested_name(city, set(), By.RIGHT_OF) == "postcode_city"


def test_a_choice_is_named_after_its_question() -> None:
    legend = Control("radio", name="Mr", heading="Salutation", path="fieldset>form")
    table = Control("radio", name="Mr", before="Salutation", heading="Customer")

    assert {suggested_name(one, set()) for one in (legend, table)} == {"salutation"}


def test_what_says_nothing_gets_a_name_all_the_same() -> None:
    assert suggested_name(Control("text"), {"field"}) == "field_2"
    assert suggested_name(Control("link", name="☎"), set()) == "button"
    assert suggested_name(Control("text", id="f3a91c"), set()) == "field"
