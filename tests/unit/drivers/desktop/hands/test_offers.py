"""The forms in which a text is offered."""

from runner.drivers.desktop.hands.offers import NOT_FOR_HISTORIES, of_text


def test_a_text_is_offered_in_every_form_that_programs_ask_for() -> None:
    forms = of_text("Müller 中").forms
    for name in ("UTF8_STRING", "text/plain;charset=utf-8", "TEXT", "text/plain"):
        assert forms[name].data == "Müller 中".encode()
    assert forms["TEXT"].kind == "UTF8_STRING"


def test_latin_1_is_offered_only_where_nothing_is_lost() -> None:
    assert of_text("Müller").forms["STRING"].data == b"M\xfcller"
    assert "STRING" not in of_text("中").forms


def test_histories_of_the_clipboard_are_told_to_leave_it_out() -> None:
    assert of_text("x").forms[NOT_FOR_HISTORIES].data == b"secret"
