"""What every system's accessibility must do alike, on real programs.

On Linux with AT-SPI2 in two toolkits; on Windows with UI Automation, where it was never run.
"""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from runner.drivers.desktop.accessibility import Accessibility, Acted, Top
from runner.drivers.desktop.tree import Node, Part, State, Tree
from tests.desktop.programs import FORMS, needs, until
from tests.desktop.test_forms import GTK

SYSTEMS = [
    pytest.param("qt", marks=[needs()]),
    pytest.param("gtk", marks=[needs(), pytest.mark.skipif(not GTK, reason="needs python3-gi")]),
    pytest.param("uia", marks=pytest.mark.skipif(sys.platform != "win32", reason="needs Windows")),
]


@pytest.fixture(params=SYSTEMS)
def reader(request, tmp_path) -> Iterator[Accessibility]:
    pytest.importorskip("PySide6")
    if request.param == "uia":
        yield from on_windows()
    else:
        yield from on_linux(request.param, tmp_path)


def on_linux(kind: str, home) -> Iterator[Accessibility]:
    from runner.drivers.desktop.atspi.atspi import AtSpi
    from runner.drivers.desktop.display import own_display

    display = own_display((1280, 900))
    try:
        python = sys.executable if kind == "qt" else "/usr/bin/python3"
        display.family.start(
            [python, str(FORMS / f"{kind}_form.py")],
            environment={**display.environment, "HOME": str(home)},
            folder=home,
            log=home / "log",
        )
        accessibility = AtSpi(display.bus)
        until(lambda: top_of(accessibility))
        yield accessibility
        accessibility.close()
    finally:
        display.close()


def on_windows() -> Iterator[Accessibility]:
    from runner.drivers.desktop.uia import Uia

    with subprocess.Popen([sys.executable, str(FORMS / "qt_form.py")]) as program:
        accessibility = Uia()
        until(lambda: top_of(accessibility))
        yield accessibility
        program.kill()


def top_of(accessibility: Accessibility) -> Top | None:
    return next((one for one in accessibility.windows() if one.title == "Form"), None)


def tree_of(accessibility: Accessibility) -> Tree:
    top = top_of(accessibility)
    assert top is not None
    return accessibility.tree(top)


def one(accessibility: Accessibility, role: str, name: str = "") -> Node:
    tree = tree_of(accessibility)
    tree.need(Part.LABELS, [node for node in tree.nodes if node.role == role])
    named = [
        node
        for node in tree.nodes
        if node.role == role
        and name in [node.name.strip(":"), *(label.name.strip(":") for label in node.labels or ())]
    ]
    assert len(named) == 1, named
    return named[0]


def test_a_window_is_told_with_its_process_and_place(reader: Accessibility) -> None:
    top = top_of(reader)
    assert top is not None
    assert top.process > 0
    assert not top.modal
    assert reader.windows({top.process})
    assert reader.windows({1}) == []


def test_a_text_is_set_and_read(reader: Accessibility) -> None:
    field = one(reader, "textbox", "Name")
    assert State.EDITABLE in field.states
    assert reader.set_text(field, "Grüße 中文")
    reader.load(Part.TEXT, [field])
    assert field.text == "Grüße 中文"
    assert reader.length(field) == 8


def test_a_number_is_set_and_read(reader: Accessibility) -> None:
    counter = one(reader, "spinbutton", "Pieces")
    assert reader.set_number(counter, 7)
    assert reader.number(counter) == 7


def test_a_box_is_ticked_by_its_action(reader: Accessibility) -> None:
    box = one(reader, "checkbox", "Gift")
    assert State.CHECKED not in reader.states(box)
    assert reader.can_act(box)
    assert reader.act(box) is Acted.DONE
    until(lambda: State.CHECKED in reader.states(box))


def test_a_thing_without_action_is_not_acted_on(reader: Accessibility) -> None:
    group = one(reader, "group", "Colour")
    assert not reader.can_act(group)
    assert reader.act(group) is Acted.UNABLE


def test_a_disabled_button_says_so(reader: Accessibility) -> None:
    assert State.ENABLED not in one(reader, "button", "Never").states
    assert State.ENABLED in one(reader, "button", "Book").states


def test_a_list_tells_its_options(reader: Accessibility) -> None:
    choice = one(reader, "combobox", "Delivery") if _labelled(reader) else _only(reader, "combobox")
    assert [node.name for node in reader.options(choice)] == ["Normal", "Express", "Pickup"]


def _labelled(reader: Accessibility) -> bool:
    tree = tree_of(reader)
    combos = [node for node in tree.nodes if node.role == "combobox"]
    tree.need(Part.LABELS, combos)
    return any(node.labels for node in combos)


def _only(reader: Accessibility, role: str) -> Node:
    (found,) = [node for node in tree_of(reader).nodes if node.role == role]
    return found


def test_the_focus_is_given_and_told(reader: Accessibility) -> None:
    field = one(reader, "textbox", "Password")
    assert State.PASSWORD in field.states
    reader.focus(field)
    until(lambda: reader.focused(field))


def test_a_table_tells_heads_and_cells(reader: Accessibility) -> None:
    cells = reader.cells(_only(reader, "table"))
    assert cells is not None
    assert cells.headers == ("Article", "Pieces")
    assert [[cell.name for cell in row] for row in cells.rows] == [["A-1", "3"], ["B-2", "4"]]


def test_changes_are_noticed(reader: Accessibility) -> None:
    field = one(reader, "textbox", "Name")
    reader.forget_changes()
    reader.set_text(field, "changed")
    assert reader.await_change(5)


def test_places_lie_in_the_window(reader: Accessibility) -> None:
    tree = tree_of(reader)
    button = one(reader, "button", "Book")
    reader.load(Part.BOX, [button])
    assert button.box is not None
    assert tree.root.box is not None
    assert tree.root.box.holds(button.box)
