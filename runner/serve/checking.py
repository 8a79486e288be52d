"""Checks schedules and triggers against the workspace: bots, their options, their fields, apps."""

from collections.abc import Iterator, Mapping
from typing import Any

from runner.bots import Bot
from runner.errors import InputError
from runner.notices.checking import tell_errors
from runner.run.preparation import options_of
from runner.schedules.book import ScheduleBook
from runner.schedules.entries import ScheduleEntry
from runner.settings import BadSettingsError, load_settings
from runner.triggers.checking import trigger_errors
from runner.vault import open_vault
from runner.workspace import Workspace
from runner.yaml_source import FileProblem
from runner.yaml_wording import did_you_mean


def problems_with(book: ScheduleBook, workspace: Workspace) -> Iterator[FileProblem]:
    """Everything that a schedule or trigger asks for and the workspace does not have."""
    for name, planned in book.schedules.items():
        line = book.lines.get(("schedules", name), 1)
        for error in schedule_errors(planned.entry, workspace):
            yield FileProblem(book.file, line, f"schedule {name!r}: {error.message}", error.hint)
    for name, trigger in book.triggers.items():
        line = book.lines.get(("triggers", name), 1)
        for error in trigger_errors(name, trigger, book, workspace):
            yield FileProblem(book.file, line, f"trigger {name!r}: {error.message}", error.hint)
    yield from untellable(book, workspace)
    for name in book.apps:
        if name not in workspace.app_names():
            line = book.lines.get(("apps", name), 1)
            hint = did_you_mean(name, workspace.app_names())
            yield FileProblem(book.file, line, f"there is no app {name!r}.", hint)


def untellable(book: ScheduleBook, workspace: Workspace) -> Iterator[FileProblem]:
    """Whoever is named and could not be told."""
    try:
        settings = load_settings(workspace.root)
    except BadSettingsError:
        return  # that is said of the settings' own file
    vault = open_vault(workspace.root)
    for name, entry in book.tell.items():
        line = book.lines.get(("tell", name), 1)
        for error in tell_errors(name, entry, settings, vault):
            yield FileProblem(book.file, line, error.message, error.hint)


def bot_errors(entry: ScheduleEntry, workspace: Workspace) -> Iterator[InputError]:
    """The bot is missing, or does not take the options."""
    try:
        bot = workspace.load_bot(entry.bot)
        options_of(bot, entry.options)
    except InputError as error:
        yield error


def schedule_errors(entry: ScheduleEntry, workspace: Workspace) -> Iterator[InputError]:
    """The same, and apps and fields that the bot does not know."""
    found = list(bot_errors(entry, workspace))
    yield from found
    if found:
        return
    bot = workspace.load_bot(entry.bot)
    yield from unknown("app", entry.apps, bot.parameters.apps)
    yield from unknown("app", entry.addresses, bot.parameters.apps)
    yield from unknown("field", entry.set or {}, bot.parameters.model.model_fields)
    yield from unknown("field", dict.fromkeys(entry.map.values()), fields_of(bot))


def fields_of(bot: Bot[..., Any]) -> Mapping[str, object]:
    """The fields of a bot's item."""
    return bot.parameters.model.model_fields


def unknown(
    what: str, asked: Mapping[str, object], known: Mapping[str, object]
) -> Iterator[InputError]:
    """Names that the bot does not have."""
    for name in asked:
        if name not in known:
            yield InputError(f"its bot has no {what} {name!r}.", hint=did_you_mean(name, known))
