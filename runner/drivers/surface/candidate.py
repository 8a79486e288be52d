"""A candidate: something on a surface that a selector file may name, and how it may be found."""

from collections.abc import Callable
from dataclasses import dataclass

from runner.drivers.surface.surface import Box, Thing
from runner.healing.control import Control
from runner.screens.model import Locator


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to find it."""

    locator: Locator
    stability: float
    """From 0 to 1: how likely it still finds it after the screen has changed."""
    why: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can be worked, as it stands on the screen now."""

    control: Control
    box: Box | None
    offers: tuple[Offer, ...]
    """Not tried yet."""
    same: Callable[[Thing], bool]
    """Whether something that was found is this."""
    element: str | None = None
    """What the selector file calls it already."""
