"""What the keys mean: levels, spare keys, keys that are lent."""

from runner.drivers.desktop.hands.layout import (
    FIRST_KEYCODE,
    LEVEL_3,
    SHIFT_L,
    Key,
    Layout,
    Stroke,
)
from runner.drivers.desktop.hands.signs import keysym

A, B, C, D = FIRST_KEYCODE, FIRST_KEYCODE + 1, FIRST_KEYCODE + 2, FIRST_KEYCODE + 3
RETURN = 0xFF0D


def key(*levels: int) -> Key:
    return Key(levels, frozenset(levels) - {0})


SHIFT, ALTGR, Q = key(SHIFT_L), key(LEVEL_3), key(ord("q"), ord("Q"), ord("@"), 0)


def test_a_sign_is_typed_with_the_keys_that_its_level_needs() -> None:
    strokes = Layout((SHIFT, ALTGR, Q)).strokes()
    assert strokes[ord("q")] == Stroke(C)
    assert strokes[ord("Q")] == Stroke(C, (A,))
    assert strokes[ord("@")] == Stroke(C, (B,))


def test_a_level_without_its_key_cannot_be_typed() -> None:
    assert ord("@") not in Layout((SHIFT, Key(), Q)).strokes()


def test_signs_with_names_from_before_unicode_are_found_by_their_characters() -> None:
    russian = Layout((SHIFT, ALTGR, Q, key(0x6C6, 0x6E6)))
    assert russian.strokes()[keysym("Ф")] == Stroke(D, (A,))


def test_another_layout_s_signs_are_not_the_active_one_s_but_its_function_keys_are() -> None:
    keys = (Key((), frozenset({SHIFT_L, ord("a"), RETURN})),)
    assert Layout(keys).keys() == {SHIFT_L: A, RETURN: A}


def test_spare_keys_give_nothing_at_all() -> None:
    assert Layout((SHIFT, Key(), Q)).spare() == [B]


def test_lent_keys_do_not_count_as_the_layout_s() -> None:
    sign = keysym("中")
    lent = Layout((SHIFT, ALTGR, Q, key(sign, sign)), frozenset({D}))
    assert lent.keys().get(sign) is None
    assert sign not in lent.strokes()
    assert lent.gives(D, sign)


def test_a_key_that_means_something_else_too_does_not_give_it() -> None:
    assert not Layout((SHIFT, ALTGR, Q)).gives(C, ord("q"))
