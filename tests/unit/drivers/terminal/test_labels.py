"""What belongs to a label on a host's screen, where fields part what is shown."""

from demo.host.datastream import Panel
from runner.drivers.terminal.finding import find
from runner.screens.model import By
from tests.unit.drivers.terminal.drawn import area, by, shown


def behind(panel: Panel, label: str) -> list[str]:
    return [one.text for one in find(area(shown(panel).display()), by(By.LABEL, label)).things]


def test_what_is_empty_is_empty_and_not_the_next_label() -> None:
    panel = (
        Panel("one").text(3, 4, "Name . :").text(3, 20, "").text(3, 40, "Unit:").text(3, 50, "kg")
    )

    assert behind(panel, "Name") == [""]
    assert behind(panel, "Unit") == ["kg"]


def test_a_title_is_no_label_where_another_is() -> None:
    panel = Panel("one").text(1, 30, "GREETING").text(1, 50, "DEMO")
    panel.text(7, 2, "GREETING . . :").text(7, 17, "HELLO")

    assert behind(panel, "GREETING") == ["HELLO"]


def test_without_any_sign_the_next_field_is_the_value() -> None:
    assert behind(Panel("one").text(3, 4, "Customer").text(3, 20, "0012"), "Customer") == ["0012"]


def test_label_and_value_in_one_field() -> None:
    assert behind(Panel("one").text(3, 4, "Balance:  -12.50"), "Balance") == ["-12.50"]


def test_a_field_of_another_row_is_not_the_value() -> None:
    assert behind(Panel("one").text(3, 4, "Customer").text(4, 4, "0012"), "Customer") == []
