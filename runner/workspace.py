"""The workspace: the folder that holds bots, selector files, settings and credentials."""

import difflib
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from runner.bots import Bot
from runner.errors import DeskhandError, InputError
from runner.steps import Step

MARKS = ("bots", "selectors")
"""A folder that holds both of these is a workspace."""


class NoWorkspaceError(InputError):
    """Neither the folder nor one above it is a workspace."""

    def __init__(self, start: Path) -> None:
        super().__init__(
            f"{start} is no workspace, and no folder above it is: bots/ and selectors/ are missing.",
            hint="Go to your workspace, give --workspace DIR, or make one: deskhand new workspace DIR.",
        )


class NoSuchBotError(InputError):
    """There is no bot of that name."""

    def __init__(self, name: str, known: list[str], folder: Path) -> None:
        close = difflib.get_close_matches(name, known, n=1)
        hint = (
            f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(known) or 'none'}."
        )
        super().__init__(f"There is no bot {name!r} in {folder}.", hint=hint)


class NoSuchAppError(InputError):
    """There is no selector file of that name."""

    def __init__(self, app: str, known: list[str], folder: Path) -> None:
        close = difflib.get_close_matches(app, known, n=1)
        there = f"There are: {', '.join(known) or 'none'}."
        super().__init__(
            f"There is no selector file {folder / app}.yaml.",
            hint=f"Did you mean {close[0]!r}?"
            if close
            else f"{there} `deskhand new app {app}` writes one.",
        )


class BrokenBotError(InputError):
    """A bot's file cannot be imported, or does not hold the bot that its name promises."""

    def __init__(self, file: Path, reason: str, line: int | None = None) -> None:
        where = f"{file}, line {line}" if line else str(file)
        super().__init__(
            f"The bot file {where} cannot be used: {reason}.",
            hint="Correct it; `deskhand check` shows every problem of the workspace at once.",
        )
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace by its root folder."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> "Workspace":
        """The workspace that `start` lies in.

        Raises:
            NoWorkspaceError: there is none.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if all((folder / mark).is_dir() for mark in MARKS):
                return cls(folder)
        raise NoWorkspaceError(start)

    @property
    def bots(self) -> Path:
        """The folder of bots."""
        return self.root / "bots"

    @property
    def selectors(self) -> Path:
        """The folder of selector files."""
        return self.root / "selectors"

    @property
    def credentials(self) -> Path:
        """The file of credentials; it need not exist."""
        return self.root / "credentials.env"

    def bot_names(self) -> list[str]:
        """Every bot's name: the names of the files in `bots/`."""
        return sorted(file.stem for file in self.bots.glob("*.py") if not file.name.startswith("_"))

    def app_names(self) -> list[str]:
        """Every app's name: the names of the files in `selectors/`."""
        return sorted(file.stem for file in self.selectors.glob("*.yaml"))

    def app_file(self, name: str) -> Path:
        """An app's selector file; a name is never a way out of the folder.

        Raises:
            NoSuchAppError: there is no such file.
        """
        known = self.app_names()
        if name not in known:
            raise NoSuchAppError(name, known, self.selectors)
        return self.selectors / f"{name}.yaml"

    def load_bot(self, name: str) -> Bot[..., Any]:
        """Import one bot.

        Raises:
            NoSuchBotError: there is no such file.
            BrokenBotError: it cannot be imported, or holds no `@bot` of that name.
        """
        if name not in self.bot_names():
            raise NoSuchBotError(name, self.bot_names(), self.bots)
        file = self.bots / f"{name}.py"
        module = import_bot_file(file, self.root)
        found = getattr(module, name, None)
        if not isinstance(found, Bot):
            raise BrokenBotError(file, f"it holds no @bot function named {name!r}")
        return found

    def load_bots(self) -> Iterator[Bot[..., Any] | BrokenBotError]:
        """Every bot, or why it cannot be loaded."""
        for name in self.bot_names():
            try:
                yield self.load_bot(name)
            except BrokenBotError as error:
                yield error


def import_bot_file(file: Path, root: Path) -> ModuleType:
    """Import a bot's file by its path, whatever else is called `bots` on this machine."""
    if str(root) not in sys.path:
        sys.path.append(str(root))
    name = f"bots.{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise BrokenBotError(file, "it is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise BrokenBotError(file, error.msg or "it is not valid Python", error.lineno) from error
    except DeskhandError as error:
        raise BrokenBotError(file, error.sentence().rstrip(".")) from error
    except Exception as error:
        raise BrokenBotError(
            file, f"{type(error).__name__}: {error}", last_line(error, file)
        ) from error
    return module


def last_line(error: BaseException, file: Path) -> int | None:
    """The last line of `file` that the error passed through."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def find_step(bot: Bot[..., Any], name: str) -> Step[..., Any] | None:
    """The step of that name which the bot's module knows."""
    for value in vars(sys.modules[bot.__module__]).values():
        if isinstance(value, Step) and value.name == name:
            return value
    return None
