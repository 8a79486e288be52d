"""Keeps what a program's windows showed in one instant, so that a masked picture can be made of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from runner.drivers.desktop.looks import WindowLook
from runner.drivers.desktop.masking import Covering, around, covering, wider
from runner.drivers.desktop.seam import Eyes, Shot
from runner.drivers.surface.surface import Box, Hidden, Mark

TRIES = 2


@dataclass(frozen=True, slots=True)
class DesktopMoment:
    """Pixels that have not left memory, and what is known of all that stands on them."""

    shot: Shot
    coverings: tuple[Covering, ...]
    """Of the looks between which it was taken."""
    eyes: Eyes
    foreign: tuple[Box, ...] = ()
    """What on it is not the program's."""

    def jpeg(self, hidden: Hidden, marks: Sequence[Mark] = ()) -> bytes | None:
        """The display, or where it is shared the program's windows, with all that covered.

        Raises NoReaderError: what can only be read off the picture could not be looked for.
        """
        if not all(one.knows(hidden) for one in self.coverings):
            return None
        covered = [box for one in self.coverings for box in (*one.places(hidden), *one.seen())]
        if hidden.values:
            known = [each for one in self.coverings for each in one.said]
            covered += self.eyes.holds(self.shot, hidden.values, known)
        image = self.eyes.jpeg(self.shot, [*map(wider, covered), *self.foreign])
        return self._marked(image, marks)

    def _marked(self, image: bytes, marks: Sequence[Mark]) -> bytes:
        from runner.drivers.marking import marked

        area = self.shot.box
        moved = [
            replace(one, box=Box(box.left - area.left, box.top - area.top, box.width, box.height))
            for one in marks
            for box in [one.box]
        ]
        return marked(image, area.width, area.height, moved)


def taken(
    look: Callable[[], WindowLook],
    eyes: Eyes,
    hidden: Hidden,
    foreign: Callable[[Box], Sequence[Box]] | None = None,
) -> DesktopMoment | None:
    """What the display shows now, or where it is shared the program's windows only.

    `foreign` gives what in a place of a shared display is not the program's.

    What has to be covered is read between two shots. Where they differ it is read once more, and
    nothing may stand elsewhere; or else it is thrown away. None when it never stood still.
    """
    for _ in range(TRIES):
        before = look()
        area = None if foreign is None else around([one.box for one in before.windows])
        shot = eyes.shot(area)
        others = list(foreign(shot.box)) if foreign is not None else []
        before.looks_at(shot)
        told = covering(before, hidden)
        later, after = eyes.shot(area), look()
        others += foreign(shot.box) if foreign is not None else []
        if _places(after) != _places(before):
            continue
        if later.alike(shot):
            return DesktopMoment(shot, (told,), eyes, tuple(others))
        after.looks_at(later)
        again = covering(after, hidden)
        if again.shape == told.shape:
            before.looks_at(later)
            return DesktopMoment(later, (told, again), eyes, tuple(others))
    return None


def _places(look: WindowLook) -> list[tuple[int, Box]]:
    return [(one.id, one.box) for one in look.windows]
