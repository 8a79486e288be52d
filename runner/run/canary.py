"""The canary: a look at the app before a batch, so that a changed screen stops it in time."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from runner.errors import DeskhandError, EnvironmentFault, ExitCode, InputError
from runner.run.plan import AppPlan, RunPlan
from runner.run.preparation import load_apps
from runner.run.seating import NoSeatError, Rule, rules_of
from runner.screens.model import App
from runner.store.leases import new_worker_name
from runner.store.store import Store
from runner.vault import open_vault
from runner.workspace import Workspace

GONE = frozenset(["missing", "not visited"])
"""States, as `deskhand screens check --json` tells them, with which no batch is begun."""

LONGEST_SECONDS = 600.0
"""A look that takes longer has failed."""


class ScreensChangedError(EnvironmentFault):
    """What a batch needs of an app is not there; it was not begun."""

    def __init__(self, app: str, problems: Sequence[str]) -> None:
        lines = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(
            f"Nothing was begun, and no item lost a try: the screens of {app!r} are not as "
            f"selectors/{app}.yaml says. `deskhand screens check {app}` shows all of it; correct "
            f"the file, or accept a repair, and start the run again.{lines}"
        )
        self.problems = tuple(problems)


class NothingMarkedError(InputError):
    """A look before the run is wanted, and nothing is marked for it."""

    def __init__(self, files: Sequence[str]) -> None:
        names = ", ".join(f"selectors/{file}.yaml" for file in files)
        super().__init__(
            f"No screen is marked to be looked at before a batch ({names}).",
            hint="Write `canary: true` under the screens that the bot works on.",
        )


class CanaryLostError(EnvironmentFault):
    """The look itself did not come to its end."""

    def __init__(self, app: str, why: str) -> None:
        super().__init__(f"The screens of {app!r} could not be looked at before the run: {why}")


def look_before(plan: RunPlan, workspace: Workspace, store: Store) -> None:
    """Look at the marked screens of a run's apps, if the run is to.

    Each app is looked at in a process of its own, in a session that counts like any other.

    Raises:
        ScreensChangedError: something that is needed is not there.
        NothingMarkedError: no screen of any of the apps is marked.
        EnvironmentFault: the app or the browser is not there, or every session is in use.
    """
    if not plan.canary:
        return
    apps = load_apps(workspace, plan.apps)
    marked = {name: app for name, app in apps.items() if marks(app)}
    if not marked:
        raise NothingMarkedError(sorted({one.file for one in plan.apps.values()}))
    files = {name: one.file for name, one in plan.apps.items()}
    rules = rules_of(marked, files, open_vault(workspace.root))
    with seated(store, rules):
        for app in {plan.apps[name].file: plan.apps[name] for name in marked}.values():
            _look(app, workspace)


def marks(app: App) -> bool:
    """Whether any screen of the app is marked."""
    return any(screen.canary for screen in app.screens.values())


@contextmanager
def seated(store: Store, rules: Sequence[Rule]) -> Iterator[None]:
    """A session of each app that has only so many, while the block runs.

    Raises:
        NoSeatError: every one is in use.
    """
    name = new_worker_name()
    try:
        for rule in rules:
            most = {"most": rule.most, "most_per_account": rule.most_per_account}
            if not store.seats.take(rule.app, rule.account, name, **most):
                raise NoSeatError(rule)
        yield
    finally:
        if rules:
            store.seats.free(name)


def _look(app: AppPlan, workspace: Workspace) -> None:
    done = _checked(app, workspace)
    if done.returncode in {ExitCode.OK, ExitCode.SOME_FAILED}:
        try:
            told = json.loads(done.stdout.splitlines()[-1])[0]
            problems = list(problems_of(told))
        except (ValueError, IndexError, KeyError, TypeError):
            raise CanaryLostError(app.file, done.stderr.strip() or "it said nothing.") from None
        if problems:
            raise ScreensChangedError(app.file, problems)
        return
    raise _as_it_said(app, done)


def _checked(app: AppPlan, workspace: Workspace) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-P", "-m", "runner", "screens", "check", app.file, "--canary"]
    words += ["--json", "--workspace", str(workspace.root)]
    if app.address is not None:
        words += ["--address", app.address]
    try:
        return subprocess.run(
            words,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CanaryLostError(app.file, f"it took longer than {LONGEST_SECONDS:g} s.") from None


def _as_it_said(app: AppPlan, done: "subprocess.CompletedProcess[str]") -> DeskhandError:
    """The error that the look ended with, in its own sentence."""
    sentence = done.stderr.strip().removeprefix("deskhand: ")
    if done.returncode == ExitCode.USAGE:
        return InputError(sentence)
    return CanaryLostError(app.file, sentence or f"it ended with {done.returncode}.")


def problems_of(look: Mapping[str, Any]) -> Iterator[str]:
    """What is not there, a sentence each."""
    for screen in look["screens"]:
        name = screen["screen"]
        if screen["state"] in GONE:
            why = screen["why"] or "no way to it is given (`reach`)."
            yield f"Line {screen['line']}: the screen {name!r} could not be looked at: {why}"
            continue
        for one in screen["findings"]:
            if one["state"] in GONE:
                tried = f" ({'; '.join(one['notes'])})" if one["notes"] else ""
                yield f"Line {one['line']}: {one['name']!r} is not on the screen {name!r}{tried}."
