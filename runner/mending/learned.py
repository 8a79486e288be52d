"""What was learned of an app's screens: `selectors/learned/<app>.json`, kept for the healing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from filelock import FileLock

from runner.errors import InputError
from runner.healing.fingerprint import Fingerprint
from runner.screens.history import kept_folder
from runner.screens.storing import replace_content

FOLDER = "learned"
VERSION = 1
MOST_BYTES = 20_000_000
LOCK_SECONDS = 20.0


class LearnedFileError(InputError):
    """What was learned of an app cannot be read."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"{file} cannot be used: {why}. Nothing of it is used for healing.",
            hint="Take it back from version control or delete it; it is learned anew by itself.",
        )


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned of one screen."""

    learned: date
    items: int
    """Different items that showed it: from two on, texts that were the same are known."""
    of: str
    """Digest of what the selector file said of its elements."""
    elements: Mapping[str, Fingerprint]

    def stored(self) -> dict[str, Any]:
        """As the file has it."""
        return {
            "learned": self.learned.isoformat(),
            "items": self.items,
            "of": self.of,
            "elements": {name: one.stored() for name, one in sorted(self.elements.items())},
        }

    @classmethod
    def of_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `stored` wrote. Raises KeyError, TypeError, ValueError."""
        return cls(
            date.fromisoformat(stored["learned"]),
            int(stored["items"]),
            str(stored["of"]),
            {name: Fingerprint.of_stored(name, one) for name, one in stored["elements"].items()},
        )


def learned_file(selectors: Path, app: str) -> Path:
    """Where what was learned of an app is kept."""
    return selectors / FOLDER / f"{app}.json"


def read_lessons(file: Path) -> dict[str, Lesson]:
    """What was learned, by screen; empty when nothing was yet.

    Raises:
        LearnedFileError: the file is damaged.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise LearnedFileError(file, "it is larger than 20 MB")
        told = json.loads(file.read_text(encoding="utf-8"))
        if told["version"] != VERSION:
            raise LearnedFileError(file, f"its version {told['version']} is not known")
        return {name: Lesson.of_stored(one) for name, one in told["screens"].items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise LearnedFileError(file, error.strerror or "it cannot be read") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise LearnedFileError(file, "it is not what Deskhand writes there") from None


def write_lessons(file: Path, lessons: Mapping[str, Lesson]) -> bool:
    """Add to what was learned; other processes may do so at the same time. Says if it changed.

    Raises:
        NotWrittenError, filelock.Timeout: it could not be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(kept_folder(file.parent) / f"learned-{file.stem}.lock", timeout=LOCK_SECONDS):
        try:
            known = read_lessons(file)
        except LearnedFileError:
            known = {}
        merged = known | {
            name: together(known.get(name), lesson) for name, lesson in lessons.items()
        }
        if merged == known:
            return False
        replace_content(file, text_of(merged).encode())
    return True


def together(known: Lesson | None, new: Lesson) -> Lesson:
    """What is known of a screen with what was learned now; elements not seen now stay."""
    if known is None:
        return new
    elements = {**known.elements, **new.elements}
    if known.items >= new.items and known.of == new.of and elements == dict(known.elements):
        return known if known.learned >= new.learned else new
    return Lesson(new.learned, new.items, new.of, elements)


def text_of(lessons: Mapping[str, Lesson]) -> str:
    """The file's text: always the same for the same lessons."""
    told = {
        "about": "Learned by Deskhand from the app's screens; not to be edited.",
        "version": VERSION,
        "screens": {name: lesson.stored() for name, lesson in sorted(lessons.items())},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def fingerprints(lesson: Lesson, also_called: Mapping[str, Sequence[str]]) -> list[Fingerprint]:
    """The fingerprints of a screen, with the other names that the analyst gave."""
    return [
        replace(one, aliases=tuple(also_called[name]))
        for name, one in lesson.elements.items()
        if name in also_called
    ]
