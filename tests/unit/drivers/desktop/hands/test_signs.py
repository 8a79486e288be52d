"""Characters, and what X11 calls them."""

import pytest

from runner.drivers.desktop.hands.signs import keysym, modern, named, not_typed


@pytest.mark.parametrize(
    ("sign", "number"),
    [
        ("a", 0x61),
        ("é", 0xE9),
        ("€", 0x010020AC),
        ("中", 0x01004E2D),
        ("😀", 0x0101F600),
        ("\n", 0xFF0D),
    ],
)
def test_latin_1_is_as_it_is_and_all_else_by_its_code_point(sign: str, number: int) -> None:
    assert keysym(sign) == number


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\tb", "it holds a tab (U+0009), which is a key and no character"),
        ("\r\n", "it holds a carriage return (U+000D), which is a key and no character"),
        ("\x07", "it holds a control character (U+0007), which is a key and no character"),
        ("a\x85", "it holds a control character (U+0085), which is a key and no character"),
        ("\ud83d", "it holds half a character (U+D83D)"),
    ],
)
def test_what_is_no_character_is_named(text: str, why: str) -> None:
    assert not_typed(text) == why


@pytest.mark.parametrize(
    "text", ["", "äöü 中文 مرحبا 😀👍", "e\u0301", "\u200f\u00ad", "zwei\nZeilen"]
)
def test_every_script_can_be_typed(text: str) -> None:
    assert not_typed(text) is None


def test_characters_are_named_so_that_they_can_be_looked_up() -> None:
    assert (named("\t"), named("😀")) == ("U+0009", "U+1F600")


OLDER = {0x20AC: "€", 0x6D1: "я", 0x6F1: "Я", 0x7C1: "Α", 0x7F2: "σ", 0x7F3: "ς", 0x1B1: "ą"}
OLDER |= {0x1EC: "ě", 0xCE0: "א", 0x5C7: "ا", 0x13BD: "œ", 0x61: "a"}


@pytest.mark.parametrize(("number", "sign"), OLDER.items())
def test_names_from_before_unicode_are_understood(number: int, sign: str) -> None:
    assert modern(number) == keysym(sign)


@pytest.mark.parametrize("number", [0xFF0D, 0x6B3, 0x01004E2D])
def test_what_is_no_such_name_stays(number: int) -> None:
    assert modern(number) == number
