"""What all the actions on a surface share: the app, its recorder, what must stay unseen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runner.drivers.errors import Sight
from runner.drivers.surface.candidate import Candidate
from runner.drivers.surface.moments import Moments
from runner.drivers.surface.surface import Hidden, Look, Surface
from runner.drivers.unseen import Unseen
from runner.recorder import NullRecorder, Recorder
from runner.screens.model import App


@dataclass(slots=True)
class Stage:
    """One app on its surface and what is known about it."""

    app: App
    surface: Surface
    address: str
    """Where it is; for errors."""
    wait_seconds: float = 30.0
    unseen: Unseen = field(default_factory=Unseen)
    signed_out: bool = True
    """Nobody is signed in: at first, and when a signed-out screen was met."""
    last: Look | None = None
    """What was seen last, as long as nothing was done since."""

    recorder: Recorder = field(default_factory=NullRecorder)
    candidates: Callable[[Any], Sequence[Candidate]] = lambda _shown: ()
    """Everything on a screen that was recognised (a `Shown`) that can be worked."""
    learned: Path | None = None
    """Where what is learned of the screens is kept; None: nothing is learned or looked for."""
    rejected: frozenset[str] = frozenset()
    """What a person has said not to be the element that was looked for."""
    cover_fields: bool = False
    """Something masked was lost, and may be any field: no picture shows any."""
    moments: Moments = field(init=False)
    """Gives pictures of what is shown, and of what answered the last writing press."""

    def __post_init__(self) -> None:
        self.moments = Moments(self.surface, self.hidden)

    def attempt(self, recorder: Recorder) -> None:
        """A new attempt begins: its recorder gets every event from now on."""
        self.recorder = recorder
        self.unseen.attempt(recorder)
        self.moments.attempt()
        self.last = None

    def look(self) -> Look:
        """What is shown now."""
        self.last = self.surface.look()
        return self.last

    def touched(self) -> None:
        """Something was done; what was seen before does not count any more."""
        self.last = None

    def hidden(self, *, fields: bool = False) -> Hidden:
        """What no picture of it may show; with `fields` nothing that is held in any field."""
        marked = [
            (screen, element)
            for screen in self.app.screens.values()
            for element in screen.elements.values()
            if element.masked
        ]
        return Hidden(self.unseen.values(), tuple(marked), fields or self.cover_fields)

    def sight(self, look: Look) -> Sight:
        """What is shown, for an error's sentence."""
        shown = tuple(
            name
            for name, screen in self.app.screens.items()
            if any(
                all(scope.find(by).things for by in screen.shown_by)
                for scope in look.scopes(screen)
            )
        )
        return Sight(self.unseen.mask(look.title), self.address or self.app.name, shown)
