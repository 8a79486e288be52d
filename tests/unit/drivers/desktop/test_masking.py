"""What is covered in a picture of a program's windows."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from runner.drivers.desktop.accessibility import Accessibility
from runner.drivers.desktop.looks import WindowLook, WindowScope
from runner.drivers.desktop.masking import masked
from runner.drivers.desktop.seam import Eyes, Shot
from runner.drivers.desktop.windows import Window
from runner.drivers.surface.surface import Box, Hidden
from runner.screens.load import load
from tests.unit.drivers.desktop.window import node, window

FILE = "version: 1\napp: x\nkind: desktop\nstart: [x]\nscreens: {x: {shown_by: {text: Note}}}\n"


class Covering:
    """Eyes that tell what they were asked to cover."""

    def __init__(self) -> None:
        self.covered: list[Box] = []

    def shot(self, box: Box | None = None) -> Shot:
        del box
        return cast("Shot", None)

    def jpeg(self, shot: Shot, covered: Sequence[Box]) -> bytes:
        del shot
        self.covered += covered
        return b"jpeg"


@pytest.mark.parametrize(("fields", "many"), [(True, 2), (False, 0)])
def test_on_request_every_field_is_covered(tmp_path: Path, fields: bool, many: int) -> None:
    (tmp_path / "x.yaml").write_text(FILE, encoding="utf-8")
    tree = window(
        node("text", "Note", (10, 10, 50, 20)),
        node("textbox", "", (80, 10, 90, 20), text="for Ada"),
        node("combobox", "", (80, 40, 90, 20)),
        node("button", "Book", (80, 70, 90, 20)),
    )
    place = Window(1, "Orders", Box(0, 0, 400, 300), False, False, None, None)
    app = load(tmp_path / "x.yaml")
    look = WindowLook(app, [place], cast("Accessibility", None), lambda: pytest.fail("no eyes"))
    look.scope = lambda _window: WindowScope(look, place, tree)  # type: ignore[method-assign]
    eyes = Covering()

    assert masked(look, cast("Eyes", eyes), Hidden(fields=fields), whole=True) == b"jpeg"

    assert len(eyes.covered) == many
    assert all(one.left <= 80 and one.top <= 40 for one in eyes.covered)
