"""Decides of which moment a picture is made: the screen that answers a save is kept for it."""

from collections.abc import Callable, Sequence

from runner.drivers.surface.surface import Hidden, Mark, Moment, Surface

OF_THE_ANSWER = ("end", "after")
"""How the names of pictures begin that may show the answer to the last writing press."""


class Moments:
    """Keeps one moment at most: that of the screen which answered the last writing press."""

    def __init__(self, surface: Surface, hidden: Callable[[], Hidden]) -> None:
        self._surface = surface
        self._hidden = hidden
        self._asked = True
        self._wanted = True
        self._due = False
        self._kept: Moment | None = None

    def attempt(self) -> None:
        """A new attempt: such pictures are expected in it when the last one had some."""
        self.forget()
        self._wanted, self._asked = self._asked, False

    def forget(self) -> None:
        """Whatever was kept is not wanted any more."""
        self._due, self._kept = False, None

    def written(self) -> None:
        """A writing press was sent: the screen that answers is worth a picture."""
        self.forget()
        self._due = self._wanted

    def shown(self) -> None:
        """A screen was recognised."""
        if self._due:
            self._due = False
            try:
                self._kept = self._surface.moment(self._hidden())
            except Exception:  # noqa: BLE001 - evidence never ends an attempt; a later one is taken
                self._kept = None

    def picture(self, name: str, hidden: Hidden) -> bytes | None:
        """A JPEG in which nothing hidden can be seen, or None when none can be had.

        Under the names `end` and `after…` of the moment that was kept, if it is good for one.
        """
        if name.startswith(OF_THE_ANSWER):
            self._asked = True
            kept, self._kept = self._kept, None
            image = None if kept is None else kept.jpeg(hidden)
            if image is not None:
                return image
        return self.now(hidden)

    def now(self, hidden: Hidden, marks: Sequence[Mark] = ()) -> bytes | None:
        """The same of what is shown now, with marks drawn in."""
        moment = self._surface.moment(hidden)
        return None if moment is None else moment.jpeg(hidden, marks)
