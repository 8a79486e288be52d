from pathlib import Path

import pytest

from runner.drivers.desktop.programs import found_program, worded
from runner.drivers.desktop.ruling import follows
from runner.screens.model import TextRule


def test_a_program_with_a_slash_is_in_the_workspace(tmp_path: Path) -> None:
    assert found_program("bin/erp", tmp_path) == str(tmp_path / "bin/erp")
    assert found_program("/opt/erp", tmp_path) == "/opt/erp"
    assert found_program("no-such-program", tmp_path) == "no-such-program"
    assert found_program("sh", tmp_path).endswith("/sh")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (0, "exit code 0"),
        (3, "exit code 3"),
        (-11, "ended by the signal SIGSEGV"),
        (-999, "ended by the signal 999"),
    ],
)
def test_how_a_program_ended(code: int, said: str) -> None:
    assert worded(code) == said


@pytest.mark.parametrize(
    ("how", "text", "title", "fits"),
    [
        ("exact", "Order", " Order ", True),
        ("exact", "Order", "Order 7", False),
        ("contains", "Order", "New Order 7", True),
        ("matches", r"^Order \d+$", "Order 7", True),
        ("matches", r"^Order \d+$", "Order", False),
    ],
)
def test_titles_follow_rules(how: str, text: str, title: str, fits: bool) -> None:
    assert follows(title, TextRule(how, text)) is fits
