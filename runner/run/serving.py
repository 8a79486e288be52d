"""Serving: runs are left to the fleet, and hosts work whatever has its turn."""

import os
import secrets
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import runner
from runner.bots import Bot
from runner.dispatch.dispatch import Dispatch, open_dispatch
from runner.errors import InputError
from runner.evidence.folder import EvidenceFolder
from runner.item import ItemState, RunId
from runner.run.access import Told, untold
from runner.run.admission import open_access
from runner.run.aftermath import write_papers
from runner.run.canary import look_before
from runner.run.claiming import ClaimingFleet
from runner.run.engine import (
    Engine,
    Order,
    at_work,
    exit_code,
    launcher,
    new_record,
    new_run_name,
    run_on,
)
from runner.run.errors import FeedInWorkError
from runner.run.fleet import Fleet, Offer, Post
from runner.run.permitting import PermittedFleet
from runner.run.plan import RunPlan
from runner.run.preparation import check_credentials, load_apps, options_of
from runner.run.progress import Progress
from runner.run.seating import needs_of
from runner.run.stopping import stopping
from runner.store.fleet import Host
from runner.store.intake import Turn
from runner.store.jobs import Submit
from runner.store.leases import host_name
from runner.store.runs import FLEET, RunState
from runner.store.store import Store


class NoDryQueueError(InputError):
    """A dry run is for a person who looks on."""

    def __init__(self) -> None:
        super().__init__(
            "A dry run cannot be queued: what it finds is for whoever started it.",
            hint="Leave out --queue.",
        )


@dataclass(frozen=True, slots=True)
class Queued:
    """A run that was left to the fleet."""

    run: str
    counts: dict[ItemState, int]


@dataclass(frozen=True, slots=True)
class Service:
    """What a host offers."""

    slots: int = 1
    kinds: tuple[str, ...] = ("web",)
    bots: tuple[str, ...] | None = None
    until_idle: bool = False
    told: Told = untold
    """Hears when an app is left alone by all hosts, and when it is back."""


def queue(engine: Engine, order: Order, turn: Turn) -> Queued:
    """Take a feed in and leave it to `deskhand workers`.

    Raises:
        FeedInWorkError: a living run works on the same file.
        DeskhandError: the feed, the store or the evidence folder cannot be used.
    """
    store = engine.store()
    try:
        return queue_in(store, engine, order, turn)
    finally:
        store.close()


def queue_in(
    store: Store, engine: Engine, order: Order, turn: Turn, along: Submit | None = None
) -> Queued:
    """Take a feed in to a store that is open, as `queue` does.

    `along` writes something of the run in the transaction that begins it: both are there, or
    neither is. What it raises keeps the run from being begun.
    """
    if order.plan.dry_run:
        raise NoDryQueueError
    name = new_run_name()
    known = open_dispatch(store.database).submit

    def submit(connection: Any, run: str) -> None:
        if along is not None:
            along(connection, run)
        known(connection, run)

    with engine.feeding(order, store) as free:
        if not free:
            raise FeedInWorkError(order.feed, run_on(order.plan.feed_path, store))
        look_before(order.plan, engine.workspace, store)
        record = replace(
            new_record(name, order),
            origin=FLEET,
            state=RunState.QUEUED,
            kinds=kinds_of(order.bot),
        )
        with ExitStack() as on_failure:
            # A feed that turns out to be damaged leaves nothing behind.
            on_failure.callback(shutil.rmtree, engine.evidence / name, ignore_errors=True)
            engine.keep_source(name, order)
            store.runs.begin(
                record,
                islice(order.drafts, order.limit),
                again=order.again,
                at_work=at_work(store),
                turn=replace(turn, serial=order.bot.serial),
                submit=submit,
            )
            on_failure.pop_all()
    return Queued(name, store.runs.counts(name))


def kinds_of(bot: Bot[..., object]) -> tuple[str, ...]:
    """The kinds of screens that a bot works."""
    return tuple(sorted({str(kind.app_kind) for kind in bot.parameters.apps.values()}))


def serve(engine: Engine, service: Service, progress: Progress) -> None:
    """Work queued runs until somebody stops it.

    Raises:
        EnvironmentFault: the store cannot be used.
    """
    store = engine.store()
    try:
        fleet = new_fleet(engine, store, service, progress)
        with stopping(fleet.ask_to_stop):
            fleet.serve()
    finally:
        store.close()


def new_fleet(engine: Engine, store: Store, service: Service, progress: Progress) -> Fleet:
    """This host's part of the fleet, as its store's dispatch has it.

    Raises:
        EnvironmentFault: the store cannot be used, or its jobs are of another version.
    """
    dispatch = open_dispatch(store.database)
    desk = _Desk(engine, store, service, dispatch)
    access = open_access(engine.workspace.root, store, progress.said, service.told)
    post = Post(new_host(service), desk.look, desk.conclude, service.until_idle, access)
    if not dispatch.gives_permits:
        return ClaimingFleet(store, progress, post, dispatch)
    bots = list(service.bots or engine.workspace.bot_names())
    return PermittedFleet(store, progress, post, dispatch, bots)


def new_host(service: Service) -> Host:
    """This process, as the others see it."""
    here = host_name()
    return Host(
        f"{here}-{os.getpid()}-{secrets.token_hex(4)}",
        here,
        service.slots,
        service.kinds,
        service.bots,
        runner.__version__,
        datetime.now(UTC),
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """Looks at runs with this host's own workspace."""

    engine: Engine
    store: Store
    service: Service
    dispatch: Dispatch

    def look(self, run: str) -> Offer | None:
        """How a run can be worked here; None where this host does not offer it.

        Raises:
            DeskhandError: the bot, a selector file or a credential is missing here.
        """
        record = self.store.runs.get(run)
        offered = self.service.bots
        if not set(record.kinds) <= set(self.service.kinds):
            return None
        if offered is not None and record.bot not in offered:
            return None
        workspace = self.engine.workspace
        plan = RunPlan.model_validate(record.plan)
        bot = workspace.load_bot(record.bot)
        options_of(bot, plan.options)
        check_credentials(workspace, load_apps(workspace, plan.apps))
        folder = EvidenceFolder.create(self.engine.evidence, RunId(run)).path
        asks = self.dispatch.gives_permits
        launch = launcher(run, self.store, workspace.root, folder, asks=asks)
        limits, needs = plan.limits(bot.limits), tuple(needs_of(plan))
        return Offer(run, record.bot, plan.apps, limits, launch, needs)

    def conclude(self, run: str) -> None:
        """A run has nothing left to be worked: end it, once, and write its papers."""
        counts = self.store.runs.counts(run)
        if self.store.fleet.end_run(run, exit_code(counts, None), ""):
            record = self.store.runs.get(run)
            bot = self.engine.workspace.load_bot(record.bot)
            EvidenceFolder.create(self.engine.evidence, RunId(run))
            write_papers(record, bot, self.store, self.engine.evidence)
