"""Controls: what is done to them, how texts and addresses are squeezed, what is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.healing.control import Control, Group, plain, squeezed, target, words


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("text", Group.ENTER),
        ("password", Group.ENTER),
        ("textarea", Group.ENTER),
        ("select", Group.CHOOSE),
        ("checkbox", Group.SWITCH),
        ("radio", Group.PICK),
        ("file", Group.ATTACH),
        ("button", Group.PRESS),
        ("link", Group.PRESS),
    ],
)
def test_a_kind_says_what_is_done_to_it(kind: str, group: Group) -> None:
    assert Control(kind).group is group


def test_what_a_control_does_not_say_is_not_stored() -> None:
    assert Control("text", name="Street", disabled=True).stored() == {
        "kind": "text",
        "name": "Street",
        "disabled": True,
    }


def test_what_a_later_version_added_is_left_out() -> None:
    assert Control.of_stored({"kind": "text", "colour": "red"}) == Control("text")


texts = st.text(max_size=20)


@given(texts, texts, texts, st.booleans())
def test_a_stored_control_is_read_as_it_was(name: str, ident: str, row: str, off: bool) -> None:
    control = Control("select", name=name, id=ident, row=row, disabled=off)

    assert Control.of_stored(control.stored()) == control


@pytest.mark.parametrize(
    ("said", "read"),
    [("  Street,\n no.: ", "Street, no."), ("Name *:", "Name"), ("   ", ""), ("姓名：", "姓名：")],
)
def test_a_label_is_read_as_a_person_reads_it(said: str, read: str) -> None:
    assert squeezed(said) == read


def test_a_long_text_is_cut() -> None:
    assert len(squeezed("x" * 1000)) == 200


def test_case_width_and_accents_do_not_count() -> None:
    assert plain("Ｎáme") == plain("NAME")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id_firstName-0", ("id", "first", "name", "0")),
        ("Straße & Nr.", ("strasse", "nr")),
        ("Όνομα πελάτη", ("ονομα", "πελατη")),
        ("", ()),
    ],
)
def test_words_of_labels_and_ids(text: str, found: tuple[str, ...]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/crm/customer?id=7&tab=mail", "/crm/customer?id&tab"),
        ("http://127.0.0.1:8000/save?token=abc", "/save?token"),
        ("#top", "#"),
        ("javascript:void(0)", "javascript:"),
        ("", ""),
    ],
)
def test_an_address_keeps_its_path_and_the_names_of_its_query(address: str, kept: str) -> None:
    assert target(address) == kept
