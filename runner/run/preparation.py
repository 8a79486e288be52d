"""Preparation: everything that can be wrong with an order is found before anything is started."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from runner.bots import Bot
from runner.errors import EnvironmentFault, InputError
from runner.run.plan import AppPlan
from runner.screens.load import load
from runner.screens.model import App
from runner.settings import Settings
from runner.vault import open_vault
from runner.workspace import Workspace


class NotAskedForError(InputError):
    """Something was given for an app, or as an option, that the bot does not have."""

    def __init__(self, what: str, name: str, bot: str, known: list[str]) -> None:
        super().__init__(
            f"Bot {bot!r} has no {what} {name!r}.",
            hint=f"It has: {', '.join(known)}." if known else f"It has no {what}s at all.",
        )


class BadOptionError(InputError):
    """An option has a value that it cannot have."""

    def __init__(self, bot: str, problems: list[str]) -> None:
        super().__init__(
            f"The options of bot {bot!r} cannot be used: {'; '.join(problems)}.",
            hint=f"`deskhand bots {bot}` shows what they may be.",
        )


def plan_apps(
    bot: Bot[..., Any],
    settings: Settings,
    *,
    uses: Mapping[str, str],
    addresses: Mapping[str, str],
) -> dict[str, AppPlan]:
    """Which selector file and address each of the bot's apps gets: command line, then settings.

    Raises:
        NotAskedForError: something was given for an app that the bot does not ask for.
    """
    known = list(bot.parameters.apps)
    for name in (*uses, *addresses):
        if name not in known:
            raise NotAskedForError("app", name, bot.name, known)
    plans = {}
    for name in known:
        set_here = settings.apps.get(name)
        file = uses.get(name) or (set_here and set_here.use) or name
        of_file = settings.apps.get(file)
        plans[name] = AppPlan(
            file=file,
            address=addresses.get(name) or (of_file.address if of_file is not None else None),
        )
    return plans


def load_apps(workspace: Workspace, plans: Mapping[str, AppPlan]) -> dict[str, App]:
    """The selector files of a run, by the bot's parameter names.

    Raises:
        NoSuchAppError, SelectorFileError: one is missing or cannot be used.
    """
    apps = {}
    for name, plan in plans.items():
        apps[name] = load(workspace.app_file(plan.file))
    return apps


class WrongKindError(InputError):
    """A bot asks for a web app, and the selector file describes a desktop program, or the like."""

    def __init__(self, bot: str, parameter: str, wanted: str, app: App) -> None:
        super().__init__(
            f"Bot {bot!r} asks for a {wanted} app as {parameter!r}, and {app.path.name} describes a "
            f"{app.kind.value} app.",
            hint=f"Annotate the parameter with {app.kind.value.title()}, or use another file "
            f"(`--app {parameter}=…`).",
        )


def check_kinds(bot: Bot[..., Any], apps: Mapping[str, App]) -> None:
    """Refuse apps of another kind than the bot asks for.

    Raises:
        WrongKindError: at the first one.
    """
    for parameter, kind in bot.parameters.apps.items():
        app = apps.get(parameter)
        if app is not None and app.kind.value != kind.app_kind:
            raise WrongKindError(bot.name, parameter, kind.app_kind, app)


class MissingCredentialsError(InputError):
    """Nobody has set what signing in takes."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join(missing))


class NoDisplayError(EnvironmentFault):
    """A visible browser is wanted where nothing can be shown."""

    def __init__(self) -> None:
        super().__init__(
            "There is no display to show a browser on (DISPLAY and WAYLAND_DISPLAY are not set).",
            hint="Leave --show away, or start it in a desktop session.",
        )


def check_display(*, show: bool) -> None:
    """Refuse to start a visible browser where nothing can be shown.

    Raises:
        NoDisplayError: there is no display.
    """
    if show and not has_display():
        raise NoDisplayError


def has_display() -> bool:
    """Whether a window can be shown here."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(shown) or sys.platform != "linux"


def check_credentials(workspace: Workspace, apps: Mapping[str, App]) -> None:
    """Refuse to start what could not sign in.

    Raises:
        MissingCredentialsError, VaultError: a credential is missing, or its file cannot be used.
    """
    needed = sorted({name for app in apps.values() for name in needed_credentials(app)})
    missing = open_vault(workspace.root).missing(needed)
    if missing:
        raise MissingCredentialsError(missing)


def options_of(bot: Bot[..., Any], given: Mapping[str, str]) -> dict[str, BaseModel]:
    """The bot's options as the keyword argument that it gets; nothing for a bot without options.

    Raises:
        NotAskedForError, BadOptionError: an option is unknown, or has a wrong value.
    """
    model, name = bot.parameters.options_model, bot.parameters.options
    known = list(model.model_fields) if model is not None else []
    for option in given:
        if option not in known:
            raise NotAskedForError("option", option, bot.name, known)
    if model is None or name is None:
        return {}
    try:
        return {name: model.model_validate(dict(given))}
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg'][0].lower()}{problem['msg'][1:]}"
            for problem in error.errors(include_input=False)
        ]
        raise BadOptionError(bot.name, problems) from None


def needed_credentials(app: App) -> list[str]:
    """The names of the credentials that signing in to an app takes: `CRM_PASSWORD`, ….

    Empty for an app without sign-in.
    """
    if app.sign_in is None:
        return []
    parts = {part for each in app.sign_in.steps for part in each.fill.values()}
    if app.sign_in.http:
        parts |= {"username", "password"}
    return sorted(f"{app.sign_in.credential}_{part}".upper() for part in parts)
