"""The service's signs of life, as its schedules file wants them at the moment."""

from collections.abc import Callable

from runner.notices.signal import Signal
from runner.schedules.notice_entries import SignalEntry


class Life:
    """Tells a monitor outside that all is well; the file may name another one at any time."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._entry: SignalEntry | None = None
        self._signal: Signal | None = None

    def use(self, entry: SignalEntry | None) -> None:
        """Tell this monitor from now on; None for nobody."""
        if entry == self._entry:
            return
        self.close()
        self._entry = entry
        self._signal = Signal(entry, self._say) if entry is not None else None

    def look(self, *, well: bool) -> None:
        """Give a sign when its time has come, or when it has just gone wrong; returns at once."""
        if self._signal is not None:
            self._signal.look(well=well)

    def close(self) -> None:
        """Give no sign any more."""
        if self._signal is not None:
            self._signal.close()
        self._entry = self._signal = None
