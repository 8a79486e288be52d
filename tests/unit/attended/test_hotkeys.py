"""Combinations of keys."""

import pytest

from runner.attended.hotkeys import BadHotKeyError, Combination, NoHotKeys
from runner.attended.windows_keys import code_of


def test_a_combination_is_read() -> None:
    found = Combination.of("Ctrl + Alt+End")
    assert found.modifiers == {"ctrl", "alt"}
    assert found.key == "end"


@pytest.mark.parametrize("words", ["", "end", "ctrl+", "hyper+a", "ctrl++a"])
def test_what_is_none_is_said(words: str) -> None:
    with pytest.raises(BadHotKeyError) as caught:
        Combination.of(words)
    assert caught.value.sentence() == (
        f"{words!r} is no combination of keys. "
        'Write it as "ctrl+alt+end": ctrl, alt, shift or super, and one key.'
    )


def test_keys_of_windows_have_their_codes() -> None:
    assert code_of(Combination.of("ctrl+alt+end")) == 0x23
    assert code_of(Combination.of("alt+f12")) == 0x7B
    assert code_of(Combination.of("alt+a")) == 0x41
    with pytest.raises(BadHotKeyError):
        code_of(Combination.of("alt+ä"))


def test_where_no_keys_can_be_had_combinations_are_still_checked() -> None:
    with pytest.raises(BadHotKeyError):
        NoHotKeys().grab("end", lambda: None)
