"""Pausing: what keeps a run from being worked; a person who says that he knows may start one."""

from collections.abc import Iterable

from runner.errors import InputError
from runner.run.plan import AppPlan, RunPlan
from runner.store.fleet import Host, Pausable, Pause


class PausedError(InputError):
    """Somebody wants no work done by the bot, or on an app that it works on."""

    def __init__(self, pause: Pause) -> None:
        why = f", because: {pause.reason.rstrip('.')}" if pause.reason else ""
        over = pause.until.astimezone() if pause.until is not None else None
        until = f", until {over:%Y-%m-%d %H:%M %Z}" if over is not None else ""
        super().__init__(
            f"{pause.what.value.capitalize()} {pause.name!r} is paused, by {pause.who} since "
            f"{pause.at.astimezone():%Y-%m-%d %H:%M %Z}{until}{why}.",
            hint=f"Let it go on with `deskhand unpause {pause.what.value} {pause.name}`, or start "
            "this run alone with --even-if-paused.",
        )


def refuse_paused(bot: str, plan: RunPlan, pauses: Iterable[Pause]) -> None:
    """Refuse to work what is paused.

    Raises:
        PausedError: the bot is, or the selector file of an app.
    """
    names = {Pausable.BOT: {bot}, Pausable.APP: {app.file for app in plan.apps.values()}}
    for pause in pauses:
        if pause.name in names.get(pause.what, ()):
            raise PausedError(pause)


def paused(bot: str, apps: Iterable[AppPlan], host: Host, pauses: Iterable[Pause]) -> Pause | None:
    """The pause that keeps a bot from being worked on a host, if there is one."""
    names = {
        Pausable.BOT: {bot},
        Pausable.APP: {app.file for app in apps},
        Pausable.HOST: {host.host, host.name, host.name.removeprefix(f"{host.host}-")},
    }
    return next((one for one in pauses if one.name in names.get(one.what, ())), None)
