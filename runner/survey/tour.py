"""Goes to every screen that a selector file knows a way to, and changes nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runner.drivers.errors import ScreenNotShownError, SessionEndedError
from runner.errors import DeskhandError, EnvironmentFault, TechnicalError
from runner.recorder import NullRecorder
from runner.screens.model import App, Element, ReachStep, Screen
from runner.survey.errors import NoRowToPickError, WritingWayError
from runner.survey.eye import eye_of

Values = Mapping[str, Mapping[str, str]]
"""Screen → element → value, as a person gave them."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A screen that was not visited."""

    screen: Screen
    why: str
    """Empty where no way is given."""


class WritingPressError(TechnicalError):
    """Something that changes the app was about to be pressed by a look at it."""

    def __init__(self, screen: str, element: str) -> None:
        super().__init__(f"{element!r} on {screen!r} changes something and was not pressed.")


class LookingRecorder(NullRecorder):
    """Sees to it that a look presses nothing that writes."""

    def before_press(self, screen: str, element: str, *, writes: bool) -> float | None:
        """Refuses."""
        if writes:
            raise WritingPressError(screen, element)
        return None


class Tour:
    """One way through an app's screens. Each screen is met once."""

    def __init__(
        self,
        session: Any,
        meet: Callable[[Any], None],
        *,
        unrecognised: Callable[[Screen], None] | None = None,
        values: Values | None = None,
        passing: Callable[[str], None] | None = None,
    ) -> None:
        """`meet` looks at a screen that is shown; `passing` is told where the tour goes next.

        `unrecognised` is told a screen that was not there at the end of its way, at once.
        """
        self._session = session
        self._driver = session.driver
        self._eye = eye_of(session)
        self._meet_with = meet
        self._unrecognised = unrecognised or (lambda _screen: None)
        self._values = values or {}
        self._passing = passing or (lambda _name: None)
        self.met: set[str] = set()

    @property
    def app(self) -> App:
        """The app that is looked at."""
        app: App = self._driver.app
        return app

    def take(self, names: Iterable[str] | None = None) -> list[Missed]:
        """Signs in and visits the screens of the names, else all; returns those it could not.

        Raises:
            EnvironmentFault: the app or the browser is not there, or does not let anybody in.
        """
        wanted = list(names) if names is not None else list(self.app.screens)
        self._session.attach(LookingRecorder())
        self._session.sign_in(self._meet)
        self._meet_what_is_shown(wanted)
        missed = {}
        for name in wanted:
            if name not in self.met and self.app.screens[name].reach:
                self._passing(name)
                why = self._visit(self.app.screens[name])
                self._meet_what_is_shown(wanted)
                if why is not None:
                    missed[name] = why
        return [
            missed.get(name) or no_way(self.app.screens[name])
            for name in wanted
            if name not in self.met
        ]

    def _meet(self, shown: Any) -> None:
        if shown.screen.name not in self.met:
            self.met.add(shown.screen.name)
            self._meet_with(shown)

    def _meet_what_is_shown(self, wanted: Sequence[str]) -> None:
        """Screens in other frames and windows need no way of their own."""
        for shown in self._eye.shown([name for name in wanted if name not in self.met]):
            self._meet(shown)

    def _visit(self, screen: Screen) -> Missed | None:
        """Why it could not be visited; tried once more from a fresh window."""
        why = self._attempt(screen)
        if why is None or isinstance(why, Missed):
            return why
        self._session.reset()
        why = self._attempt(screen)
        return Missed(screen, why) if isinstance(why, str) else why

    def _attempt(self, screen: Screen) -> Missed | str | None:
        """None when it was met; a sentence where a fresh window may help."""
        try:
            self._eye.make_way(screen)
            self._meet(self._arrive(screen))
        except EnvironmentFault:
            raise
        except (ScreenNotShownError, SessionEndedError) as error:
            if isinstance(error, ScreenNotShownError) and error.screens == (screen.name,):
                self._unrecognised(screen)
                return Missed(screen, error.sentence())
            return error.sentence()
        except DeskhandError as error:
            self._session.reset()
            return Missed(screen, error.sentence())
        return None

    def _arrive(self, screen: Screen) -> Any:
        recognition = self._driver.recognition
        shown = recognition.now([screen.name])
        if shown is not None:
            return shown
        for step in screen.reach:
            self._take_step(screen, step)
        return recognition.wait_for([screen.name])

    def _take_step(self, screen: Screen, step: ReachStep) -> None:
        if step.address is not None:
            self._eye.open(step.address)
            return
        if step.on is None:
            return
        on = self.app.screens[step.on]
        element = on.elements[step.press] if step.press is not None else None
        if element is not None and element.writes:
            raise WritingWayError(screen.name, step)
        shown = self._arrive(on)
        self._meet(shown)
        values = dict(step.choose) | dict(step.fill) | dict(self._values.get(on.name, {}))
        fields = {one: values[one.name] for one in on.elements.values() if one.name in values}
        fields = {one: value for one, value in fields.items() if one.row_of is None}
        if fields:
            self._driver.fill(shown, fields)
        if element is not None:
            self._driver.press(shown, element, self._row(shown, element, step))

    def _row(self, shown: Any, element: Element, step: ReachStep) -> str | None:
        """The row that was given or, without one, the first."""
        if element.row_of is None:
            return None
        given = self._values.get(shown.screen.name, {}).get(element.name) or step.row
        if given is not None:
            return given
        table = shown.screen.tables[element.row_of]
        rows = self._driver.rows(shown, table, 1)
        if not rows or table.key is None:
            raise NoRowToPickError(step, table.name)
        return str(rows[0][table.key])


def no_way(screen: Screen) -> Missed:
    """A screen whose way nobody has told."""
    return Missed(screen, "")
