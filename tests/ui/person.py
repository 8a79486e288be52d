"""A person before the inspector: points, clicks and types in the page and in the real panel."""

import json
from collections.abc import Callable
from typing import Any, Protocol

from playwright.sync_api import Frame, Locator, Page

from runner.drivers.web.inspecting import InspectedWindow, Inspector


class Sitting(Protocol):
    _inspector: Inspector

    def work(self, seconds: float = ...) -> bool: ...


class Person:
    """Does things in a window, and lets the program answer after each of them."""

    def __init__(self, sitting: Sitting, page: Page) -> None:
        self.sitting = sitting
        self.page = page
        self.until(lambda: bool(self.text()))

    def until(self, condition: Callable[[], object], why: str = "the panel did not answer") -> None:
        for _ in range(150):
            if condition():
                return
            self.sitting.work(0.08)
        raise AssertionError(f"{why}; the panel says: {self.text()!r}")

    def rest(self) -> None:
        """Lets everything that was told be answered."""
        for _ in range(3):
            self.sitting.work(0.08)

    @property
    def window(self) -> InspectedWindow | None:
        windows = self.sitting._inspector._windows
        return next((one for one in windows if one.page == self.page), None)

    def ask(self, expression: str) -> Any:
        """The answer of the inspector's own world, into which the page cannot see."""
        window = self.window
        if window is None or window._context is None:
            return None
        params = {"expression": expression, "contextId": window._context, "returnByValue": True}
        answer = window._session.send("Runtime.evaluate", params)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def panel(self, expression: str) -> Any:
        return self.ask(f"((p) => p && ({expression}))(globalThis.deskhandPointing?.panel)")

    def text(self) -> str:
        return str(self.panel("p.innerText") or "")

    def says(self, text: str) -> None:
        self.until(lambda: text in self.text(), f"the panel never said {text!r}")

    def part(self, name: str, number: int = 0) -> tuple[float, float]:
        """The middle of a part of the panel."""
        found = f"p.querySelectorAll({json.dumps(f'[data-part={name}]')})[{number}]"
        box = self.panel(
            f"(() => {{ const e = {found}; if (!e) return null; e.scrollIntoView({{block: 'nearest'}});"
            "const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] })()"
        )
        assert box, f"there is no {name} in the panel: {self.text()}"
        return box[0], box[1]

    def press(self, name: str, number: int = 0) -> None:
        self.page.mouse.click(*self.part(name, number))
        self.rest()

    def type_into(self, name: str, text: str, number: int = 0) -> None:
        self.page.mouse.click(*self.part(name, number))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str) -> None:
        chosen = f"p.querySelector('[data-part={name}]')"
        self.panel(
            f"({chosen}.value = {json.dumps(value)}, {chosen}.dispatchEvent(new Event('change')), 1)"
        )
        self.rest()

    def value(self, name: str, number: int = 0) -> str:
        return str(self.panel(f"p.querySelectorAll('[data-part={name}]')[{number}].value"))

    def ways(self) -> list[str]:
        """The locators that can be chosen, best first."""
        lines = "[...p.querySelectorAll('.way')]"
        usable = f"{lines}.filter((w) => !w.querySelector('input').disabled)"
        return list(self.panel(f"{usable}.map((w) => w.querySelector('code').textContent)"))

    def point(self, locator: Locator) -> tuple[float, float]:
        locator.scroll_into_view_if_needed()
        box = locator.bounding_box()
        assert box is not None
        at = (box["x"] + min(box["width"] / 2, 30), box["y"] + box["height"] / 2)
        left, top, right, bottom = self.panel(
            "(({x, y, right, bottom}) => [x, y, right, bottom])(p.getBoundingClientRect())"
        )
        if left < at[0] < right and top < at[1] < bottom:
            self.press("aside")
        self.page.mouse.move(*at)
        return at

    def pick(self, locator: Locator) -> None:
        """Points at something and clicks; the panel then speaks of it."""
        self.page.mouse.click(*self.point(locator))
        self.says("FOUND BY")

    def frame(self, name: str) -> Frame:
        def there() -> Frame | None:
            frames = [one for one in self.page.frames if one.name == name and "://" in one.url]
            return frames[0] if frames else None

        self.until(there, f"there is no frame {name}")
        found = there()
        assert found is not None
        return found
