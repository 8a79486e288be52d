"""Counts what the locators of a recognised screen match."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from runner.drivers.web.plans import Plan, element_plan, table_plan
from runner.drivers.web.scene import Scene
from runner.drivers.web.window import Answer, CutShortError, Window
from runner.screens.model import Element, Locator, Screen, Table
from runner.survey.errors import ScreenWentAwayError
from runner.survey.findings import Count, Finding, State, drift, state_of

LATE_MS = 3000.0
"""How long something that is missing may take to come."""
TRIES = 5


def counting_window(window: Window) -> Window:
    """The same page, to be asked about its screens."""
    return window.knowing("count", "preserve")


def count_screen(
    scene: Scene,
    screen: Screen,
    window: Window,
    *,
    anyway: bool = False,
    late_ms: float = LATE_MS,
) -> list[Finding]:
    """What of a screen is there. `anyway` is for one that was not recognised.

    Raises:
        ScreenWentAwayError: it was not shown long enough to be looked at.
    """
    answer = _answer(scene, screen, counting_window(window), anyway=anyway, late_ms=late_ms)
    pairs = zip(screen.elements.values(), answer["elements"], strict=True)
    elements = [_element(one, told) for one, told in pairs]
    tables = zip(screen.tables.values(), answer["tables"], strict=True)
    shown = _shown_by(screen, answer["shown"])
    return [*shown, *elements, *(_table(one, told) for one, told in tables)]


def _answer(
    scene: Scene, screen: Screen, window: Window, *, anyway: bool, late_ms: float
) -> Answer:
    why = "the page was just loading"
    for _ in range(TRIES):
        try:
            answer = scene.ask(
                window,
                "count",
                slice_ms=0.0 if anyway else late_ms,
                screen=scene.plans.screen(screen.name),
                elements=[_plan(one, screen) for one in screen.elements.values()],
                tables=[table_plan(one, screen) | {"kind": ""} for one in screen.tables.values()],
                anyway=anyway,
                **scene.plans.patience,
            )
        except CutShortError:
            continue
        if "elements" in answer:
            return answer
        why = scene.mask(str(answer.get("absent", why)))
    raise ScreenWentAwayError(screen, why)


def _plan(element: Element, screen: Screen) -> Plan:
    more: Plan = {"optional": element.optional}
    if element.row_of is not None:
        more["rows"] = element.row_of
    return element_plan(element, screen) | more


def _counts(locators: Sequence[Locator], told: Sequence[dict[str, Any]]) -> tuple[Count, ...]:
    return tuple(
        Count(locator, one["found"], one["hidden"], one["ms"], one["one"], one.get("broken"))
        for locator, one in zip(locators, told, strict=False)
    )


def _element(element: Element, told: dict[str, Any]) -> Finding:
    rows = told.get("rows")
    counts = _counts(element.locators, told["counts"])
    found = Finding(element.name, "element", State.NO_ROWS, element.place.line, rows=rows)
    if rows == 0:
        return found
    state, number = state_of(counts, optional=element.optional)
    notes = drift(counts, number)
    return replace(
        found,
        state=state,
        locator=number,
        matched=counts[number - 1].found if number else max(one.found for one in counts),
        milliseconds=round(sum(one.milliseconds for one in counts), 2),
        notes=notes,
        counts=counts,
    )


def _table(table: Table, told: dict[str, Any]) -> Finding:
    counts = _counts(table.locators, told["counts"])
    state, number = state_of(counts, optional=False)
    notes = list(drift(counts, number))
    missing = told.get("missing", [])
    if missing:
        state = State.MISSING
        notes.append(f"no column is headed {', '.join(map(repr, missing))}")
    rows, keys = told.get("rows"), told.get("keys")
    if keys is not None and keys < rows:
        notes.append(f"its {rows} rows have only {keys} different keys in {table.key!r}")
    return Finding(
        table.name,
        "table",
        state,
        table.place.line,
        locator=number,
        matched=counts[number - 1].found if number else max(one.found for one in counts),
        rows=rows,
        milliseconds=round(sum(one.milliseconds for one in counts), 2),
        notes=tuple(notes),
        counts=counts,
    )


def _shown_by(screen: Screen, told: Sequence[dict[str, Any]]) -> list[Finding]:
    """Of what the screen is shown by, only what is gone: that is why it is not recognised."""
    return [
        Finding(
            "shown_by",
            "shown by",
            State.MISSING,
            count.locator.place.line,
            notes=(f"{count.locator} {count.said()}",),
            counts=(count,),
        )
        for count in _counts(screen.shown_by, told)
        if not count.found
    ]
