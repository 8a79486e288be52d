"""What programs write, and what is then shown."""

import random

import pytest

from runner.drivers.terminal.vt_screen import VtScreen

PARTS = [
    *("\x1b[", "\x1b", "\x1b(0", "\x1b)B", "\x1b]0;x", "\x1bP", "\x1b\\", "\x9b", "\x07", "\x1b#8"),
    *("\x1bM", "\x1bD", "\x1b7", "\x1b8", "\n", "\r", "\t", "\x08", "\x0e", "\x0f", "\x00"),
    *("?", ";", "1", "9999", "49", "25", "$", "!", ">", "<", "=", ":", " ", "a", "公", "e\u0301"),
    *"hlmHJKAP@rLMXdcngsuptqSTbZ",
]


def line(screen: VtScreen, row: int = 0) -> str:
    return screen.display().line(row).rstrip()


@pytest.fixture
def screen() -> VtScreen:
    return VtScreen(24, 80)


def test_wide_characters_take_two_cells(screen) -> None:
    screen.feed("数量: 12")
    display = screen.display()

    assert display.cells[:5] == ("数", "", "量", "", ":")
    assert line(screen) == "数量: 12"
    assert display.cursor == 8
    assert display.offsets(0)[:3] == [0, 2, 4]


def test_half_of_a_wide_character_does_not_stay(screen) -> None:
    screen.feed("办公桌\r_\x1b[1;6H_")

    assert screen.display().cells[:7] == ("_", " ", "公", "", " ", "_", " ")


def test_full_screen_programs_leave_what_was_there(screen) -> None:
    screen.feed("$ edit\r\n\x1b[?1049h\x1b[H\x1b[2JEDITOR")
    assert line(screen) == "EDITOR"

    screen.feed("\x1b[?1049l")
    assert line(screen) == "$ edit"
    assert screen.display().cursor == 80


def test_line_drawing(screen) -> None:
    screen.feed("\x1b(0lqk\x1b(B lqk")

    assert line(screen) == "┌─┐ lqk"


def test_repeated_characters_and_scrolling(screen) -> None:
    screen.feed("=\x1b[9b\r\nsecond\x1b[1S")

    assert line(screen) == "second"
    screen.feed("\x1b[1T")
    assert (line(screen), line(screen, 1)) == ("", "second")


@pytest.mark.parametrize(
    "strange",
    [
        "\x1bP+q544e\x1b\\",
        "\x1b[>4;2m",
        "\x1b[?4m",
        "\x1b[38:5:1m",
        "\x1b[!p",
        "\x1b[?2026$p",
        "\x1b]0;Title\x07",
        "\x1b_Gi=1\x1b\\",
        "\x1b[<1u",
        "\x1b[?1L",
        "\x1b[1;2C",
        "\x1b[9J",
    ],
)
def test_what_is_no_text_is_not_shown_also_in_pieces(screen, strange) -> None:
    screen.feed(f"a{strange}b")
    for sign in f"\r\nc{strange}d":
        screen.feed(sign)

    assert (line(screen), line(screen, 1)) == ("ab", "cd")


def test_whatever_comes_something_is_shown() -> None:
    chance = random.Random(11)
    for _ in range(300):
        screen = VtScreen(24, 80)
        screen.feed("".join(chance.choices(PARTS, k=40)))
        display = screen.display(styled=True)

        assert len(display.cells) == 24 * 80
        assert [len(display.offsets(row)) >= 1 for row in range(24)] == [True] * 24
        assert display.pieces is not None


def test_questions_to_the_terminal_are_answered(screen) -> None:
    assert screen.feed("ab\x1b[6n") == "\x1b[1;3R"
    assert screen.feed("\x1b[c").startswith("\x1b[?6")


def test_the_form_of_cursor_keys_and_the_title(screen) -> None:
    assert not screen.application_keys
    screen.feed("\x1b[?1h\x1b]2;Orders\x07")

    assert screen.application_keys
    assert screen.display().title == "Orders"


def test_colours(screen) -> None:
    screen.feed("\x1b[31mred\x1b[0;7mback\x1b[0m")
    display = screen.display(styled=True)

    assert display.style(0).colour == "#ff6b6b"
    assert display.style(3).background == "#d6dbd8"


def test_the_lighter_colours_are_others_and_backgrounds_are_darker(screen) -> None:
    screen.feed("\x1b[30ma\x1b[90mb\x1b[37;43mc\x1b[105md\x1b[0;1me")
    display = screen.display(styled=True)
    styles = [display.style(cell) for cell in range(5)]

    assert styles[0].colour != styles[1].colour
    assert styles[2].background not in {styles[2].colour, "#f5e663"}
    assert styles[3].background == "#ff8ad8"
    assert [one.bold for one in styles] == [False, False, False, False, True]
