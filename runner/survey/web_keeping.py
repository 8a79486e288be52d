"""Keeps a page of a web app: without values, with its controls and a masked picture."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from runner.drivers.unseen import hider
from runner.drivers.web.capturing import Captured, captured
from runner.drivers.web.plans import element_plan, table_plan
from runner.drivers.web.recognition import Shown
from runner.drivers.web.session import WebSession
from runner.drivers.web.window import Answer, CutShortError
from runner.screens.model import Element, Screen
from runner.survey.counting import TRIES, counting_window
from runner.survey.errors import ScreenWentAwayError
from runner.survey.snapshot import PICTURE, KeptControl, KeptScreen, write_lines

MOST_CHOICES = 400
"""Entries of a list that are kept."""


@dataclass(slots=True)
class PageKeeping:
    """Writes pages into the folder of a snapshot."""

    session: WebSession
    folder: Path

    def keep(self, shown: Shown) -> KeptScreen:
        """Write a screen down."""
        scene, screen = self.session.scene, shown.screen
        self._learn_personal(shown)
        answer = self._answer(shown, "preserve")
        told = json.loads(answer["told"])
        hides = hider(as_files_have_it(scene.unseen()))
        folder = self.folder / screen.name
        folder.mkdir(parents=True, exist_ok=True)
        names = self._write_styles(told["sheets"])
        for number, page in enumerate(told["pages"]):
            write_lines(folder / f"page-{number}.html", hides(with_styles(page, names)))
        # A snapshot is shared more widely than a run's evidence: no value of any field is in it.
        scene.pictures.cover_fields = True
        picture = scene.pictures.take("snapshot", lambda: shown.window)
        if picture is not None:
            (folder / PICTURE).write_bytes(picture)
        window = captured(scene, answer["captured"])
        return KeptScreen(
            screen=screen.name,
            title=window.frames[0].title,
            addresses=[hides(one) for one in told["addresses"]],
            at=int(told["at"]),
            frame=window.frames[int(told["at"])].way,
            headings=[hides(one) for one in told["headings"]],
            headers={
                table: [hides(one) for one in heads] if heads is not None else None
                for table, heads in told["headers"].items()
            },
            controls=kept_controls(window, window.frames[int(told["at"])].way),
        )

    def _learn_personal(self, shown: Shown) -> None:
        """What is personal on the screen is masked wherever else it stands, in pictures too."""
        for value in self._answer(shown, "personal")["values"]:
            self.session.scene.hide(Element("", shown.screen.place, (), personal=True), value)

    def _answer(self, shown: Shown, call: str) -> Answer:
        scene, screen = self.session.scene, shown.screen
        window = counting_window(shown.window)
        why = "the page was just loading"
        for _ in range(TRIES):
            try:
                answer = scene.ask(window, call, **question(self.session, screen))
            except CutShortError:
                continue
            if answer["ok"]:
                return answer
            why = scene.mask(str(answer.get("absent", why)))
        raise ScreenWentAwayError(screen, why)

    def _write_styles(self, sheets: list[str]) -> list[str]:
        """Each style sheet once for all screens; returns their names."""
        names = []
        for text in sheets:
            name = f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.css"
            file = self.folder / "styles" / name
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                write_lines(file, f"{text}\n")
            names.append(name)
        return names


def as_files_have_it(values: Sequence[str]) -> list[str]:
    """Values, also as they stand in HTML and in addresses."""
    return [
        each
        for value in values
        for each in (value, escape(value, quote=False), quote(value), quote_plus(value))
        if value
    ]


def question(session: WebSession, screen: Screen) -> dict[str, Any]:
    """What is asked of a page that is to be kept."""
    plans = session.scene.plans
    return {
        "screen": plans.screen(screen.name),
        "masks": plans.masking,
        "elements": [
            element_plan(one, screen) for one in screen.elements.values() if one.row_of is None
        ],
        "tables": [table_plan(one, screen) for one in screen.tables.values()],
        "choices": MOST_CHOICES,
    }


def with_styles(page: str, names: list[str]) -> str:
    """The page with the names that its style sheets were given."""
    for number, name in enumerate(names):
        page = page.replace(f'href="styles/{number}.css"', f'href="../styles/{name}"')
    return page


def kept_controls(window: Captured, way: tuple[Any, ...]) -> tuple[KeptControl, ...]:
    """The visible controls of one document, each with the element that it is."""
    names = {found.handle: name for name, found in window.found.items()}
    return tuple(
        KeptControl(one.control, names.get(one.handle), one.readonly, one.required, one.choices)
        for one in window.within(way)
        if not one.control.hidden
    )
