"""The driver of a surface: what a bot's words do in a program."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from runner.drivers.surface.filling import Filling
from runner.drivers.surface.learning import Learning
from runner.drivers.surface.mending import Mending
from runner.drivers.surface.pressing import Pressing
from runner.drivers.surface.reading import Reading
from runner.drivers.surface.recognition import Recognition, Shown
from runner.drivers.surface.resolving import Resolving
from runner.drivers.surface.stage import Stage
from runner.drivers.surface.yielding import Person, Yielding
from runner.drivers.values import Value
from runner.errors import InputError
from runner.screens.model import App, Element, ReachStep, Table

"""How often it is looked whether a person goes on."""


class NoFilesHereError(InputError):
    """Files are put in and taken out by the dialogs of a program, not by a word of its own."""

    def __init__(self, word: str, app: str, kind: str) -> None:
        super().__init__(
            f"{word}() is for web apps, and {app!r} is a {kind} app.",
            hint="Give the program's own dialog for files a screen, and fill its file name.",
        )


class SurfaceDriver:
    """Does on a surface what `runner.words` asks for."""

    def __init__(self, stage: Stage, person: Person | None = None) -> None:
        self.stage = stage
        self.yielding = Yielding(stage, person)
        self.recognition = Recognition(stage)
        self._learning = Learning(stage, self.recognition)
        mending = Mending(stage, self._learning)
        resolving = Resolving(stage, self.recognition, mending)
        self._filling = Filling(stage, resolving, self.yielding)
        self._pressing = Pressing(stage, resolving, self._filling, self.yielding)
        self._reading = Reading(stage, self.recognition, resolving, self._pressing)

    @property
    def app(self) -> App:
        """The app that is driven."""
        return self.stage.app

    @property
    def wait_seconds(self) -> float:
        """The longest wait, where a bot says nothing else."""
        return self.stage.wait_seconds

    def _before(self, shown: Shown) -> Shown:
        return self.recognition.after_a_person(shown) if self.yielding.held() else shown

    def wait_for_screen(self, names: Sequence[str], seconds: float | None) -> Shown:
        """The first of the screens that is shown."""
        self.yielding.held()
        shown = self.recognition.wait_for(names, seconds=seconds)
        self.stage.recorder.event("screen", screen=shown.screen.name)
        return shown

    def go(self, name: str) -> Shown:
        """Goes to a screen by its way, if it has one; stays when it is shown already."""
        self.yielding.held()
        shown = self.recognition.now([name])
        if shown is not None:
            return shown
        for step in self.app.screens[name].way:
            self._take(step)
        return self.wait_for_screen([name], None)

    def _take(self, step: ReachStep) -> None:
        if step.on is None:
            return
        reachable = bool(self.app.screens[step.on].way)
        shown = self.go(step.on) if reachable else self.wait_for_screen([step.on], None)
        elements = shown.screen.elements
        if step.choose:
            self._filling.fill(shown, {elements[name]: text for name, text in step.choose.items()})
        if step.press is not None:
            self._pressing.press(shown, elements[step.press])

    def fill(self, shown: Shown, values: Mapping[Element, Value]) -> None:
        """Fills elements and reads them back."""
        shown = self._before(shown)
        self._filling.fill(shown, values)
        self._learning.look(shown)

    def press(self, shown: Shown, element: Element, row: str | None) -> None:
        """Presses an element, in a table's row where `row` says which."""
        shown = self._before(shown)
        if row is not None and element.row_of is not None:
            self._reading.turn_to(shown, shown.screen.tables[element.row_of], row)
        # Afterwards it may be gone.
        self._learning.look(shown)
        self._pressing.press(shown, element, row)

    def read(self, shown: Shown, elements: Sequence[Element], row: str | None) -> dict[str, str]:
        """What elements show or hold."""
        shown = self._before(shown)
        values = self._reading.read(shown, elements, row)
        self._learning.look(shown)
        return values

    def shows(self, shown: Shown, element: Element, row: str | None) -> bool:
        """Whether an element is there now."""
        return self._reading.shows(self._before(shown), element, row)

    def wait_for(self, shown: Shown, element: Element, *, there: bool, seconds: float) -> None:
        """Waits for an element to come or go."""
        self._reading.wait_for(self._before(shown), element, there=there, seconds=seconds)

    def keep_learned(self) -> None:
        """Write down what was learned of the screens."""
        self._learning.keep()

    def rows(self, shown: Shown, table: Table, limit: int | None) -> list[dict[str, str]]:
        """The rows of a table."""
        return self._reading.rows(self._before(shown), table, limit)

    def upload(self, shown: Shown, element: Element, file: Path) -> None:
        """Programs take files by dialogs of their own."""
        del shown, element, file
        raise NoFilesHereError("upload", self.app.name, self.app.kind.value)

    def download(
        self, shown: Shown, element: Element, row: str | None, folder: Path | None
    ) -> Path:
        """Programs write files by dialogs of their own."""
        del shown, element, row, folder
        raise NoFilesHereError("download", self.app.name, self.app.kind.value)
