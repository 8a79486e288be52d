"""Pausing, as a person meets it who starts a run by hand: refused, unless he says that he knows."""

from collections.abc import Iterable

from runner.errors import InputError
from runner.run.plan import RunPlan
from runner.store.fleet import Pausable, Pause


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
