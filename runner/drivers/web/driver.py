"""The web driver: what a bot's words do in a browser."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urljoin

from runner.drivers.errors import AppUnreachableError
from runner.drivers.values import Value
from runner.drivers.web.asking import Asking
from runner.drivers.web.filling import Filling
from runner.drivers.web.giving import Giving
from runner.drivers.web.pressing import Pressing
from runner.drivers.web.reading import Reading
from runner.drivers.web.recognition import Recognition, Shown
from runner.drivers.web.scene import Scene
from runner.drivers.web.transfer import Transfer
from runner.drivers.web.window import ClosedError, CutShortError, Window
from runner.screens.model import App, Element, ReachStep, Table


class WebDriver:
    """Does on web screens what `runner.web` asks for."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.recognition = Recognition(scene)
        asking = Asking(scene, self.recognition)
        self._learning = asking.learning
        self._filling = Filling(asking)
        self._pressing = Pressing(asking, self._filling)
        self._reading = Reading(asking, self._pressing)
        self._transfer = Transfer(asking, self._press)
        self.giving = Giving(scene, self.recognition)

    @property
    def app(self) -> App:
        """The app that is driven."""
        return self._scene.app

    @property
    def wait_seconds(self) -> float:
        """The longest wait, where a bot says nothing else."""
        return self._scene.options.wait_seconds

    def wait_for_screen(self, names: Sequence[str], seconds: float | None) -> Shown:
        """The first of the screens that is shown."""
        self.giving.wait()
        shown = self.recognition.wait_for(names, seconds=seconds)
        self._scene.recorder.event("screen", screen=shown.screen.name)
        return shown

    def go(self, name: str) -> Shown:
        """Goes to a screen by its way, if it has one; stays when it is shown already."""
        self.giving.wait()
        shown = self.recognition.just_seen([name]) or self.recognition.now([name])
        if shown is not None:
            return shown
        for step in self.app.screens[name].way:
            self._take(step)
        return self.wait_for_screen([name], None)

    def _take(self, step: ReachStep) -> None:
        if step.address is not None:
            self.open(step.address)
        elif step.on is not None:
            self._work(step, step.on)

    def _work(self, step: ReachStep, on: str) -> None:
        reachable = bool(self.app.screens[on].way)
        shown = self.go(on) if reachable else self.wait_for_screen([on], None)
        elements = shown.screen.elements
        if step.choose:
            self._filling.fill(shown, {elements[name]: text for name, text in step.choose.items()})
        if step.press is not None:
            self._pressing.press(shown, elements[step.press])

    def open(self, address: str) -> int | None:
        """Opens an address of the app in the window worked in; gives its HTTP status, if known."""
        scene = self._scene
        window = scene.window()
        try:
            target = urljoin(scene.address, address)
        except ValueError as error:
            raise AppUnreachableError(self.app.name, address, str(error).lower()) from None
        scene.dialogs.begin()
        scene.pictures.settle()
        scene.seen_last = None
        status = self._goto(window, target)
        scene.check()
        return status

    def _goto(self, window: Window, target: str) -> int | None:
        seconds = self.wait_seconds
        status: int | None = None

        def go() -> None:
            nonlocal status
            page = window.page
            answer = page.goto(target, wait_until="commit", timeout=seconds * 1000)
            status = answer.status if answer is not None else None

        try:
            window.act(go, seconds=seconds)
        except CutShortError:
            return None
        except ClosedError as error:
            self._scene.check()
            if window.closed:
                raise self._scene.death() from None
            why = str(error).removeprefix("Page.goto: ").split(" at http")[0]
            raise AppUnreachableError(self.app.name, target.partition("?")[0], why) from None
        return status

    def fill(self, shown: Shown, values: Mapping[Element, Value]) -> None:
        """Fills elements and reads them back."""
        shown = self.giving.before(shown)
        self._filling.fill(shown, values)
        self._learning.look(shown)

    def press(self, shown: Shown, element: Element, row: str | None) -> None:
        """Presses an element, in a table's row where `row` says which."""
        self._press(shown, element, row)

    def _press(self, shown: Shown, element: Element, row: str | None) -> None:
        shown = self.giving.before(shown)
        self._turn(shown, element, row)
        self._learning.look(shown)
        self._pressing.press(shown, element, row)

    def _turn(self, shown: Shown, element: Element, row: str | None) -> None:
        if row is not None and element.row_of is not None:
            self._reading.turn_to(shown, shown.screen.tables[element.row_of], row)

    def read(self, shown: Shown, elements: Sequence[Element], row: str | None) -> dict[str, str]:
        """What elements show or hold."""
        shown = self.giving.before(shown)
        values = self._reading.read(shown, elements, row)
        self._learning.look(shown)
        return values

    def shows(self, shown: Shown, element: Element, row: str | None) -> bool:
        """Whether an element is there now."""
        shown = self.giving.before(shown)
        return self._reading.shows(shown, element, row)

    def wait_for(self, shown: Shown, element: Element, *, there: bool, seconds: float) -> None:
        """Waits for an element to come or go."""
        shown = self.giving.before(shown)
        self._reading.wait_for(shown, element, there=there, seconds=seconds)

    def keep_learned(self) -> None:
        """Write down what was learned of the screens."""
        self._learning.keep()

    def rows(self, shown: Shown, table: Table, limit: int | None) -> list[dict[str, str]]:
        """The rows of a table."""
        shown = self.giving.before(shown)
        return self._reading.rows(shown, table, limit)

    def upload(self, shown: Shown, element: Element, file: Path) -> None:
        """Puts a file into a screen."""
        shown = self.giving.before(shown)
        self._transfer.upload(shown, element, file)

    def download(
        self, shown: Shown, element: Element, row: str | None, folder: Path | None
    ) -> Path:
        """Keeps the file that pressing an element brings."""
        shown = self.giving.before(shown)
        self._turn(shown, element, row)
        return self._transfer.download(shown, element, row, folder)
