"""Reads screens: values, whether something is there, tables with all their pages."""

import time
from collections.abc import Iterator, Sequence

from runner.drivers.errors import ElementNotReadyError, TableNotReadError
from runner.drivers.web.asking import Asking
from runner.drivers.web.plans import Plan, element_plan, table_plan
from runner.drivers.web.pressing import Pressing
from runner.drivers.web.recognition import Shown
from runner.drivers.web.window import Answer
from runner.screens.model import Element, Table

MOST_PAGES = 2000


class Reading:
    """Looks at a screen and changes nothing, except for turning the pages of a table."""

    def __init__(self, asking: Asking, pressing: Pressing) -> None:
        self._asking = asking
        self._pressing = pressing
        self._scene = asking.scene

    def read(
        self, shown: Shown, elements: Sequence[Element], row: str | None = None
    ) -> dict[str, str]:
        """What the elements show or hold, in one round trip."""
        plans = [element_plan(one, shown.screen, row if one.row_of else None) for one in elements]
        values = dict(
            zip([one.name for one in elements], self._values(shown, elements, plans), strict=True)
        )
        for element in elements:
            self._scene.hide(element, values[element.name])
        names = [one.name for one in elements]
        self._scene.recorder.event("read", screen=shown.screen.name, elements=names)
        return values

    def _values(self, shown: Shown, elements: Sequence[Element], plans: list[Plan]) -> list[str]:
        scene, name = self._scene, shown.screen.name
        first = self._asking.recognition.just_seen([name]) is not None
        foreseen = scene.foresight.take(name, shown.window, plans) if first else None
        if foreseen is not None:
            return foreseen
        if first:
            scene.foresight.learn(name, plans)
        found: list[str] = self._asking.until_ok(shown, "read", elements, elements=plans)["values"]
        return found

    def shows(self, shown: Shown, element: Element, row: str | None = None) -> bool:
        """Whether the element is there now; the screen itself is waited for."""
        plan = element_plan(element, shown.screen, row)
        answer = self._asking.until_ok(shown, "seen", [element], elements=[plan])
        return bool(answer["shown"][0])

    def wait_for(self, shown: Shown, element: Element, *, there: bool, seconds: float) -> None:
        """Waits until the element is there, or is gone."""
        plan = element_plan(element, shown.screen)
        until = time.monotonic() + seconds
        while True:
            left_ms = max(0.0, (until - time.monotonic()) * 1000)
            answer = self._asking.until_ok(
                shown, "seen", [element], seconds=min(1.0, left_ms / 1000), elements=[plan]
            )
            if bool(answer["shown"][0]) is there:
                return
            if left_ms <= 0:
                why = "it did not appear" if there else "it did not go away"
                raise ElementNotReadyError(
                    shown.screen.name, element.name, why, place=element.place, seconds=seconds
                )
            self._pause(shown, plan, there=there, slice_ms=min(500.0, left_ms))

    def _pause(
        self, shown: Shown, plan: dict[str, object], *, there: bool, slice_ms: float
    ) -> None:
        scene = self._scene
        scene.ask(
            shown.window,
            "seen",
            slice_ms=slice_ms,
            wanted=there,
            elements=[plan],
            screen=scene.plans.screen(shown.screen.name),
            **scene.plans.patience,
        )

    def rows(self, shown: Shown, table: Table, limit: int | None = None) -> list[dict[str, str]]:
        """The rows of a table on all its pages, at most `limit`."""
        rows: list[dict[str, str]] = []
        for page in self._pages(shown, table):
            rows += page["rows"]
            if limit is not None and len(rows) >= limit:
                rows = rows[:limit]
                break
        for row in rows:
            self._hide(shown, table, row)
        self._scene.recorder.event(
            "rows", screen=shown.screen.name, table=table.name, count=len(rows)
        )
        return rows

    def turn_to(self, shown: Shown, table: Table, key: str) -> None:
        """Turns pages until the row with the key is on the screen; stays if there is none."""
        if table.next_page is None or table.key is None:
            return
        for page in self._pages(shown, table):
            if any(row[table.key] == key for row in page["rows"]):
                return

    def _pages(self, shown: Shown, table: Table) -> Iterator[Answer]:
        plan = table_plan(table, shown.screen)
        answer = self._asking.until_ok(shown, "table", [table], table=plan)
        met = {answer["digest"]}
        yield answer
        while answer["more"] and table.next_page is not None:
            self._pressing.press(shown, table.next_page)
            answer = self._asking.until_ok(
                shown, "table", [table], table=plan, unlike=answer["digest"]
            )
            if answer["digest"] in met or len(met) > MOST_PAGES:
                why = "shows pages again that it has shown before"
                raise TableNotReadError(shown.screen.name, table.name, why, place=table.place)
            met.add(answer["digest"])
            yield answer

    def _hide(self, shown: Shown, table: Table, row: dict[str, str]) -> None:
        for column in table.personal:
            element = Element(column, table.place, (), personal=True)
            self._scene.hide(element, row[column])
        del shown
