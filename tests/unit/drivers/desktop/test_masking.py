"""What is covered in a picture of a program's windows, by what it tells of itself."""

from pathlib import Path
from typing import Any

import pytest

from runner.drivers.desktop.accessibility import SilentError, Top
from runner.drivers.desktop.looks import WindowLook
from runner.drivers.desktop.masking import covering
from runner.drivers.desktop.seam import Sighting
from runner.drivers.desktop.tree import Tree
from runner.drivers.desktop.windows import Window
from runner.drivers.surface.surface import Box, Hidden
from runner.screens.model import App, AppKind, By, Element, Screen, TextRule
from tests.unit.drivers.desktop.program import Reader
from tests.unit.drivers.desktop.window import PLACE, by, node, window

WHOLE = Box(0, 0, 800, 600)
NAME = Element("name", PLACE, (by(By.LABEL, "Name"),), personal=True)
STAMP = Element("stamp", PLACE, (by(By.PICTURE, "stamp.png"),), secret=True)
ANYWHERE = Screen("order", PLACE, ())
ELSEWHERE = Screen("other", PLACE, (), window=TextRule("exact", "Another window"))


class Eyes:
    """Sees one thing, wherever it is asked to look."""

    def shot(self, box: Box | None = None) -> str:
        return "shot"

    def picture(self, *_asked: object) -> Sighting:
        return Sighting((Box(300, 300, 40, 40),), 0.97)


class Dumb(Reader):
    """A program that does not answer."""

    def tree(self, top: Top) -> Tree:
        del top
        raise SilentError(gone=False)


def form() -> Tree:
    return window(
        node("text", "Note", (10, 10, 50, 20)),
        node("textbox", "", (80, 10, 90, 20), text="for Ada"),
        node("combobox", "", (80, 40, 90, 20)),
        node("textbox", "Name", (80, 100, 90, 20), text="Grace"),
        node("button", "Book", (80, 70, 90, 20)),
    )


def look(tree: Tree | None, reader: Any = None, *, silent: bool = False) -> WindowLook:
    app = App("shop", Path("selectors/shop.yaml"), "", AppKind.DESKTOP)
    top = Top(tree.root, 7, WHOLE) if tree is not None else None
    place = Window(1, "Shop", WHOLE, modal=False, popup=False, owner=None, top=top)
    known = [tree] if tree is not None else []
    eyes: Any = Eyes()
    return WindowLook(app, [place], reader or Reader(*known), lambda: eyes, silent=silent)


def places(seen: WindowLook, hidden: Hidden) -> list[Box]:
    return list(covering(seen, hidden).places(hidden))


@pytest.mark.parametrize(("fields", "many"), [(True, 3), (False, 0)])
def test_on_request_every_field_is_covered(fields: bool, many: int) -> None:
    assert len(places(look(form()), Hidden(fields=fields))) == many


def test_values_are_covered_where_they_are_said_or_held() -> None:
    assert places(look(form()), Hidden(("Ada",))) == [Box(80, 10, 90, 20)]
    assert places(look(form()), Hidden(("Book",))) == [Box(80, 70, 90, 20)]


def test_values_in_the_title_of_a_window_are_covered() -> None:
    (bar,) = places(look(form()), Hidden(("Shop",)))
    assert bar.top + bar.height == WHOLE.top


def test_values_that_are_met_later_are_covered_without_asking_the_program_again() -> None:
    told = covering(look(form()), Hidden(("Ada",)))
    assert list(told.places(Hidden(("Ada", "Grace")))) == [
        Box(80, 10, 90, 20),
        Box(80, 100, 90, 20),
    ]


def test_marked_elements_are_covered_in_the_windows_that_they_may_be_in() -> None:
    assert places(look(form()), Hidden(elements=[(ANYWHERE, NAME)])) == [Box(80, 100, 90, 20)]
    assert places(look(form()), Hidden(elements=[(ELSEWHERE, NAME)])) == []


def test_an_element_that_was_not_asked_for_is_not_known() -> None:
    told = covering(look(form()), Hidden(elements=[(ANYWHERE, NAME)]))
    assert told.knows(Hidden(("Ada",), elements=[(ANYWHERE, NAME)]))
    assert not told.knows(Hidden(elements=[(ANYWHERE, STAMP)]))


def test_what_only_the_eye_can_find_is_looked_for_when_the_picture_is_made() -> None:
    hidden = Hidden(elements=[(ANYWHERE, STAMP)])
    told = covering(look(form()), hidden)
    assert list(told.places(hidden)) == []
    assert list(told.seen()) == [Box(300, 300, 40, 40)]


@pytest.mark.parametrize(
    ("tree", "reader", "silent"), [(form(), Dumb(), False), (None, None, True)]
)
def test_a_window_that_does_not_answer_is_covered_whole(
    tree: Tree | None, reader: Any, silent: bool
) -> None:
    seen = look(tree, reader, silent=silent)
    assert places(seen, Hidden(elements=[(ANYWHERE, NAME)])) == [WHOLE]
    assert places(seen, Hidden(elements=[(ELSEWHERE, NAME)])) == []
    assert places(seen, Hidden(fields=True)) == [WHOLE]


def test_a_program_that_never_tells_anything_is_not() -> None:
    assert places(look(None), Hidden(elements=[(ANYWHERE, NAME)])) == []


def test_looks_differ_when_something_stands_elsewhere() -> None:
    first, same = covering(look(form()), Hidden()), covering(look(form()), Hidden())
    moved = window(*(node("text", "Note", (10, 30, 50, 20)),))
    assert first.shape == same.shape
    assert covering(look(moved), Hidden()).shape != first.shape
