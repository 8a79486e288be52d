"""Memory: what a person's desk keeps from one day to the next; no values of any case."""

import json
import os
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

MOST = 30
"""Bots whose last use is remembered."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one workspace."""

    favourites: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    """Bots, the last used first."""
    language: str | None = None
    """The one that was chosen; None for the one that the browser asks for."""

    @property
    def likely(self) -> tuple[str, ...]:
        """Bots that are likely to be started next, the likeliest first."""
        return tuple(dict.fromkeys([*self.used[:1], *self.favourites, *self.used]))


class Memory:
    """The person's choices, in a file of his own. Safe for several threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._kept = read(file)

    @property
    def kept(self) -> Kept:
        """What is known now."""
        return self._kept

    def used(self, bot: str) -> None:
        """A bot was started."""
        others = [name for name in self._kept.used if name != bot]
        self._keep(replace(self._kept, used=(bot, *others)[:MOST]))

    def favour(self, bot: str) -> None:
        """Make a bot a favourite, or no favourite any more."""
        kept = self._kept.favourites
        others = tuple(name for name in kept if name != bot)
        self._keep(replace(self._kept, favourites=others if bot in kept else (*kept, bot)))

    def speak(self, language: str | None) -> None:
        """Use a language from now on."""
        self._keep(replace(self._kept, language=language))

    def _keep(self, kept: Kept) -> None:
        with self._lock:
            self._kept = kept
            with suppress(OSError):  # a full disk must not keep anybody from starting a bot
                self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                text = json.dumps(asdict(kept), ensure_ascii=False)
                self._file.write_text(text, encoding="utf-8")


def read(file: Path) -> Kept:
    """What was kept; nothing where the file is missing or damaged."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        lists = {name: tuple(map(str, found.get(name, ()))) for name in ("favourites", "used")}
        language = found.get("language")
        return Kept(**lists, language=str(language) if language else None)
    except (OSError, ValueError, AttributeError, TypeError):
        return Kept()


def state_folder() -> Path:
    """Where programs of this person keep what is his alone."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "Deskhand"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/Deskhand"
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state"
    return Path(base) / "deskhand"
