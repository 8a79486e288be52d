"""The engine: begins a run from a feed, has it worked, and leaves results and report."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from runner.account import who
from runner.bots import Bot
from runner.errors import DeskhandError, ExitCode
from runner.evidence.folder import EvidenceFolder
from runner.item import Draft, ItemState, RunId
from runner.run.admission import admit, waiting_for
from runner.run.aftermath import Papers, kept_source, write_papers
from runner.run.canary import look_before
from runner.run.errors import FeedInWorkError, ItemsElsewhereError, RunInWorkError
from runner.run.failpoint import Failpoints
from runner.run.locks import held, is_dead
from runner.run.plan import RunPlan
from runner.run.preparation import (
    check_credentials,
    check_display,
    load_apps,
    options_of,
)
from runner.run.processes import WorkerProcess, start_worker
from runner.run.progress import Progress
from runner.run.recovery import recover
from runner.run.stopping import stopping
from runner.run.supervisor import Supervisor
from runner.run.watching import Launch, Messages
from runner.settings import Settings
from runner.store.intake import USUAL_TURN, Turn
from runner.store.jobs import Submit
from runner.store.leases import new_worker_name
from runner.store.runs import RunRecord, RunState
from runner.store.store import Store, open_store
from runner.workspace import Workspace

UNFINISHED = frozenset([ItemState.NEW, ItemState.WORKING])

STOPPED_BY_A_PERSON = 130
"""The exit code of a run that Ctrl-C ended, as shells have it."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended, for a summary or a program."""

    run: str
    counts: dict[ItemState, int]
    exit_code: int
    message: str
    papers: Papers
    known: int
    """Items of the feed that another run has finished, so that this one left them alone."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants run."""

    bot: Bot[..., Any]
    plan: RunPlan
    feed: str
    """The feed's name for people."""
    drafts: Iterable[Draft]
    keep_source: Callable[[Path], None] | None = None
    """Writes the person's file, as it was read, to a path."""
    origin: str = "attended"
    again: bool = False
    limit: int | None = None
    even_if_paused: bool = False
    """A person starts it, and knows that its bot or an app of it is paused."""


class Engine:
    """Runs of one workspace."""

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        self.workspace = workspace
        self.settings = settings
        self.evidence = (workspace.root / settings.evidence).resolve()
        self._failpoints = Failpoints()
        self._name = new_worker_name()
        """Of this process, in the ledger."""
        self._supervisor: Callable[..., Supervisor] = Supervisor

    def store(self) -> Store:
        """The workspace's store."""
        return open_store(self.settings.store, self.workspace.root, self.evidence)

    def run(
        self,
        order: Order,
        progress: Progress,
        *,
        turn: Turn = USUAL_TURN,
        along: Submit | None = None,
    ) -> RunResult:
        """Take a feed in and work it.

        `along` writes something of the run in the transaction that begins it.

        Raises:
            FeedInWorkError: another living run works on the same file.
            PausedError: somebody paused the bot, or an app of it.
            NotNowError: an app of it is in maintenance, or does not answer.
            ScreensChangedError: the look before the run did not find what the bot needs.
            DeskhandError: the feed, the store or the evidence folder cannot be used.
        """
        name = new_run_name()
        with self._opened(name, order.plan) as store, self.feeding(order, store) as free:
            if not free:
                raise FeedInWorkError(order.feed, run_on(order.plan.feed_path, store))
            if not order.even_if_paused:
                admit(order.bot.name, order.plan, self.workspace.root, store, progress)
            look_before(order.plan, self.workspace, store)
            record = new_record(name, order)
            with self._alone(name, store):
                self.keep_source(name, order)
                drafts = islice(order.drafts, order.limit)
                store.runs.begin(
                    record,
                    drafts,
                    again=order.again,
                    at_work=at_work(store),
                    turn=replace(turn, serial=order.bot.serial),
                    holder=self._name,
                    submit=along or nothing_along,
                )
                self._failpoints.reach("run.begun")
                return self._work(record, order.bot, store, progress)

    def feeding(self, order: Order, store: Store) -> AbstractContextManager[bool]:
        """Be the one process that takes this feed in; gives False when another one does."""
        return held(store.locks, feed_lock(order.bot.name, order.plan.feed_path))

    def keep_source(self, run: str, order: Order) -> None:
        """The file may change or go while the run works; results are written from a copy."""
        folder = EvidenceFolder.create(self.evidence, RunId(run))
        kept = kept_source(folder.path, order.plan)
        if order.keep_source is not None and kept is not None:
            order.keep_source(kept)

    def resume(
        self, record: RunRecord, progress: Progress, *, even_if_paused: bool = False
    ) -> RunResult:
        """Go on with a run that was stopped or died.

        Raises:
            RunInWorkError: its process lives, here or on another host.
            PausedError: somebody paused its bot, or an app of it.
            InputError: its bot, a selector file or a credential is gone or cannot be used.
        """
        plan = RunPlan.model_validate(record.plan)
        bot = self.workspace.load_bot(record.bot)
        options_of(bot, plan.options)
        check_display(show=plan.show)
        check_credentials(self.workspace, load_apps(self.workspace, plan.apps))
        with self._opened(record.id, plan) as store, self._alone(record.id, store):
            if not even_if_paused:
                admit(record.bot, plan, self.workspace.root, store, progress)
            look_before(plan, self.workspace, store)
            if not store.runs.hold(record.id, self._name):
                raise RunInWorkError(record.id, elsewhere=True)
            store.items.take_over(record.id, at_work(store))
            store.runs.resume(record.id)
            return self._work(record, bot, store, progress)

    @contextmanager
    def _alone(self, run: str, store: Store) -> Iterator[None]:
        """Be the one process that works on a run; what the dead left in work is free again."""
        with held(store.locks, f"run-{run}") as free:
            if not free:
                raise RunInWorkError(run)
            recover(store)
            try:
                yield
            finally:
                with suppress(DeskhandError):
                    store.runs.let_go(run, self._name)

    @contextmanager
    def _opened(self, run: str, plan: RunPlan) -> Iterator[Store]:
        """The store with its sensitive folders; a dry run gets a store that is thrown away."""
        place = f"{self.evidence / run / 'dry-run.db'}" if plan.dry_run else self.settings.store
        store = open_store(place, self.workspace.root, self.evidence)
        try:
            yield store
        finally:
            store.close()

    def _work(
        self, record: RunRecord, bot: Bot[..., Any], store: Store, progress: Progress
    ) -> RunResult:
        fault, stopped = self._supervise(record, bot, store, progress)
        return self._conclude(record, bot, store, fault, stopped)

    def _supervise(
        self, record: RunRecord, bot: Bot[..., Any], store: Store, progress: Progress
    ) -> tuple[DeskhandError | None, bool]:
        plan = RunPlan.model_validate(record.plan)
        folder = EvidenceFolder.create(self.evidence, RunId(record.id)).path
        counts = store.runs.counts(record.id)
        progress.began(record.id, sum(counts.values()), counts[ItemState.NEW])
        supervisor = self._supervisor(
            record.id,
            store,
            launcher(record.id, store, self.workspace.root, folder),
            sessions=plan.sessions,
            limits=plan.limits(bot.limits),
            progress=progress,
            run_deadline=plan.deadline,
            holder=self._name,
            waiting=waiting_for(record.bot, plan, self.workspace.root, store, progress),
        )
        with stopping(supervisor.ask_to_stop):
            fault = supervisor.supervise()
        progress.ended()
        return fault, bool(supervisor.stops_asked)

    def _conclude(
        self,
        record: RunRecord,
        bot: Bot[..., Any],
        store: Store,
        fault: DeskhandError | None,
        stopped: bool,
    ) -> RunResult:
        counts = store.runs.counts(record.id)
        code = (
            STOPPED_BY_A_PERSON if stopped and counts[ItemState.NEW] else exit_code(counts, fault)
        )
        unfinished = any(counts[state] for state in UNFINISHED)
        state = RunState.STOPPED if unfinished else RunState.ENDED
        holders = store.runs.elsewhere(record.id, UNFINISHED)
        if fault is None and holders:
            fault = ItemsElsewhereError(record.id, holders)
        message = fault.sentence() if fault is not None else ""
        self._failpoints.reach("run.before_end")
        store.runs.end(record.id, state, code, message)
        self._failpoints.reach("run.before_results")
        papers = write_papers(store.runs.get(record.id), bot, store, self.evidence)
        known = store.runs.elsewhere(record.id, frozenset(ItemState) - UNFINISHED)
        return RunResult(record.id, counts, code, message, papers, sum(known.values()))


def nothing_along(connection: object, run: str) -> None:
    """Nothing more is written when a run begins."""


def exit_code(counts: dict[ItemState, int], fault: DeskhandError | None) -> int:
    """0 all done, 1 some are not, 3 a person is needed, 4 the surroundings failed."""
    if counts[ItemState.IN_DOUBT] or counts[ItemState.WAITING]:
        return ExitCode.NEEDS_A_PERSON
    if fault is not None:
        return fault.exit_code
    if any(counts[state] for state in (ItemState.REJECTED, ItemState.FAILED, *UNFINISHED)):
        return ExitCode.SOME_FAILED
    return ExitCode.OK


def new_run_name() -> str:
    """Sorts by time, is unique, and its beginning can be typed: `20261121-141530-3f9ac21d`.

    A thousand files that are dropped at once are begun within the same few seconds.
    """
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


def private_file(path: Path) -> BinaryIO:
    """A file to append to that only its owner can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def launcher(run: str, store: Store, root: Path, folder: Path, *, asks: bool = False) -> Launch:
    """Starts workers for a run; what they print goes to a private file in its folder.

    Those that are to ask claim an item only when they were given a permit.
    """

    def launch(name: str, messages: Messages) -> WorkerProcess:
        with private_file(folder / "workers.err") as errors:
            return start_worker(
                worker_arguments(run, store) + (["--asks"] if asks else []),
                root=root,
                name=name,
                errors=errors,
                messages=messages,
            )

    return launch


def worker_arguments(run: str, store: Store) -> list[str]:
    """What a worker must be told; everything else it reads from the store."""
    return ["--run", run, "--store", store.database.name, "--evidence", str(store.evidence)]


def new_record(name: str, order: Order) -> RunRecord:
    """A run as it begins."""
    return RunRecord(
        id=name,
        bot=order.bot.name,
        origin=order.origin,
        state=RunState.RUNNING,
        feed=order.feed,
        plan=order.plan.model_dump(mode="json"),
        started_by=who(),
        started_at=datetime.now(UTC),
        ended_at=None,
        exit_code=None,
        message="",
    )


def feed_lock(bot: str, file: Path | None) -> str:
    """The lock of a bot's feed: by the file, or free for forms."""
    mark = str(file.resolve()) if file is not None else secrets.token_hex(8)
    return f"feed-{hashlib.sha256(f'{bot}:{mark}'.encode()).hexdigest()[:16]}"


def at_work(store: Store) -> Callable[[str], bool]:
    """Whether a living process works on the run of a name, or the fleet is to work it."""

    def works(run: str) -> bool:
        queued = store.runs.get(run).state is RunState.QUEUED
        return queued or not is_dead(store.locks, f"run-{run}")

    return works


def run_on(file: Path | None, store: Store) -> str | None:
    """The run that works on a file; None while it has not begun, or is a dry one."""
    found = (run.id for run in store.runs.recent(20) if run.plan.get("feed_path") == str(file))
    return next(filter(at_work(store), found), None)
