"""Admission: whether a run may begin now, as far as pauses and its apps are concerned."""

from collections.abc import Callable
from pathlib import Path

from runner.run.access import Access, Told, untold
from runner.run.pausing import refuse_paused
from runner.run.plan import RunPlan
from runner.run.probing import Prober, probe_command
from runner.run.progress import Progress
from runner.run.rulebook import RuleBook
from runner.run.waiting import Waiting
from runner.store.leases import new_worker_name
from runner.store.store import Store

SCHEDULES = "schedules.yaml"


def open_access(
    root: Path, store: Store, said: Callable[[str], None], told: Told = untold
) -> Access:
    """What this process knows of the apps of a workspace."""
    book = RuleBook(root / SCHEDULES, said)
    prober = Prober(probe_command(root))
    return Access(store, prober, book.rules, new_worker_name(), said=said, told=told)


def waiting_for(
    bot: str, plan: RunPlan, root: Path, store: Store, progress: Progress
) -> Waiting | None:
    """What a run in the foreground waits with; None when it is not to wait."""
    if not plan.wait_for_apps:
        return None
    return Waiting(open_access(root, store, progress.said), bot, plan.apps)


def admit(bot: str, plan: RunPlan, root: Path, store: Store, progress: Progress) -> None:
    """Refuse what is paused, or is on an app in maintenance; or wait for the app.

    A run that waits takes its items in first, unless it is to look at the app before that.

    Raises:
        PausedError: somebody paused the bot, or an app of it.
        NotNowError: an app is in maintenance, or is left alone, and the run does not wait.
        NotInTimeError: it would have to wait for longer than its deadline.
    """
    refuse_paused(bot, plan, store.fleet.pauses())
    waiting = Waiting(open_access(root, store, progress.said), bot, plan.apps)
    if not plan.wait_for_apps:
        waiting.refuse()
    elif plan.canary:
        waiting.wait(progress.said, plan.deadline)
