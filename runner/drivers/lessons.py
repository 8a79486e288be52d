"""What was learned of an app's screens: read when a session opens, written when it ends."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import Timeout

from runner.errors import DeskhandError
from runner.mending.learned import LearnedFileError, Lesson, read_lessons, write_lessons
from runner.mending.teaching import Teaching
from runner.recorder import Case, Recorder
from runner.screens.model import App, Heal, Screen


class Lessons:
    """The lessons of one app, for one session."""

    def __init__(self, app: App, file: Path | None, recorder: Callable[[], Recorder]) -> None:
        """Without a file, or where the app's file says `heal: off`, nothing is learned."""
        self._app = app
        self._file = None if app.heal is Heal.OFF else file
        self._recorder = recorder
        self.known = self._read()
        self.teaching = Teaching(self.known)

    @property
    def on(self) -> bool:
        """Whether anything is learned, and looked for."""
        return self._file is not None

    def _read(self) -> dict[str, Lesson]:
        if self._file is None:
            return {}
        try:
            return read_lessons(self._file)
        except LearnedFileError as error:
            self._recorder().event("learned file", error=error.message)
            return {}

    def wanting(self, screen: Screen) -> Case | None:
        """The case that should show the screen now; None where nothing is to be learned of it."""
        case = self._recorder().case() if self.on else None
        return case if case is not None and self.teaching.wants(screen, case) else None

    def keep(self) -> None:
        """Write what was learned, together with what other processes have."""
        if self._file is None:
            return
        lessons = self.teaching.lessons(self._app.screens)
        if lessons:
            # What was learned is a help, not a result: a full disk costs nobody a run.
            with suppress(DeskhandError, OSError, Timeout):
                write_lessons(self._file, lessons)
