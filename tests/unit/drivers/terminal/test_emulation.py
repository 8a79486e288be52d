"""The 3270 as it is kept: fields, locks, code pages."""

import random

import pytest

from demo.host.datastream import Panel
from runner.drivers.terminal.emulation import UnknownCodePageError
from runner.drivers.terminal.screen import Style
from runner.screens.programs import TerminalForm
from tests.unit.drivers.terminal.drawn import EOR, emulation, shown, told

PANEL = Panel("one").text(1, 2, "HEAD", bright=True).input("name", 3, 10, 5, "Zoë")


def test_nuls_are_blanks_at_the_end_of_a_field() -> None:
    display = shown(PANEL).display()
    (field,) = [one for one in display.fields if one.takes_text]

    assert (field.start, field.length) == (2 * 80 + 9, 5)
    assert display.value(field) == "Zoë"
    assert display.text(field.start, 5) == "Zoë  "


def test_the_last_field_runs_on_at_the_top() -> None:
    display = shown(Panel("one").text(12, 5, "HERE")).display()

    assert [one.length for one in display.fields] == [24 * 80 - 1]
    assert display.field_at(0) is not None


def test_locks_are_told_apart() -> None:
    one = shown(PANEL, locked=True)
    assert one.lock == "the host keeps the keyboard locked (X SYSTEM)"

    one.reset_lock()
    assert one.lock == ""

    one.key_aid(0x7D)
    assert one.lock == "the host has not answered the last key (X CLOCK)"
    one.reset_lock()
    assert one.lock, "before the host has answered, Reset frees nothing"

    told(one, PANEL.record() + EOR)
    assert one.lock == ""


def test_what_no_3270_can_show_is_kept_as_a_fault(capsys) -> None:
    one = shown(PANEL)
    told(one, bytes.fromhex("f5c32901ee42") + EOR)

    assert one.fault
    assert capsys.readouterr() == ("", "")


def test_whatever_comes_something_is_shown(capsys) -> None:
    chance = random.Random(11)
    orders = [0x11, 0x1D, 0x29, 0x28, 0x12, 0x13, 0x3C, 0x05, 0x08, 0x2C, 0xC0, 0x41, 0x42, 0x40]
    commands = [0xF5, 0xF1, 0x7E, 0xF3, 0x6F, 0xF2, 0xF6]
    for _ in range(300):
        one = emulation()
        some = [chance.choice([*orders, chance.randrange(255)]) for _ in range(40)]
        told(one, bytes([chance.choice(commands), 0xC3, *some]) + EOR)
        display = one.display(styled=True)

        assert len(display.cells) == display.rows * display.columns
        assert all(one.length < len(display.cells) for one in display.fields)
        assert display.pieces is not None
    assert capsys.readouterr() == ("", "")


def test_encryption_that_nobody_checks_is_declined() -> None:
    one = emulation()
    told(one, b"\xff\xfd\x2e")

    assert one.line.sent.endswith(b"\xff\xfc\x2e")


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [(24, 80, b"IBM-3278-2-E"), (43, 80, b"IBM-3278-4-E"), (62, 160, b"IBM-DYNAMIC")],
)
def test_the_size_is_told_as_a_model(rows, columns, said) -> None:
    one = emulation(TerminalForm(rows=rows, columns=columns), device="LU07")
    told(one, b"\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0")

    assert said + b"@LU07" in one.line.sent


def test_code_pages() -> None:
    assert emulation(TerminalForm(code_page="cp273")).encoded("Größe") == ""
    assert emulation().encoded("Größe Ω") == "Ω"
    assert emulation(TerminalForm(code_page="cp1047")).encoded("[x]") == ""
    with pytest.raises(UnknownCodePageError):
        emulation(TerminalForm(code_page="cp99999"))


def test_control_characters_are_in_no_code_page() -> None:
    assert emulation().encoded("a\tb") == "\t"


def test_colours_of_fields() -> None:
    display = shown(PANEL).display(styled=True)

    assert display.style(1) == Style("#5fe0e0")
    assert display.style(2 * 80 + 9).underlined
    assert not display.style(2 * 80 + 8).underlined


def test_digests_tell_screens_apart() -> None:
    one = shown(PANEL)
    before = one.display().digest

    assert shown(PANEL).display().digest == before
    one.curadd += 1
    assert one.display().digest != before
