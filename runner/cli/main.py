"""The entry: names every command, and imports only the one that is called."""

import importlib
import io
import os
import sys
from dataclasses import dataclass

import runner
from runner.errors import DeskhandError, ExitCode

TRACEBACK = "DESKHAND_TRACEBACK"
"""Set to 1, an unexpected error shows where it came from."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the overview shows it."""

    name: str
    summary: str
    group: str


COMMANDS = (
    Command(
        "demo", "Run the main job on a made-up CRM: 200 customers, a browser, a report.", "Start"
    ),
    Command("new", "Write a new workspace, bot or selector file from a template.", "Start"),
    Command(
        "doctor", "Look at browser, display, fonts, versions, permissions; say the remedy.", "Start"
    ),
    Command("tray", "Show an icon in the tray that starts bots, and keep them warm.", "Desk"),
    Command("desk", "Open the launcher: find a bot, fill in its form, watch it work.", "Desk"),
    Command("run", "Run a bot over a spreadsheet, a JSON file or given values.", "Runs"),
    Command("resume", "Go on with a run that was stopped or died.", "Runs"),
    Command("runs", "List runs, the newest first.", "Runs"),
    Command("show", "Show a run or an item with everything that is known of it.", "Runs"),
    Command(
        "items", "List items by state, bot, run or key; retry, reject or reorder them.", "Runs"
    ),
    Command("decisions", "List what waits for a person's word; show it; answer it.", "Runs"),
    Command("settle", "Say of an item in doubt whether it was entered.", "Runs"),
    Command("schedules", "Say when schedules start next; preview and export them.", "Unattended"),
    Command(
        "batch", "Run what a schedule has due, in one shot: for cron and timers.", "Unattended"
    ),
    Command("serve", "Start schedules and triggers by themselves, and work.", "Unattended"),
    Command(
        "deliveries", "List what arrived for the triggers, and what became of it.", "Unattended"
    ),
    Command("notices", "List what people were told; try whether they are reached.", "Unattended"),
    Command("service", "Make `deskhand serve` a service that starts by itself.", "Unattended"),
    Command("console", "Serve the console: runs, items, decisions, in a browser.", "Console"),
    Command("people", "Say who may use the console, and as what.", "Console"),
    Command("workers", "Work what was queued, on this host, until it is stopped.", "Fleet"),
    Command("watch", "Show what runs now, how fast, until when, and what waits.", "Fleet"),
    Command("fleet", "Show every host, what it does, and what is paused.", "Fleet"),
    Command("pause", "Pause a bot, an app, a host or a schedule.", "Fleet"),
    Command("unpause", "Let a paused bot, app, host or schedule go on.", "Fleet"),
    Command("drain", "Let a host finish what it has in work, and end.", "Fleet"),
    Command("bots", "List the bots of the workspace, their fields and their apps.", "Workspace"),
    Command("check", "Check every file of the workspace; show all problems at once.", "Workspace"),
    Command(
        "screens", "Look at an app's screens, and keep its selector file up with them.", "Workspace"
    ),
    Command("secrets", "List, set and check credentials; values are never shown.", "Workspace"),
    Command(
        "store",
        "Check, migrate, back up, restore and move the store; forget old runs; rebuild jobs.",
        "Workspace",
    ),
)

HIDDEN = frozenset(["probe", "standby", "work"])
"""Started by the runner itself."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    take_any_text()
    words = sys.argv[1:] if arguments is None else arguments
    name = words[0] if words else "--help"
    if name in {"--help", "-h", "help"}:
        return explain(words[1:])
    if name == "--version":
        print(runner.__version__)
        return ExitCode.OK
    if name not in {command.name for command in COMMANDS} | HIDDEN:
        return unknown(name)
    return call(name, words[1:])


def take_any_text() -> None:
    """In a locale that cannot show a character, show a mark in its place; never fail on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def explain(names: list[str]) -> int:
    """The overview, or one command's own help."""
    if names and names[0] in {command.name for command in COMMANDS}:
        return call(names[0], ["--help"])
    print(overview())
    return ExitCode.OK


def overview() -> str:
    """Every command, by group."""
    width = max(len(command.name) for command in COMMANDS) + 2
    lines = [
        "Usage: deskhand COMMAND [ARGUMENTS]",
        "",
        "Bots that work the screens that have no API, and never enter anything twice.",
    ]
    for group in dict.fromkeys(command.group for command in COMMANDS):
        lines += ["", f"{group}:"]
        lines += [
            f"  {command.name:<{width}}{command.summary}"
            for command in COMMANDS
            if command.group == group
        ]
    lines += ["", "deskhand COMMAND --help tells more of one. --version shows the version."]
    return "\n".join(lines)


def unknown(name: str) -> int:
    """There is no such command."""
    import difflib

    known = [command.name for command in COMMANDS]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else "`deskhand --help` lists them."
    print(f"deskhand: There is no command {name!r}. {hint}", file=sys.stderr)
    return ExitCode.USAGE


def call(name: str, words: list[str]) -> int:
    """Run one command; every error becomes a sentence and an exit code."""
    try:
        module = importlib.import_module(f"runner.cli.{name}")
        from runner.cli.parsing import parse_and_call

        return parse_and_call(module.app, words)
    except DeskhandError as error:
        return failed(error.sentence(), error.exit_code)
    except (KeyboardInterrupt, SystemExit):  # cyclopts turns the first into the second
        return failed("Stopped.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:
        if os.environ.get(TRACEBACK) == "1":
            raise
        text = f"Something unexpected happened ({type(error).__name__}: {error})."
        hint = f"This is a defect of Deskhand; {TRACEBACK}=1 shows where, for a report."
        return failed(f"{text} {hint}", ExitCode.SOME_FAILED)


def failed(sentence: str, code: int) -> int:
    """Say why on standard error."""
    if os.environ.get(TRACEBACK) == "1" and sys.exc_info()[0] is not None:
        import traceback

        traceback.print_exc()
    print(f"deskhand: {sentence}", file=sys.stderr)
    return int(code)
