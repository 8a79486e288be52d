"""The composition root of a worker: everything it needs, built here and nowhere else."""

from dataclasses import dataclass
from pathlib import Path

from runner.mending.learned import learned_file
from runner.run.attempt_log import AttemptLog
from runner.run.channel import Channel
from runner.run.plan import RunPlan
from runner.run.preparation import load_apps, options_of
from runner.run.seating import Seats, needs_of, rules_of
from runner.run.sessions import Session, Sessions, downloads_folder
from runner.run.worker import Worker
from runner.screens.model import App
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

    files = {parameter: app.file for parameter, app in plan.apps.items()}
    # A dry run changes nothing, and has a store of its own.
    rules = [] if plan.dry_run else [*needs_of(plan), *rules_of(apps, files, vault)]

    def open_session(parameter: str) -> Session:
        file = plan.apps[parameter].file
        mends = Mends(
            learned_file(workspace.selectors, file) if plan.learn else None,
            store.repairs.rejected(file),
        )
        folder = evidence / record.id
        return open_app(apps[parameter], parameter, plan, vault, folder, name, mends)

    sessions = Sessions(
        list(bot.parameters.apps),
        open_session,
        options=options_of(bot, plan.options),
        channel=channel,
        seats=Seats(store, run, name, rules, waits=record.origin != FLEET),
    )
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
class Mends:
    """What a session needs to learn its screens, and to find again what is lost on them."""

    learned: Path | None
    rejected: frozenset[str]


def open_app(
    app: App,
    parameter: str,
    plan: RunPlan,
    vault: Vault,
    folder: Path,
    worker: str,
    mends: Mends,
) -> Session:
    """The session of an app, by its kind; drivers are imported when they are needed."""
    from runner.drivers.web import open_web
    from runner.drivers.web.options import WebOptions

    options = WebOptions(
        address=plan.apps[parameter].address,
        headless=not plan.show,
        browser=Path(plan.browser) if plan.browser is not None else None,
        wait_seconds=plan.wait,
        downloads=downloads_folder(folder, worker),
        learned=mends.learned,
        rejected=mends.rejected,
        trace=folder / "traces" / f"{worker}-{parameter}.zip" if plan.trace else None,
    )
    return open_web(app, vault.get, options)
