"""The prepared worker: it has opened its apps before there is a run, and keeps them between runs."""

from dataclasses import dataclass, field
from typing import Any

from runner.bots import Bot
from runner.errors import DeskhandError, EnvironmentFault
from runner.recorder import NullRecorder
from runner.run.assembly import Way, new_sessions, seat_rules
from runner.run.attempt_log import AttemptLog
from runner.run.channel import Channel
from runner.run.locks import held
from runner.run.plan import RunPlan
from runner.run.preparation import load_apps, options_of
from runner.run.seating import Seats
from runner.run.worker import NobodysSteps, Worker
from runner.secret import Secret
from runner.steps import current
from runner.store.store import Store
from runner.vault import open_vault
from runner.workspace import Workspace

LOOK_SECONDS = 2.0
"""How often a worker that stands by looks whether its browser still runs."""

FRESH_SECONDS = 240.0
"""After so long without a run it opens its start screen anew, before the app signs it out."""

STANDBY = "standby"
"""The folder, among those of runs, for what a worker leaves that has no run."""


@dataclass(slots=True)
class Known:
    """Secrets that signing in took: the log of each run that follows masks them, too."""

    secrets: list[Secret] = field(default_factory=list)
    log: AttemptLog | None = None

    def add(self, secret: Secret) -> None:
        """Mask one from now on."""
        self.secrets.append(secret)
        if self.log is not None:
            self.log.mask_secret(secret)

    def belong_to(self, log: AttemptLog) -> None:
        """A run begins, with a log of its own."""
        self.log = log
        for secret in self.secrets:
            log.mask_secret(secret)

    def masked(self, text: str) -> str:
        """A text without what must not be shown."""
        if self.log is not None:
            return self.log.masked(text)
        for secret in self.secrets:
            text = text.replace(secret.reveal(), "•••")
        return text


class PreparedWorker:
    """Opens a bot's apps, says that it is ready, and works each run that it is given."""

    def __init__(
        self,
        workspace: Workspace,
        bot: Bot[..., Any],
        plan: RunPlan,
        *,
        store: Store,
        name: str,
        channel: Channel,
    ) -> None:
        """`plan` says which selector files and addresses the bot's apps stand for."""
        self._bot = bot
        self._store = store
        self._name = name
        self._channel = channel
        self._known = Known()
        vault = open_vault(workspace.root, self._known.add)
        apps = load_apps(workspace, plan.apps)
        # Who watches is told with each run.
        plan = plan.model_copy(update={"show": False})
        way = Way(workspace, store, vault, name, store.evidence / STANDBY, channel)
        self._sessions = new_sessions(way, bot, plan, apps)
        rules = seat_rules(plan, apps, vault)
        self._sessions.seats = Seats(store, "", name, rules, waits=False)
        self._app_names = {app.name: parameter for parameter, app in apps.items()}
        self._idle_seconds = 0.0

    def masked(self, text: str) -> str:
        """A text without the secrets and personal values that are known by now."""
        return self._known.masked(text)

    def stand_by(self) -> DeskhandError | None:
        """Work runs until none is to come; returns the fault that ended it, or None."""
        current.keeper = NobodysSteps()
        with held(self._store.locks, f"worker-{self._name}"):
            try:
                self._sessions.sit_down()
                return self._work_runs()
            except EnvironmentFault as fault:
                return fault
            finally:
                self._sessions.close()

    def _work_runs(self) -> DeskhandError | None:
        fault: DeskhandError | None = None
        while fault is None:
            self._make_ready()
            self._channel.tell("ready")
            run = self._next_run()
            if not run:
                return None
            fault = self._work(run)
            self._channel.tell("run over")
        return fault

    def _make_ready(self) -> None:
        """On the start screen, signed in; what the last run left is gone."""
        idle = NullRecorder()
        fresh = bool(self._sessions.open)
        self._sessions.open_all(idle, on_standby=True)
        if fresh:
            self._sessions.let_watch(watched=False)
            self._sessions.reset()
        self._idle_seconds = 0.0

    def _next_run(self) -> str:
        """The run that is given; the apps are looked after meanwhile."""
        while (run := self._channel.next_run(LOOK_SECONDS)) is None:
            if not self._sessions.alive:
                raise EnvironmentFault("The browser of a worker on standby ended by itself.")
            self._idle_seconds += LOOK_SECONDS
            if self._idle_seconds >= FRESH_SECONDS:
                self._make_ready()
        return run

    def _work(self, run: str) -> DeskhandError | None:
        record = self._store.runs.get(run)
        plan = RunPlan.model_validate(record.plan)
        log = AttemptLog.of_run(self._store.evidence, record.id, self._name)
        self._known.belong_to(log)
        self._sessions.options = options_of(self._bot, plan.options)
        self._sessions.let_watch(watched=plan.show)
        self._sessions.belong_to(self._store.evidence / record.id, self._name)
        worker = Worker(
            self._name,
            record.id,
            bot=self._bot,
            plan=plan,
            store=self._store,
            sessions=self._sessions,
            log=log,
            channel=self._channel,
            app_names=self._app_names,
        )
        try:
            return worker.work_items()
        finally:
            self._sessions.put_away()
