"""Offers ways to find the fields of a terminal's screen."""

from collections.abc import Callable, Iterator

from runner.drivers.surface.candidate import Candidate, Offer
from runner.drivers.surface.recognition import Shown
from runner.drivers.surface.surface import Thing
from runner.drivers.terminal.finding import Spot, spot_of
from runner.drivers.terminal.keeping import controls, display_of
from runner.healing.control import Control
from runner.screens.model import At, By, Locator
from runner.screens.suggesting import UNWRITTEN


def candidates(shown: Shown) -> list[Candidate]:
    """Every input field of a screen, from top to bottom."""
    display = display_of(shown)
    fields = [spot_of(display, one) for one in display.pieces if one.field is not None]
    return [
        Candidate(control, spot.box, tuple(_offers(control, spot)), _same(spot), name)
        for spot, (control, name) in zip(fields, controls(shown), strict=True)
    ]


def _same(spot: Spot) -> Callable[[Thing], bool]:
    return lambda thing: isinstance(thing, Spot) and thing.cell == spot.cell


def _offers(control: Control, spot: Spot) -> Iterator[Offer]:
    if control.name:
        yield _offer(By.LABEL, control.name, 0.9, "the label that people read")
        yield _offer(By.RIGHT_OF, control.name, 0.74, "the text to its left")
        yield _offer(By.BELOW, control.name, 0.66, "the text above it")
    if spot.box is not None:
        at = At(spot.box.top + 1, spot.box.left + 1)
        locator = Locator(By.AT, str(at), UNWRITTEN, at=at)
        yield Offer(locator, 0.6, "its place on the screen")


def _offer(by: By, text: str, stability: float, why: str) -> Offer:
    return Offer(Locator(by, text, UNWRITTEN), stability, why)
