"""Keys as people write them."""

import pytest

from runner.drivers.desktop.hands.chords import Chord, ChordError, parsed
from runner.drivers.desktop.hands.layout import ALT_L, CONTROL_L, SHIFT_L


@pytest.mark.parametrize(
    ("text", "keysym", "held"),
    [
        ("Ctrl+S", ord("s"), (CONTROL_L,)),
        ("ctrl + shift + s", ord("s"), (CONTROL_L, SHIFT_L)),
        ("Strg+S", ord("s"), (CONTROL_L,)),
        ("F3", 0xFFC0, ()),
        ("F24", 0xFFD5, ()),
        ("Enter", 0xFF0D, ()),
        ("Page Down", 0xFF56, ()),
        ("PageUp", 0xFF55, ()),
        ("Alt+F4", 0xFFC1, (ALT_L,)),
        ("Ctrl++", ord("+"), (CONTROL_L,)),
        ("Ctrl+Plus", ord("+"), (CONTROL_L,)),
        ("Alt+ä", 0xE4, (ALT_L,)),
        ("Alt", ALT_L, ()),
    ],
)
def test_keys_are_read_as_they_are_written(text: str, keysym: int, held: tuple[int, ...]) -> None:
    assert parsed(text) == Chord(text, keysym, held)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ctrl+Sve", "The key 'Ctrl+Sve' names 'Sve', which is no key."),
        ("Hyper+S", "The key 'Hyper+S' names 'Hyper', which is no key."),
        ("Ctrl+", "The key 'Ctrl+' has no key."),
        ("F25", "The key 'F25' names 'F25', which is no key."),
    ],
)
def test_what_is_no_key_is_named(text: str, said: str) -> None:
    with pytest.raises(ChordError) as caught:
        parsed(text)
    assert caught.value.message == said
    assert "Ctrl+S, Alt+F4, Enter" in (caught.value.hint or "")
