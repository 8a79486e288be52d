"""Standby: prepared workers are kept for the bots that a person is likely to start next."""

import queue
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from runner.errors import DeskhandError, EnvironmentFault
from runner.run.channel import END
from runner.run.engine import Engine, private_file
from runner.run.locks import forget
from runner.run.ordering import Wish, plan_of
from runner.run.plan import RunPlan
from runner.run.preparation import check_credentials, load_apps
from runner.run.prepared import STANDBY
from runner.run.processes import WorkerProcess, start_worker
from runner.run.watching import Messages
from runner.store.deaths import Death
from runner.store.leases import HEARTBEAT_SECONDS, new_worker_name
from runner.store.store import Store
from runner.workspace import Workspace

TICK = 0.5
"""Seconds between two looks at the workers, unless one says something."""

STALE_SECONDS = 2.0
"""Seconds between two looks at the files that workers have read."""

DEATHS_ALLOWED = 3
"""Workers of a bot that end before they were ready, after which it is kept warm no longer."""

LEAVE_SECONDS = 5.0
"""How long a worker that is not needed any more may take to close its browser."""

BLANK_SECONDS = 4.0
"""After a worker was begun, before the next is started ahead: the first has the machine for itself."""

Print = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class Kept:
    """A worker that stands by."""

    bot: str
    worker: WorkerProcess
    files: Print
    """What it has read, as it was then."""
    tried: Print
    """Every file of the workspace, as it was then."""
    ready: bool = False


@dataclass(slots=True)
class _Trouble:
    deaths: int = 0
    tried: Print = ()
    """Every file of the workspace, as it was before the last try."""
    said: str = ""


@dataclass(slots=True)
class _Pool:
    kept: list[Kept] = field(default_factory=list)
    wanted: Sequence[str] = ()
    blank: WorkerProcess | None = None
    """Started ahead: whatever bot is wanted next, its process need not be started first."""
    trouble: dict[str, _Trouble] = field(default_factory=dict)


class Standby:
    """Keeps workers warm in a thread of its own. Safe for several threads."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._store = store
        self._messages: Messages = queue.SimpleQueue()
        self._pool = _Pool()
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._renew_at = self._stale_at = self._blank_at = 0.0
        self._blank_ready = False
        self._thread = threading.Thread(target=self._keep, name="standby", daemon=True)
        self._thread.start()

    def want(self, bots: Sequence[str]) -> None:
        """Keep one worker for each of these bots, and none for others."""
        with self._lock:
            self._pool.wanted = tuple(bots)
        self._messages.put(("", None))

    @property
    def ready(self) -> frozenset[str]:
        """The bots on whose start screen a worker stands."""
        with self._lock:
            return frozenset(one.bot for one in self._pool.kept if one.ready)

    def is_ready(self, bot: str) -> bool:
        """Whether a worker stands on the bot's start screen."""
        return bot in self.ready

    @property
    def is_prepared(self) -> bool:
        """Whether a worker was started ahead, for whatever bot is started next."""
        with self._lock:
            return self._blank_ready

    def trouble(self, bot: str) -> str:
        """Why a bot cannot be kept warm, in a sentence; empty when it can."""
        with self._lock:
            found = self._pool.trouble.get(bot)
            return found.said if found is not None else ""

    def take(self, bot: str, plan: RunPlan, messages: Messages) -> Kept:
        """A worker for a run, whose messages go to `messages` from now on: one that stands by, or
        one that is started now and opens its apps first. The bot is wanted no more until it is
        given back.

        Raises:
            DeskhandError: the bot, a selector file or a credential is missing or cannot be used.
        """
        with self._lock:
            self._drop_stale()
            self._pool.wanted = tuple(one for one in self._pool.wanted if one != bot)
            found = next((one for one in self._pool.kept if one.bot == bot), None)
            if found is None or not warm_enough(plan):
                return self._start(bot, plan, messages)
            self._pool.kept.remove(found)
            found.worker.messages = messages
            return found

    def give_back(self, kept: Kept, wanted: Sequence[str]) -> None:
        """A worker has worked its run: it stands by again, or ends where its bot is not `wanted`."""
        with self._lock:
            self._pool.wanted = tuple(wanted)
            kept.worker.messages = self._messages
            kept.ready = False
            self._pool.kept.append(kept)
        self._messages.put(("", None))

    def close(self) -> None:
        """End every worker."""
        self._over.set()
        self._messages.put(("", None))
        self._thread.join()
        with self._lock:
            workers = [one.worker for one in self._pool.kept]
            workers += [self._pool.blank] if self._pool.blank is not None else []
            self._pool = _Pool()
        for worker in workers:
            worker.tell(END)
        for worker in workers:
            self._end(worker)

    def _keep(self) -> None:
        while not self._over.is_set():
            self._hear()
            with self._lock, suppress(EnvironmentFault):  # the store is away; tried again
                self._look()

    def _hear(self) -> None:
        try:
            name, message = self._messages.get(timeout=TICK)
        except queue.Empty:
            return
        with self._lock:
            blank = self._pool.blank
            if blank is not None and blank.name == name:
                self._hear_blank(blank, gone=message is None)
                return
            kept = next((one for one in self._pool.kept if one.worker.name == name), None)
            if kept is None:
                return
            if message is None:
                self._bury(kept)
            elif message.event == "ready":
                kept.ready = True
                self._pool.trouble.pop(kept.bot, None)
            elif message.event == "browser":
                kept.worker.remember(message.data["processes"])
            elif message.event == "end" and "message" in message.data:
                self._note(kept.bot, message.data["message"], kept.tried)

    def _hear_blank(self, blank: WorkerProcess, *, gone: bool) -> None:
        self._blank_ready = not gone
        if gone:
            self._pool.blank = None
            blank.kill()

    def _look(self) -> None:
        now = time.monotonic()
        if now >= self._renew_at:
            self._renew_at = now + HEARTBEAT_SECONDS
            self._store.items.renew([one.worker.name for one in self._pool.kept])
        if now >= self._stale_at:
            self._stale_at = now + STALE_SECONDS
            self._drop_stale()
        self._fit()

    def _fit(self) -> None:
        """One worker for each bot that is wanted, and no other."""
        seen: set[str] = set()
        for one in list(self._pool.kept):
            if one.bot not in self._pool.wanted or one.bot in seen:
                self._drop(one)
            seen.add(one.bot)
        for bot in self._pool.wanted:
            if bot not in seen and not self._given_up(bot):
                self._prepare(bot)
        if self._pool.blank is None and time.monotonic() >= self._blank_at:
            self._blank_at = time.monotonic() + BLANK_SECONDS
            self._pool.blank = self._new_blank(self._messages)

    def _prepare(self, bot: str) -> None:
        # As they are before it is tried: what is written meanwhile is a change.
        tried = every_file(self._engine.workspace)
        try:
            plan = usual_plan(self._engine, bot)
            self._pool.kept.append(self._start(bot, plan, self._messages))
        except DeskhandError as error:
            self._note(bot, error.sentence(), tried, deaths=DEATHS_ALLOWED)

    def _start(self, bot: str, plan: RunPlan, messages: Messages) -> Kept:
        engine = self._engine
        tried, files = every_file(engine.workspace), files_of(engine, plan)
        check_credentials(engine.workspace, load_apps(engine.workspace, plan.apps))
        worker = self._next_blank(messages)
        worker.prepare(bot, plan.model_dump_json())
        return Kept(bot, worker, files, tried)

    def _next_blank(self, messages: Messages) -> WorkerProcess:
        """A worker that knows no bot yet: the one that was started ahead, or a new one."""
        worker, self._pool.blank = self._pool.blank, None
        self._blank_ready = False
        self._blank_at = time.monotonic() + BLANK_SECONDS
        if worker is None or worker.process.poll() is not None:
            return self._new_blank(messages)
        worker.messages = messages
        return worker

    def _new_blank(self, messages: Messages) -> WorkerProcess:
        engine = self._engine
        folder = engine.evidence / STANDBY
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with private_file(folder / "workers.err") as errors:
            return start_worker(
                ["--store", self._store.database.name, "--evidence", str(self._store.evidence)],
                root=engine.workspace.root,
                name=new_worker_name(),
                errors=errors,
                messages=messages,
                command="standby",
            )

    def _drop_stale(self) -> None:
        """A worker that has read what was changed since would do what nobody wants any more."""
        for one in list(self._pool.kept):
            if changed(one.files):
                self._drop(one)

    def _drop(self, kept: Kept) -> None:
        self._pool.kept.remove(kept)
        ending = threading.Thread(
            target=self._end, args=(kept.worker,), name="standby-end", daemon=True
        )
        ending.start()

    def _end(self, worker: WorkerProcess) -> None:
        worker.tell(END)
        with suppress(subprocess.TimeoutExpired):  # it is ended by force right after
            worker.process.wait(LEAVE_SECONDS)
        self._forget(worker)

    def _bury(self, kept: Kept) -> None:
        self._pool.kept.remove(kept)
        self._forget(kept.worker)
        if not kept.ready:
            self._note(kept.bot, "", kept.tried, deaths=1)

    def _forget(self, worker: WorkerProcess) -> None:
        worker.kill()
        with suppress(EnvironmentFault):  # its seats are free when its lease has run out
            self._store.items.bury(worker.name, Death("It stood by.", counts=False))
        forget(self._store.locks, f"worker-{worker.name}")

    def _note(self, bot: str, said: str, tried: Print, *, deaths: int = 0) -> None:
        found = self._pool.trouble.setdefault(bot, _Trouble())
        found.deaths += deaths
        found.said = said or found.said
        found.tried = tried

    def _given_up(self, bot: str) -> bool:
        """Whether it is not tried again until a file has changed, has come or has gone."""
        found = self._pool.trouble.get(bot)
        if found is None or found.deaths < DEATHS_ALLOWED:
            return False
        if every_file(self._engine.workspace) == found.tried:
            return True
        del self._pool.trouble[bot]
        return False


def usual_plan(engine: Engine, bot: str) -> RunPlan:
    """How a bot is run when nothing is said.

    Raises:
        DeskhandError: there is no such bot, or it cannot be loaded.
    """
    loaded = engine.workspace.load_bot(bot)
    return plan_of(engine.settings, loaded, Wish(bot, values={}))


def warm_enough(plan: RunPlan) -> bool:
    """Whether a run can be worked in a browser that is open already."""
    return not plan.trace


def files_of(engine: Engine, plan: RunPlan) -> Print:
    """The files that a worker of a plan reads, and when they were changed."""
    workspace = engine.workspace
    return _printed(workspace, [workspace.app_file(app.file) for app in plan.apps.values()])


def every_file(workspace: Workspace) -> Print:
    """All that a bot may fail for: which of them it reads is not known before it is loaded."""
    return _printed(workspace, sorted(workspace.selectors.glob("*.yaml")))


def _printed(workspace: Workspace, apps: Sequence[Path]) -> Print:
    bots = sorted((workspace.root / "bots").glob("*.py"))
    more = [workspace.root / "settings.toml", workspace.root / "credentials.env"]
    return tuple(printed(file) for file in [*bots, *apps, *more])


def changed(files: Print) -> bool:
    """Whether a file is not as it was."""
    return any(printed(Path(name)) != (name, at, size) for name, at, size in files)


def printed(file: Path) -> tuple[str, int, int]:
    """What tells whether a file was changed: its name, its time and its size."""
    try:
        found = file.stat()
    except OSError:
        return str(file), 0, 0
    return str(file), found.st_mtime_ns, found.st_size
