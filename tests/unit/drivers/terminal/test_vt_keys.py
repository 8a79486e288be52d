"""What keys send."""

import pytest

from runner.drivers.terminal.vt_keys import sent_by


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("Enter", "\r"),
        ("F1", "\x1bOP"),
        ("f5", "\x1b[15~"),
        ("F12", "\x1b[24~"),
        ("Page Down", "\x1b[6~"),
        ("Back-Tab", "\x1b[Z"),
        ("Up", "\x1b[A"),
        ("y", "y"),
        ("é", "é"),
        ("Ctrl+S", "\x13"),
        ("ctrl+c", "\x03"),
        ("Ctrl+[", "\x1b"),
        ("Alt+x", "\x1bx"),
        ("PF3", ""),
        ("Hyper+x", ""),
        ("Ctrl+F1", ""),
        ("", ""),
    ],
)
def test_keys(key, sent) -> None:
    assert sent_by(key, application=False) == sent


def test_cursor_keys_in_their_other_form() -> None:
    assert sent_by("Up", application=True) == "\x1bOA"
    assert sent_by("Home", application=True) == "\x1bOH"
