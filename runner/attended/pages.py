"""What every page of the launcher works with."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runner.attended.desk import AttendedDesk
from runner.attended.memory import Memory
from runner.bots import Bot
from runner.errors import DeskhandError
from runner.pages.refusing import not_there
from runner.pages.templates import Templates
from runner.pages.texts import Language, Texts
from runner.run.standby import Print, changed, printed
from runner.workspace import BrokenBotError

BAR = ("yours", "go_on", "stop")


@dataclass(slots=True)
class DeskPages:
    """A person's desk, as pages see it."""

    desk: AttendedDesk
    memory: Memory
    texts: Texts
    templates: Templates
    _bots: dict[str, Bot[..., Any]] = field(default_factory=dict)
    _files: dict[str, Print] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def bots(self) -> list[Bot[..., Any]]:
        """The bots that can be used, by name."""
        found = []
        for name in self.desk.engine.workspace.bot_names():
            try:
                found.append(self.bot(name))
            except DeskhandError:
                continue  # `deskhand check` says what is wrong with it
        return found

    def bot(self, name: str) -> Bot[..., Any]:
        """One bot, read again when its file was changed.

        Raises:
            BrokenBotError: its file cannot be used.
            Refusal: there is none of that name.
        """
        workspace = self.desk.engine.workspace
        if name not in workspace.bot_names():
            raise not_there()
        with self._lock:
            known = self._bots.get(name)
            if known is None or changed(self._files[name]):
                self._files[name] = (printed(workspace.bots / f"{name}.py"),)
                self._bots[name] = known = workspace.load_bot(name)
            return known

    def problem_of(self, name: str) -> BrokenBotError | None:
        """Why a bot cannot be used; None when it can."""
        try:
            self.bot(name)
        except BrokenBotError as error:
            return error
        return None

    def bar(self, language: Language) -> Mapping[str, str]:
        """The words of the bar above a page that the person is given."""
        return {name: language.say(f"bar.{name}") for name in BAR}
