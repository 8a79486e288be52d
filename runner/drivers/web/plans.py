"""Says to the page what the selector file says: screens and elements as plain data."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from runner.drivers.values import Typed
from runner.screens.model import App, By, Element, Locator, Screen, Table

Plan = dict[str, Any]


def locator_plan(locator: Locator, screen: Screen | None = None) -> Plan:
    """One locator as the page understands it."""
    plan: Plan = {"by": locator.by.value, "text": locator.text, "said": str(locator)}
    if locator.name is not None:
        plan["name"] = locator.name
    if not locator.exact:
        plan["exact"] = False
    if locator.within is not None:
        plan["within"] = locator_plan(locator.within, screen)
    if locator.by is By.CELL and screen is not None:
        key = screen.tables[locator.text].key
        plan |= {"table": locator.text, "row": locator.row, "column": locator.column, "key": key}
    return plan


def element_plan(element: Element, screen: Screen | None, row: str | None = None) -> Plan:
    """One element; `row` is the key of the table row that it stands in."""
    plan: Plan = {
        "name": element.name,
        "kind": element.kind.value,
        "locators": [locator_plan(one, screen) for one in element.locators],
    }
    if row is not None:
        plan |= {"row": row, "table": element.row_of}
    return plan


def item_plan(element: Element, screen: Screen, value: Typed) -> Plan:
    """An element and what is to be typed into it."""
    plan = element_plan(element, screen) | {"value": value.value, "keys": element.keys}
    if value.iso is not None:
        plan["iso"] = value.iso
    if value.plain is not None:
        plan["plain"] = value.plain
    return plan


def table_plan(table: Table, screen: Screen) -> Plan:
    """A table, its columns, its key and its paging."""
    return {
        "name": table.name,
        "locators": [locator_plan(one, screen) for one in table.locators],
        "columns": dict(table.columns),
        "key": table.key,
        "personal": list(table.personal),
        "next": element_plan(table.next_page, screen) if table.next_page else None,
    }


def screen_plan(screen: Screen) -> Plan:
    """A screen: its frame, what it is shown by, its tables."""
    window = screen.window
    return {
        "name": screen.name,
        "frame": [{"by": step.by, "text": step.text} for step in screen.frame],
        "shown": [locator_plan(one, screen) for one in screen.shown_by],
        "window": {"how": window.how, "text": window.text} if window else None,
        "settle": screen.settle_ms,
        "tables": {table.name: table_plan(table, screen) for table in screen.tables.values()},
    }


class AppPlans:
    """The plans of an app's screens, made once."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._screens: dict[str, Plan] = {}

    def screen(self, name: str) -> Plan:
        """The plan of a screen."""
        if name not in self._screens:
            self._screens[name] = screen_plan(self.app.screens[name])
        return self._screens[name]

    def screens(self, names: Iterable[str]) -> list[Plan]:
        """The plans of several screens."""
        return [self.screen(name) for name in names]

    def anywhere(self, names: Iterable[str]) -> list[Plan]:
        """The plans of screens that count in whatever frame they appear."""
        return [self.screen(name) | {"anywhere": True} for name in names]

    @cached_property
    def patience(self) -> Plan:
        """How long the app is waited for: what keeps any screen from counting as shown, and choices."""
        busy = [locator_plan(one) for one in self.app.busy]
        return {"busy": busy, "lateChoices": self.app.late_choices_ms}

    @cached_property
    def masking(self) -> list[Plan]:
        """Every screen with something that a picture must not show."""
        return [
            self.screen(screen.name)
            | {
                "masked": [
                    element_plan(one, screen) for one in screen.elements.values() if one.masked
                ]
            }
            for screen in self.app.screens.values()
            if any(one.masked for one in screen.elements.values())
            or any(table.personal for table in screen.tables.values())
        ]
