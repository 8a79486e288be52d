from pathlib import Path

import pytest

from runner.drivers.desktop.accessibility import Top
from runner.drivers.desktop.errors import UnknownWindowError
from runner.drivers.desktop.looks import WindowLook
from runner.drivers.desktop.modals import BUILDING_SECONDS, Modals
from runner.drivers.desktop.tree import Tree
from runner.drivers.desktop.windows import Window
from runner.drivers.surface.surface import Box
from runner.screens.model import App, AppKind, By, DialogKind, DialogRule, Screen, TextRule
from tests.unit.drivers.desktop.program import Reader
from tests.unit.drivers.desktop.window import PLACE, by, node, window

SURE = Screen("sure", PLACE, (by(By.TEXT, "Really?"),), window=TextRule("exact", "Sure"))


def shop(*rules: DialogRule) -> App:
    return App(
        "shop", Path("shop.yaml"), "", AppKind.DESKTOP, dialogs=rules, screens={"sure": SURE}
    )


def rule(text: str, press: str = "OK") -> DialogRule:
    return DialogRule(DialogKind.WINDOW, TextRule("contains", text), accept=True, press=press)


def dialog(title: str, *said: str) -> Tree:
    return window(*(node("text", one) for one in said), node("button", "OK"), title=title)


def look(tree: Tree, reader: Reader, *, modal: bool = True) -> WindowLook:
    top = Top(tree.root, 7, Box(0, 0, 800, 600))
    shown = Window(3, tree.root.name, Box(0, 0, 800, 600), modal, False, None, top)
    return WindowLook(shop(), [shown], reader, lambda: None)


def met(tree: Tree, *rules: DialogRule, modal: bool = True) -> tuple[Modals, WindowLook, Reader]:
    reader = Reader(tree)
    modals = Modals(shop(*rules), reader, lambda text: text.replace("Ada", "•••"))
    return modals, look(tree, reader, modal=modal), reader


def test_a_modal_window_that_is_a_screen_is_left_alone() -> None:
    modals, seen, reader = met(dialog("Sure", "Really?"))
    for now in (0.0, BUILDING_SECONDS, 100.0):
        assert not modals.look_after(seen, now)
    assert reader.done == []


def test_a_window_that_nobody_knows_has_a_moment_to_show_what_it_is() -> None:
    modals, seen, reader = met(dialog("Licence of Ada", "It ends."))
    assert not modals.look_after(seen, 10.0)
    assert not modals.look_after(seen, 10.0 + BUILDING_SECONDS - 0.1)
    with pytest.raises(UnknownWindowError) as error:
        modals.look_after(seen, 10.0 + BUILDING_SECONDS)
    said = error.value.sentence()
    assert "shop shows a window that shop.yaml does not know: 'Licence of •••'" in said
    assert "saying 'It ends.' (it has 'OK'). Nothing in it was pressed." in said
    assert "a rule under `dialogs`" in said
    assert error.value.retry is False
    assert reader.done == []


def test_a_rule_presses_the_button_that_it_names() -> None:
    modals, seen, reader = met(dialog("Info", "It ends soon."), rule("ends soon"))
    assert modals.look_after(seen, 0.0)
    assert reader.done == [("act", "OK")]


def test_a_rule_whose_button_is_not_there_presses_nothing() -> None:
    modals, seen, reader = met(dialog("Info", "It ends soon."), rule("ends soon", "Later"))
    modals.look_after(seen, 0.0)
    with pytest.raises(UnknownWindowError):
        modals.look_after(seen, BUILDING_SECONDS)
    assert reader.done == []


def test_the_title_counts_where_a_window_says_nothing() -> None:
    modals, seen, _ = met(dialog("Tip of the day"), rule("Tip of the day"))
    assert modals.look_after(seen, 0.0)


def test_windows_that_are_not_modal_are_nobodys_concern() -> None:
    modals, seen, reader = met(dialog("Licence", "It ends."), modal=False)
    modals.look_after(seen, 0.0)
    assert not modals.look_after(seen, 100.0)
    assert reader.done == []


def test_a_program_that_is_silent_is_not_judged() -> None:
    modals, seen, _ = met(dialog("Licence", "It ends."))
    seen.silent = True
    modals.look_after(seen, 0.0)
    assert not modals.look_after(seen, 100.0)
