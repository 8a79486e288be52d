"""What all the actions on a surface share: the app, its recorder, what must stay unseen."""

from dataclasses import dataclass, field

from runner.drivers.errors import Sight
from runner.drivers.surface.surface import Look, Surface
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

    def attempt(self, recorder: Recorder) -> None:
        """A new attempt begins: its recorder gets every event from now on."""
        self.recorder = recorder
        self.unseen.attempt(recorder)
        self.last = None

    def look(self) -> Look:
        """What is shown now."""
        self.last = self.surface.look()
        return self.last

    def touched(self) -> None:
        """Something was done; what was seen before does not count any more."""
        self.last = None

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
