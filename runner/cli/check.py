"""`deskhand check`: every file of the workspace, all problems at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from runner.bots import Bot
from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import print_json
from runner.errors import ExitCode
from runner.mending.learned import LearnedFileError, learned_file, read_lessons
from runner.screens.load import check as check_selectors
from runner.screens.load import load
from runner.settings import BadSettingsError, load_settings
from runner.workspace import BrokenBotError, Workspace

app = command_app("check")

SELECTORS_HOLD = frozenset([".yaml", ".md"])
"""Kinds of files that belong into selectors/, beside the folders of images and learned locators."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem, where it is."""

    file: Path
    line: int | None
    message: str


@app.default
def check(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Check bots, selector files, schedules, settings and credentials.

    Exit code 2 when something is wrong.
    """
    found = find_workspace(workspace)
    troubles = [
        *bots(found),
        *selectors(found),
        *schedules(found),
        *settings(found),
        *credentials(found),
    ]
    if json:
        print_json(troubles)
        return ExitCode.USAGE if troubles else ExitCode.OK
    for trouble in troubles:
        file = (
            trouble.file.relative_to(found.root)
            if trouble.file.is_relative_to(found.root)
            else trouble.file
        )
        line = f":{trouble.line}" if trouble.line else ""
        print(f"{file}{line}: {trouble.message}")
    counted = f"{len(found.bot_names())} bots, {len(found.app_names())} selector files"
    print(f"{len(troubles)} problems in {counted}." if troubles else f"All is well: {counted}.")
    return ExitCode.USAGE if troubles else ExitCode.OK


def bots(workspace: Workspace) -> Iterator[Trouble]:
    """Bots that cannot be loaded, or ask for apps that are not there."""
    for bot in workspace.load_bots():
        if isinstance(bot, BrokenBotError):
            yield Trouble(bot.file, bot.line, bot.message)
            continue
        yield from bots_apps(workspace, bot)
        if not bot.summary:
            yield Trouble(
                bot.file,
                bot.function.__code__.co_firstlineno,
                "the bot has no docstring: its first line is what people see of it.",
            )


def bots_apps(workspace: Workspace, bot: Bot[..., object]) -> Iterator[Trouble]:
    """Apps of a bot that are not there, or of another kind than it asks for."""
    line = bot.function.__code__.co_firstlineno
    for name, kind in bot.parameters.apps.items():
        file = workspace.selectors / f"{name}.yaml"
        if name not in workspace.app_names():
            missing = f"it asks for the app {name!r}, but selectors/{name}.yaml is missing."
            yield Trouble(bot.file, line, missing)
        elif not check_selectors(file) and (app := load(file)).kind.value != kind.app_kind:
            said = f"it asks for {name!r} as a {kind.app_kind} app, and selectors/{name}.yaml is a"
            yield Trouble(bot.file, line, f"{said} {app.kind.value} app.")


def selectors(workspace: Workspace) -> Iterator[Trouble]:
    """Selector files that cannot be used, and files that must not lie beside them."""
    for name in workspace.app_names():
        for problem in check_selectors(workspace.selectors / f"{name}.yaml"):
            hint = f" {problem.hint}" if problem.hint else ""
            yield Trouble(problem.file, problem.line, f"{problem.message}{hint}")
        yield from learned(workspace, name)
    for file in sorted(workspace.selectors.iterdir()):
        if file.is_file() and file.suffix not in SELECTORS_HOLD:
            yield Trouble(
                file,
                None,
                "selectors/ holds YAML, Markdown and images only; a Python file there would hide "
                "the standard library's module of that name.",
            )


def learned(workspace: Workspace, name: str) -> Iterator[Trouble]:
    """What was learned of an app, when it cannot be used."""
    file = learned_file(workspace.selectors, name)
    try:
        read_lessons(file)
    except LearnedFileError as error:
        yield Trouble(file, None, error.sentence())


def schedules(workspace: Workspace) -> Iterator[Trouble]:
    """Schedules and triggers that cannot be used; a workspace need not have any."""
    from runner.schedules.book import NAME, SchedulesFileError, read_book
    from runner.serve.checking import problems_with

    file = workspace.root / NAME
    if not file.exists():
        return
    try:
        problems = list(problems_with(read_book(file), workspace))
    except SchedulesFileError as error:
        problems = error.problems
    for problem in problems:
        hint = f" {problem.hint}" if problem.hint else ""
        yield Trouble(problem.file, problem.line, f"{problem.message}{hint}")


def settings(workspace: Workspace) -> Iterator[Trouble]:
    """Settings that cannot be used."""
    try:
        load_settings(workspace.root)
    except BadSettingsError as error:
        yield Trouble(workspace.root / "settings.toml", None, error.sentence())


def credentials(workspace: Workspace) -> Iterator[Trouble]:
    """A credentials file that cannot be used. What is missing, `deskhand secrets check` says."""
    from runner.vault import VaultError, open_vault

    try:
        open_vault(workspace.root).names()
    except VaultError as error:
        yield Trouble(workspace.credentials, None, error.sentence())
