"""How a text is cut into bursts."""

from runner.drivers.desktop.hands.keyboard import BURST, _cut


def test_a_short_text_goes_in_one_burst() -> None:
    assert list(_cut("a" * BURST)) == ["a" * BURST]


def test_a_long_text_is_cut_and_nothing_is_lost() -> None:
    text = "abc" * 50
    assert [len(part) for part in _cut(text)] == [64, 64, 22]
    assert "".join(_cut(text)) == text


def test_no_burst_has_more_unknown_signs_than_spare_keys() -> None:
    assert list(_cut("aαβaγδa", 2, {ord("a")})) == ["aαβa", "γδa"]


def test_a_sign_that_comes_again_needs_no_further_key() -> None:
    assert list(_cut("αβαβαβ", 2, set())) == ["αβαβαβ"]
