"""Programs that are drawn larger than they count: what is clicked is what is meant."""

from dataclasses import replace
from pathlib import Path

import pytest

from runner.screens.model import Press
from tests.desktop.programs import needs, until
from tests.desktop.test_forms import KINDS, form, form_app, told

pytestmark = [needs()]
QT, GTK, GTK_4 = (one.marks for one in KINDS)
LARGER = [
    pytest.param("qt", {"QT_SCALE_FACTOR": "1.25"}, marks=QT),
    pytest.param("qt", {"QT_SCALE_FACTOR": "1.5"}, marks=QT),
    pytest.param("gtk", {"GDK_SCALE": "2"}, marks=GTK),
    pytest.param("gtk4", {"GDK_SCALE": "2"}, marks=GTK_4),
]


@pytest.mark.parametrize(("kind", "environment"), LARGER)
def test_a_click_at_another_scale(kind: str, environment: dict[str, str], tmp_path: Path) -> None:
    app = form_app(kind)
    screen = app.screens["form"]
    clicked = {
        name: replace(one, press=Press.CLICK)
        for name, one in screen.elements.items()
        if name in {"gift", "book", "name"}
    }
    screens = {**app.screens, "form": replace(screen, elements={**screen.elements, **clicked})}
    program = replace(app.program, environment=environment, display=(1400, 1200))
    with form(kind, tmp_path, app=replace(app, program=program, screens=screens)) as shown:
        shown.on("form").press("gift")
        until(lambda: shown.on("form").read("gift") == "true")
        shown.on("form").press("book")
        shown.on("sure").press("yes")
        until(lambda: "answered True" in told(shown))
