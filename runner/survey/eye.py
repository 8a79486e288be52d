"""An eye: how the screens of one kind of app are looked at."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from runner.mending.learned import Lesson
from runner.screens.model import Screen
from runner.survey.findings import Finding
from runner.survey.snapshot import KeptScreen


class Eye(Protocol):
    """Looks at the screens of a session; what it is given as `shown` its own driver recognised."""

    @property
    def address(self) -> str:
        """Where the app is."""

    def shown(self, names: Sequence[str]) -> Sequence[Any]:
        """Which of these screens are shown now, in whatever window or frame."""

    def make_way(self, screen: Screen) -> None:
        """Before a screen is gone to: what stands in the way is closed."""

    def open(self, address: str) -> None:
        """Go to an address of the app."""

    def count(self, shown: Any, lesson: Lesson | None) -> list[Finding]:
        """What of a screen is there, and what its lesson adds to that."""

    def keep(self, shown: Any, folder: Path) -> KeptScreen:
        """Write a screen down, into a snapshot's folder."""

    def versions(self) -> dict[str, str]:
        """What shows the app, by name."""

    def remains(self, screen: Screen) -> list[Finding]:
        """What of a screen is there that is no longer recognised: mostly all of it."""


def eye_of(session: Any) -> Eye:
    """The eye for a session; the driver's modules are there already."""
    if session.app_kind == "web":
        from runner.survey.web_eye import WebEye

        return WebEye(session)
    from runner.survey.surface_eye import SurfaceEye

    return SurfaceEye(session)
