"""Takes a snapshot of an app: how every screen that can be visited looks now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import runner
from runner.errors import DeskhandError, EnvironmentFault
from runner.screens.model import App
from runner.survey.errors import NotWrittenError, SnapshotThereError
from runner.survey.eye import Eye, eye_of
from runner.survey.snapshot import ABOUT, KeptScreen, Snapshot
from runner.survey.tour import Tour, Values


@dataclass(slots=True)
class Keeping:
    """A snapshot that is being taken into an empty folder."""

    session: Any
    folder: Path
    values: Values | None = None
    passing: Callable[[str], None] | None = None

    def run(self) -> Snapshot:
        """Visit every screen and write it down.

        Raises:
            SnapshotThereError: the folder holds a snapshot already.
            NotWrittenError: the folder cannot be written.
            EnvironmentFault: the app or the browser is not there, or does not let anybody in.
        """
        if (self.folder / ABOUT).exists():
            raise SnapshotThereError(self.folder)
        eye = eye_of(self.session)
        kept: dict[str, KeptScreen] = {}
        lost: dict[str, str] = {}

        def keep(shown: Any) -> None:
            try:
                kept[shown.screen.name] = eye.keep(shown, self.folder)
            except EnvironmentFault:
                raise
            except DeskhandError as error:
                lost[shown.screen.name] = error.sentence()

        tour = Tour(self.session, keep, values=self.values, passing=self.passing)
        at = datetime.now(UTC)
        try:
            missed = {one.screen.name: one.why for one in tour.take()} | lost
            return self._written(eye, kept, missed, at)
        except OSError as error:
            raise NotWrittenError(error) from error

    def _written(
        self,
        eye: Eye,
        kept: Mapping[str, KeptScreen],
        missed: Mapping[str, str],
        at: datetime,
    ) -> Snapshot:
        app: App = self.session.driver.app
        snapshot = Snapshot(
            folder=self.folder,
            app=app.name,
            address=eye.address,
            at=at,
            versions={"deskhand": runner.__version__, **eye.versions()},
            screens={name: kept[name] for name in app.screens if name in kept},
            missed=missed,
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        snapshot.write()
        return snapshot
