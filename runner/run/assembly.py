"""The composition root of a worker: everything it needs, built here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.bots import Bot
from runner.mending.learned import learned_file
from runner.run.attempt_log import AttemptLog
from runner.run.channel import Channel
from runner.run.plan import RunPlan
from runner.run.preparation import has_display, load_apps, options_of
from runner.run.seating import Rule, Seats, needs_of, rules_of
from runner.run.sessions import Session, Sessions, downloads_folder
from runner.run.worker import Worker
from runner.screens.model import App, AppKind
from runner.store.runs import FLEET
from runner.store.store import Store
from runner.vault import Vault, open_vault
from runner.workspace import Workspace


def assemble_worker(
    workspace: Workspace, run: str, store: Store, name: str, channel: Channel
) -> Worker:
    """A worker for one run.

    Raises:
        DeskhandError: the store, the bot, a selector file or the credentials cannot be used.
    """
    evidence = store.evidence
    record = store.runs.get(run)
    plan = RunPlan.model_validate(record.plan)
    bot = workspace.load_bot(record.bot)
    log = AttemptLog.of_run(evidence, record.id, name)
    vault = open_vault(workspace.root, log.mask_secret)
    apps = load_apps(workspace, plan.apps)
    way = Way(workspace, store, vault, name, evidence / record.id, channel)
    sessions = new_sessions(way, bot, plan, apps)
    waits = record.origin != FLEET
    sessions.seats = Seats(store, run, name, seat_rules(plan, apps, vault), waits=waits)
    return Worker(
        name,
        record.id,
        bot=bot,
        plan=plan,
        store=store,
        sessions=sessions,
        log=log,
        channel=channel,
        app_names={app.name: parameter for parameter, app in apps.items()},
    )


@dataclass(frozen=True, slots=True)
class Way:
    """What a worker's sessions are opened with."""

    workspace: Workspace
    store: Store
    vault: Vault
    worker: str
    folder: Path
    """For what they leave."""
    channel: Channel


def new_sessions(way: Way, bot: Bot[..., Any], plan: RunPlan, apps: Mapping[str, App]) -> Sessions:
    """The sessions of a bot; none is opened yet."""

    def open_session(parameter: str) -> Session:
        file = plan.apps[parameter].file
        mends = Mends(
            learned_file(way.workspace.selectors, file) if plan.learn else None,
            way.store.repairs.rejected(file),
        )
        return open_app(apps[parameter], parameter, plan, way, mends)

    return Sessions(
        list(bot.parameters.apps),
        open_session,
        options=options_of(bot, plan.options),
        channel=way.channel,
    )


def seat_rules(plan: RunPlan, apps: Mapping[str, App], vault: Vault) -> list[Rule]:
    """Which apps and resources a worker of a plan must have a seat of.

    Raises:
        VaultError: an account's name cannot be read.
    """
    files = {parameter: app.file for parameter, app in plan.apps.items()}
    # A dry run changes nothing, and has a store of its own.
    return [] if plan.dry_run else [*needs_of(plan), *rules_of(apps, files, vault)]


@dataclass(frozen=True, slots=True)
class Mends:
    """What a session needs to learn its screens, and to find again what is lost on them."""

    learned: Path | None
    rejected: frozenset[str]


def open_app(app: App, parameter: str, plan: RunPlan, way: Way, mends: Mends) -> Session:
    """The session of an app, by its kind; drivers are imported when they are needed."""
    if app.kind is AppKind.DESKTOP:
        return _desktop(app, parameter, plan, way, mends)
    if app.kind is AppKind.TERMINAL:
        return _terminal(app, parameter, plan, way, mends)
    return _web(app, parameter, plan, way, mends)


def _web(app: App, parameter: str, plan: RunPlan, way: Way, mends: Mends) -> Session:
    """A person who sits there has a browser that can be shown to him."""
    from runner.drivers.web import WebOptions, open_web

    kept = way.channel.person and has_display() and not plan.show
    options = WebOptions(
        address=plan.apps[parameter].address,
        headless=not (plan.show or kept),
        hidden=kept,
        browser=Path(plan.browser) if plan.browser is not None else None,
        wait_seconds=plan.wait,
        downloads=downloads_folder(way.folder, way.worker),
        learned=mends.learned,
        rejected=mends.rejected,
        trace=way.folder / "traces" / f"{way.worker}-{parameter}.zip" if plan.trace else None,
    )
    return open_web(app, way.vault.get, options)


def _desktop(app: App, parameter: str, plan: RunPlan, way: Way, mends: Mends) -> Session:
    """A display of its own, unless somebody sits there or wants to see it."""
    from runner.drivers.desktop import DesktopOptions, open_desktop

    seen = has_display() and (way.channel.person or plan.show)
    options = DesktopOptions(
        address=plan.apps[parameter].address,
        wait_seconds=plan.wait,
        own_display=not seen,
        workspace=way.workspace.root,
        evidence=way.folder,
        video=f"{way.worker}-{parameter}" if plan.trace else None,
        learned=mends.learned,
        rejected=mends.rejected,
    )
    return open_desktop(app, way.vault.get, options)


def _terminal(app: App, parameter: str, plan: RunPlan, way: Way, mends: Mends) -> Session:
    from runner.drivers.terminal import TerminalOptions, open_terminal

    options = TerminalOptions(
        address=plan.apps[parameter].address,
        wait_seconds=plan.wait,
        workspace=way.workspace.root,
        learned=mends.learned,
        rejected=mends.rejected,
    )
    return open_terminal(app, way.vault.get, options)
