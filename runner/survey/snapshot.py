"""A snapshot: how an app's screens looked at one time, in a folder that people can compare."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from runner.drivers.unseen import well_formed
from runner.drivers.web.capturing import Way
from runner.healing.control import Control
from runner.screens.model import FrameStep
from runner.survey.errors import NoSnapshotError, SnapshotBrokenError

ABOUT = "snapshot.json"
CONTROLS = "controls.json"
PICTURE = "picture.jpg"
FOLDER = "snapshots"
"""In the workspace."""


@dataclass(frozen=True, slots=True)
class KeptControl:
    """A control, as it was."""

    control: Control
    element: str | None = None
    """What the selector file called it."""
    readonly: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """What it says, without what it does not say."""
        more: dict[str, Any] = {"element": self.element, "control": self.control.stored()}
        more |= {"readonly": self.readonly, "required": self.required}
        more["choices"] = list(self.choices)
        return {name: value for name, value in more.items() if value}

    @classmethod
    def of_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `stored` wrote. Raises KeyError when something is missing."""
        return cls(
            Control.of_stored(stored["control"]),
            stored.get("element"),
            bool(stored.get("readonly")),
            bool(stored.get("required")),
            tuple(map(str, stored.get("choices", ()))),
        )


@dataclass(frozen=True, slots=True)
class KeptScreen:
    """One screen, as it was."""

    screen: str
    title: str
    addresses: Sequence[str]
    """Of the window and the frames in it, as `page-0.html` and so on keep them."""
    at: int
    """Which of them is the screen's own."""
    frame: Way
    headings: Sequence[str] = ()
    headers: Mapping[str, Sequence[str] | None] = field(default_factory=dict)
    """Table → what its columns are headed, or None where the table was not found."""
    controls: Sequence[KeptControl] = ()
    """Of the screen's own document, those that were visible."""

    def stored(self) -> dict[str, Any]:
        """Everything but the controls, which have a file of their own."""
        return {
            "title": self.title,
            "addresses": list(self.addresses),
            "at": self.at,
            "frame": [{"by": step.by, "text": step.text} for step in self.frame],
            "headings": list(self.headings),
            "headers": dict(self.headers),
        }


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All screens of an app that could be visited, at one time."""

    folder: Path
    app: str
    address: str
    at: datetime
    versions: Mapping[str, str]
    screens: Mapping[str, KeptScreen]
    missed: Mapping[str, str] = field(default_factory=dict)
    """Screens that were not visited, and why."""

    def write(self) -> None:
        """Write what is known of the pages, which are there already."""
        about = {
            "app": self.app,
            "address": self.address,
            "at": self.at.isoformat(timespec="seconds"),
            "versions": dict(self.versions),
            "screens": {name: screen.stored() for name, screen in self.screens.items()},
            "missed": dict(self.missed),
        }
        for name, screen in self.screens.items():
            lines = ",\n".join(
                f" {json.dumps(one.stored(), ensure_ascii=False)}" for one in screen.controls
            )
            written = f"[\n{lines}\n]\n" if lines else "[]\n"
            write_lines(self.folder / name / CONTROLS, written)
        text = json.dumps(about, ensure_ascii=False, indent=1)
        write_lines(self.folder / ABOUT, f"{text}\n")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The snapshot in a folder.

        Raises:
            NoSnapshotError: there is none.
            SnapshotBrokenError: a file of it cannot be read, or is not as it was written.
        """
        file = folder / ABOUT
        if not file.is_file():
            raise NoSnapshotError(folder)
        about = content_of(file)
        try:
            return cls(
                folder=folder,
                app=str(about["app"]),
                address=str(about["address"]),
                at=datetime.fromisoformat(about["at"]),
                versions=dict(about["versions"]),
                screens={
                    str(name): _screen(folder, str(name), told)
                    for name, told in about["screens"].items()
                },
                missed=dict(about.get("missed", {})),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SnapshotBrokenError(file, type(error).__name__) from None


def _screen(folder: Path, name: str, told: Mapping[str, Any]) -> KeptScreen:
    file = folder / name / CONTROLS
    controls = content_of(file)
    try:
        kept = tuple(KeptControl.of_stored(one) for one in controls)
    except (KeyError, TypeError, AttributeError) as error:
        raise SnapshotBrokenError(file, type(error).__name__) from None
    return KeptScreen(
        screen=name,
        title=str(told["title"]),
        addresses=[str(one) for one in told["addresses"]],
        at=int(told["at"]),
        frame=tuple(FrameStep(step["by"], step["text"]) for step in told["frame"]),
        headings=[str(one) for one in told["headings"]],
        headers=dict(told["headers"]),
        controls=kept,
    )


def write_lines(file: Path, text: str) -> None:
    """Write a text the same on every system."""
    file.write_text(well_formed(text), encoding="utf-8", newline="\n")


def content_of(file: Path) -> Any:
    """A JSON file's content. Raises SnapshotBrokenError."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SnapshotBrokenError(file, error.strerror or "it cannot be read") from None
    except ValueError:
        raise SnapshotBrokenError(file, "it is not JSON") from None


def snapshots_of(root: Path, app: str) -> Iterator[Path]:
    """The folders of an app's snapshots under a workspace, the newest first."""
    folders = [about.parent for about in (root / FOLDER).glob(f"*/{app}/{ABOUT}")]
    yield from sorted(folders, key=taken_at, reverse=True)


def taken_at(folder: Path) -> str:
    """When a snapshot was taken, for sorting; a broken one comes last."""
    try:
        return str(content_of(folder / ABOUT)["at"])
    except (SnapshotBrokenError, KeyError, TypeError):
        return ""


def snapshot_folder(place: Path, app: str) -> Path:
    """The folder of an app in what a person named: itself, or one in it with the app's name."""
    return place if (place / ABOUT).is_file() else place / app
