"""Picks elements on the screens of programs: from a list, at a place, or as a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from runner.drivers.surface.candidate import Candidate, Offer
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.session import SurfaceSession
from runner.drivers.surface.surface import Box
from runner.errors import InputError
from runner.picking.writing import NewElement, Target, Written, write
from runner.screens.load import load
from runner.screens.marking import suggested_marks
from runner.screens.model import App, AppKind, By, Locator, Screen
from runner.screens.naming import suggested_name
from runner.screens.suggesting import UNWRITTEN
from runner.screens.writing import entry_of
from runner.survey.errors import NothingMetError
from runner.survey.tour import Tour

MOST_LOCATORS = 3
"""So many ways to find it are written, where that many find it and nothing else."""


class NothingThereError(InputError):
    """Nothing that can be worked is at a place."""

    def __init__(self, x: int, y: int, app: App) -> None:
        desktop = app.kind is AppKind.DESKTOP
        hint = "With --at X,Y,WIDTH,HEIGHT a picture is cut out there and looked for."
        super().__init__(
            f"Nothing at {x},{y} tells what it is.",
            hint=hint if desktop else "Give the row and the column of an input field.",
        )


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate with the ways to find it that were tried on the screen."""

    candidate: Candidate
    offers: tuple[Offer, ...]
    """Each finds it, and nothing else; the most stable first."""
    name: str
    """What it may be called."""

    @property
    def said(self) -> str:
        """What a person sees of it in a list."""
        control = self.candidate.control
        called = control.name or control.placeholder or control.title or "(no label)"
        roles = [one.locator.text for one in self.offers if one.locator.by is By.ROLE]
        return f"{roles[0] if roles else control.kind} {called!r}"


def shown_screen(session: SurfaceSession, name: str) -> Shown:
    """A screen, gone to by its way.

    Raises:
        NothingMetError: it could not be gone to.
    """
    met: list[Any] = []

    def meet(shown: Any) -> None:
        if shown.screen.name == name:
            met.append(shown)

    missed = Tour(session, meet).take([name])
    if not met:
        raise NothingMetError(name, missed[0].why if missed else "")
    return session.driver.recognition.again(met[-1])


def picks(shown: Shown, app: App) -> list[Pick]:
    """Everything on a screen that can be worked."""
    kind = "desktop" if app.kind is AppKind.DESKTOP else "terminal"
    module = import_module(f"runner.drivers.{kind}.offering")
    found: Sequence[Candidate] = module.candidates(shown)
    return list(_named(shown, found))


def _named(shown: Shown, found: Sequence[Candidate]) -> Iterator[Pick]:
    taken = {*shown.screen.elements}
    for candidate in found:
        offers = tuple(one for one in candidate.offers if _alone(shown, candidate, one.locator))
        by = offers[0].locator.by if offers else None
        name = candidate.element or suggested_name(candidate.control, taken, by)
        taken.add(name)
        yield Pick(candidate, offers, name)


def _alone(shown: Shown, candidate: Candidate, locator: Locator) -> bool:
    things = shown.scope.find(locator).things
    return len(things) == 1 and candidate.same(things[0])


def at_place(found: Sequence[Pick], x: int, y: int, app: App) -> Pick:
    """The smallest thing at a place: pixels of the display, or column and row of a terminal.

    Raises:
        NothingThereError: there is none.
    """
    point = Box(x, y, 1, 1) if app.kind is AppKind.DESKTOP else Box(x - 1, y - 1, 1, 1)
    under = [one for one in found if one.candidate.box and one.candidate.box.holds(point)]
    if not under:
        raise NothingThereError(x, y, app)
    return min(under, key=_area)


def _area(pick: Pick) -> int:
    box = pick.candidate.box
    return box.width * box.height if box is not None else 0


def write_pick(file: Path, screen: Screen, pick: Pick, name: str) -> Written:
    """Write an element with the best ways to find it; the version before is kept.

    Raises:
        InputError: the name is taken or cannot be one, or nothing finds it alone.
    """
    marks = suggested_marks(pick.candidate.control)
    known = screen.elements[name] if pick.candidate.element == name else None
    locators = tuple(one.locator for one in pick.offers[:MOST_LOCATORS])
    if known is not None:
        # What finds it already stays as it is; only a better way is put above.
        has = [entry_of(one) for one in known.locators]
        locators = tuple(one for one in locators[:1] if entry_of(one) not in has)
        if not locators and pick.offers:
            return Written(load(file), screen.name, (name,), None)
    element = NewElement(name, locators, marks, known=known is not None)
    return write(file, Target(screen.name), [element])


def write_picture(file: Path, screen: Screen, name: str, image: bytes) -> Written:
    """Write an element that is found by a picture, which is kept beside the file.

    Raises:
        InputError: the name is taken or cannot be one.
    """
    place = Path(file.stem) / f"{name}.png"
    target = file.parent / place
    if target.exists() or name in screen.elements:
        raise PictureThereError(target)
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(image)
    try:
        locator = Locator(By.PICTURE, place.as_posix(), UNWRITTEN)
        return write(file, Target(screen.name), [NewElement(name, (locator,))])
    except BaseException:
        target.unlink()
        raise


class PictureThereError(InputError):
    """A picture or an element of that name is there already."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"Nothing was written: {file.stem!r} is there already ({file}).",
            hint="Choose another name with --name.",
        )
