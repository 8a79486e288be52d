"""What the keys mean: levels, groups, spare keys."""

from runner.drivers.desktop.hands.layout import FIRST_KEYCODE, LEVEL_3, SHIFT_L, Layout, Stroke

A, B, C, D = FIRST_KEYCODE, FIRST_KEYCODE + 1, FIRST_KEYCODE + 2, FIRST_KEYCODE + 3
EMPTY = (0,) * 6


def rows(*more: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Shift, AltGr, a German q, and more."""
    q = (ord("q"), ord("Q"), ord("q"), ord("Q"), ord("@"), 0)
    return ((SHIFT_L, 0, 0, 0, 0, 0), (LEVEL_3, 0, 0, 0, 0, 0), q, *more)


def test_a_sign_is_typed_with_the_keys_that_its_level_needs() -> None:
    strokes = Layout(rows()).strokes()
    assert strokes[ord("q")] == Stroke(C)
    assert strokes[ord("Q")] == Stroke(C, (A,))
    assert strokes[ord("@")] == Stroke(C, (B,))


def test_a_level_without_its_key_cannot_be_typed() -> None:
    assert ord("@") not in Layout((rows()[0], EMPTY, rows()[2])).strokes()


def test_the_second_layout_has_signs_of_its_own() -> None:
    russian = Layout(rows((ord("a"), ord("A"), 0x6C6, 0x6E6, 0, 0)), group=1)
    assert russian.strokes()[0x6E6] == Stroke(D, (A,))
    assert ord("a") not in russian.strokes()


def test_a_key_without_a_second_layout_means_the_same_in_both() -> None:
    assert Layout(rows((ord("1"), ord("!"), 0, 0, 0, 0)), group=1).strokes()[ord("1")] == Stroke(D)


def test_layouts_after_the_second_have_function_keys_only() -> None:
    assert Layout(rows((0xFF0D, 0, 0, 0, 0, 0)), group=2).keys() == {
        SHIFT_L: A,
        LEVEL_3: B,
        0xFF0D: D,
    }


def test_spare_keys_give_nothing_at_all() -> None:
    assert Layout(rows(EMPTY)).spare() == [D]


def test_lent_keys_do_not_count_as_the_layout_s() -> None:
    lent = Layout(rows((0x01004E2D, 0x01004E2D, 0, 0, 0, 0)), lent=frozenset({D}))
    assert set(lent.keys()).isdisjoint({0x01004E2D})
    assert 0x01004E2D not in lent.strokes()
    assert lent.gives(D, 0x01004E2D)


def test_a_key_that_means_something_else_too_does_not_give_it() -> None:
    assert not Layout(rows()).gives(C, ord("q"))
