from pathlib import Path

import pytest

from runner.drivers.desktop.accessibility import SilentError, Top
from runner.drivers.desktop.looks import WindowLook
from runner.drivers.desktop.seam import Sighting
from runner.drivers.desktop.things import KeyThing, NodeThing, PlaceThing
from runner.drivers.desktop.tree import Tree
from runner.drivers.desktop.windows import Window
from runner.drivers.surface.surface import Box
from runner.screens.model import App, AppKind, By, Screen, TextRule
from tests.unit.drivers.desktop.program import Reader
from tests.unit.drivers.desktop.window import PLACE, by, node, window

WHOLE = Box(0, 0, 800, 600)


class Eyes:
    """Sees what it is told."""

    def __init__(self, sighting: Sighting) -> None:
        self.sighting = sighting
        self.asked: list[tuple[object, ...]] = []

    def shot(self, box=None) -> str:
        self.asked.append(("shot",))
        return "shot"

    def picture(self, shot, file: Path, within: Box, confidence) -> Sighting:
        self.asked.append((file, within, confidence))
        return self.sighting

    def words(self, shot, text: str, within: Box, *, exact: bool) -> Sighting:
        self.asked.append((text, within, exact))
        return self.sighting


def look(*trees: Tree | None, eyes: Eyes | None = None, reader=None) -> WindowLook:
    app = App("shop", Path("selectors/shop.yaml"), "", AppKind.DESKTOP)
    known = [one for one in trees if one is not None]
    windows = [
        Window(
            at,
            one.root.name if one else "Blind",
            WHOLE,
            modal=False,
            popup=False,
            owner=None,
            top=Top(one.root, 7, WHOLE) if one else None,
        )
        for at, one in enumerate(trees, 3)
    ]
    return WindowLook(app, windows, reader or Reader(*known), lambda: eyes)


def scopes(seen: WindowLook, rule: TextRule | None = None):
    return seen.scopes(Screen("any", PLACE, (), window=rule))


def test_windows_by_their_titles() -> None:
    seen = look(window(title="Order 7"), window(title="Shop"))
    assert seen.title == "Order 7"
    assert len(scopes(seen)) == 2
    (order,) = scopes(seen, TextRule("matches", r"Order \d"))
    assert order.window.title == "Order 7"
    assert scopes(seen, TextRule("exact", "Till")) == []


def test_things_know_their_window() -> None:
    (scope,) = scopes(look(window(node("button", "Save"))))
    (thing,) = scope.find(by(By.ROLE, "button")).things
    assert isinstance(thing, NodeThing)
    assert thing.window == 3


def test_a_key_is_always_there() -> None:
    (scope,) = scopes(look(None))
    (thing,) = scope.find(by(By.KEY, "F3")).things
    assert isinstance(thing, KeyThing)
    assert thing.box is None


def test_a_program_that_tells_nothing_says_what_to_do() -> None:
    (scope,) = scopes(look(None))
    found = scope.find(by(By.LABEL, "Name"))
    assert found.things == ()
    assert "find it by picture or ocr" in found.why


def test_a_picture_is_looked_for_beside_the_selector_file_in_its_window() -> None:
    eyes = Eyes(Sighting((Box(10, 20, 30, 40),), 0.973))
    (scope,) = scopes(look(None, eyes=eyes))
    found = scope.find(by(By.PICTURE, "shop/save.png", confidence=0.9))
    assert eyes.asked[-1] == (Path("selectors/shop/save.png"), WHOLE, 0.9)
    assert found.layer == "picture 0.97"
    assert [one.box for one in found.things] == [Box(10, 20, 30, 40)]


def test_why_a_picture_was_not_found_is_handed_on() -> None:
    (scope,) = scopes(look(None, eyes=Eyes(Sighting(why="two alike"))))
    assert scope.find(by(By.PICTURE, "save.png")).why == "two alike"


def test_within_a_section_only_its_part_of_the_picture_is_read() -> None:
    eyes = Eyes(Sighting())
    (scope,) = scopes(look(window(node("group", "Total", (5, 6, 70, 80))), eyes=eyes))
    scope.find(by(By.OCR, "EUR", within=by(By.ROLE, "group", name="Total")))
    assert eyes.asked[-1] == ("EUR", Box(5, 6, 70, 80), True)
    assert "is not there" in scope.find(by(By.OCR, "EUR", within=by(By.TEXT, "None"))).why


def test_an_offset_leads_away_from_what_was_found() -> None:
    (scope,) = scopes(look(window(node("text", "Total", (10, 20, 30, 40)))))
    (thing,) = scope.find(by(By.TEXT, "Total", offset=(100, -5))).things
    assert isinstance(thing, PlaceThing)
    assert thing.box == Box(110, 15, 30, 40)


def test_one_picture_serves_one_look() -> None:
    eyes = Eyes(Sighting())
    (scope,) = scopes(look(None, eyes=eyes))
    scope.find(by(By.OCR, "a"))
    scope.find(by(By.OCR, "b"))
    assert eyes.asked.count(("shot",)) == 1


def test_the_digest_tells_what_fields_hold() -> None:
    def digest(text: str) -> str:
        return look(window(node("textbox", "Name", text=text))).digest

    assert digest("a") == digest("a")
    assert digest("a") != digest("b")


class Mute(Reader):
    def __init__(self, *, gone: bool) -> None:
        super().__init__()
        self.gone = gone

    def tree(self, top: Top) -> Tree:
        raise SilentError(gone=self.gone)


@pytest.mark.parametrize("gone", [True, False])
def test_a_window_that_does_not_answer_shows_nothing_for_now(gone: bool) -> None:
    seen = look(window(title="Shop"), reader=Mute(gone=gone))
    (scope,) = scopes(seen)
    assert scope.find(by(By.TEXT, "x")).things == ()
    assert seen.silent is not gone
