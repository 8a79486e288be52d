"""`deskhand new`: working templates."""

import json
import keyword
import re
import shlex
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import command_app
from runner.cli.place import WorkspaceOption, find_workspace
from runner.errors import ExitCode, InputError
from runner.screens.load import check as check_selectors
from runner.screens.load import load
from runner.screens.model import AppKind
from runner.workspace import Workspace

app = command_app("new")

TEMPLATES = {
    AppKind.WEB: "app.yaml.tmpl",
    AppKind.DESKTOP: "desktop.yaml.tmpl",
    AppKind.TERMINAL: "terminal.yaml.tmpl",
}
ADDRESSES = {
    AppKind.WEB: "https://crm.example.org/",
    AppKind.DESKTOP: "",
    AppKind.TERMINAL: "tn3270://host.example.org:23",
}
NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")


class NotANameError(InputError):
    """A bot or app needs a name that Python and file systems take."""

    def __init__(self, name: str, example: str) -> None:
        super().__init__(
            f"{name!r} cannot be a name here.",
            hint=f"Use small letters, digits and underscores, beginning with a letter: {example}.",
        )


class NotOfThisKindError(InputError):
    """An option that says something of another kind of app."""

    def __init__(self, option: str, kind: AppKind, instead: str) -> None:
        super().__init__(
            f"--{option} says nothing of a {kind.value} app; nothing was written.",
            hint=f"Say {instead}, or another --kind.",
        )


class NotACommandError(InputError):
    """What starts a program cannot be taken apart into words."""

    def __init__(self, start: str) -> None:
        super().__init__(
            f"--start cannot be read: {start!r} has a quotation mark that is not closed.",
            hint="""Put what has spaces into quotation marks: --start 'erp --db "my orders.db"'.""",
        )


class AlreadyThereError(InputError):
    """A template is never written over something."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already; nothing was written.",
            hint="Choose another name, or move it away.",
        )


@app.command
def workspace(folder: Path, /) -> int:
    """Write a new workspace: bots/, selectors/, settings, schedules, credentials.

    Parameters
    ----------
    folder
        A folder that is not there yet, or is empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise AlreadyThereError(folder)
    for part in ("bots", "selectors/images"):
        (folder / part).mkdir(parents=True)
    source = files("runner.templates") / "workspace"
    for entry in sorted(source.iterdir(), key=lambda each: each.name):
        name = ".gitignore" if entry.name == "gitignore" else entry.name
        (folder / name).write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")
    guide = (files("runner.templates") / "selectors.md").read_text(encoding="utf-8")
    (folder / "selectors" / "README.md").write_text(guide, encoding="utf-8")
    print(f"Workspace {folder} is ready. Next, in it:")
    print("  deskhand new app crm --address https://crm.example.org/")
    print("  deskhand new bot update_note --app crm")
    return ExitCode.OK


@app.command
def bot(
    name: str,
    /,
    *,
    app_name: Annotated[str, Parameter(name="--app", help="The app it works.")] = "crm",
    workspace: WorkspaceOption = None,
) -> int:
    """Write a new bot.

    Parameters
    ----------
    name
        A verb and a noun: update_note.
    """
    refuse_bad_name(name, "update_note")
    refuse_bad_name(app_name, "crm")
    found = find_workspace(workspace)
    words = name.split("_")
    kind = kind_of(found, app_name).value.title()
    text = filled(
        "bot.py.tmpl",
        name=name,
        app=app_name,
        kind=kind,
        imports=", ".join([*sorted(["Verdict", kind]), "bot", "step"]),
        model="".join(word.capitalize() for word in words[1:] or words),
        summary=f"{words[0].capitalize()} {' '.join(words[1:]) or 'the record'} in {app_name}.",
    )
    write(found.bots / f"{name}.py", text)
    print(f"{found.bots / name}.py: make it yours, then: deskhand check; deskhand bots {name}")
    if app_name not in found.app_names():
        print(f"Its app is still missing: deskhand new app {app_name}")
    return ExitCode.OK


def kind_of(workspace: Workspace, app_name: str) -> AppKind:
    """Which kind of screens an app has; web, where its file is missing or says nothing."""
    file = workspace.selectors / f"{app_name}.yaml"
    if app_name not in workspace.app_names() or check_selectors(file):
        return AppKind.WEB
    return load(file).kind


@app.command(name="app")
def new_app(
    name: str,
    /,
    *,
    kind: Annotated[AppKind, Parameter(help="What kind of screens it has.")] = AppKind.WEB,
    address: Annotated[
        str | None, Parameter(help="Where it is: a web address, tn3270://host:23, ssh://user@host.")
    ] = None,
    start: Annotated[
        str | None, Parameter(help="Of a desktop program: what starts it, with its arguments.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> int:
    """Write a new selector file.

    Parameters
    ----------
    name
        The app's short name: crm.
    """
    refuse_bad_name(name, "crm")
    if kind is AppKind.DESKTOP and address is not None:
        raise NotOfThisKindError("address", kind, "what starts the program: --start 'orders --now'")
    if kind is not AppKind.DESKTOP and start is not None:
        raise NotOfThisKindError("start", kind, "where it is: --address")
    found = find_workspace(workspace)
    words = _words(start or name)
    text = filled(
        TEMPLATES[kind],
        name=name,
        upper=name.upper(),
        address=address or ADDRESSES[kind],
        start=", ".join(json.dumps(word, ensure_ascii=False) for word in words),
    )
    write(found.selectors / f"{name}.yaml", text)
    print(f"{found.selectors / name}.yaml: put the texts of your screens into it. Then:")
    print(f"  deskhand secrets set {name.upper()}_USERNAME")
    print(f"  deskhand secrets set {name.upper()}_PASSWORD")
    print("  deskhand check")
    return ExitCode.OK


def _words(start: str) -> list[str]:
    try:
        return shlex.split(start)
    except ValueError as error:
        raise NotACommandError(start) from error


def refuse_bad_name(name: str, example: str) -> None:
    """Names become modules, files and variables."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise NotANameError(name, example)


def filled(template: str, **values: str) -> str:
    """A template with its blanks filled."""
    text = (files("runner.templates") / template).read_text(encoding="utf-8")
    return Template(text).substitute(values)


def write(file: Path, text: str) -> None:
    """Write a new file, never over an old one."""
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise AlreadyThereError(file) from error
