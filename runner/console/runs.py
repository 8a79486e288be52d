"""Runs: every run, live; stopped and resumed by hand."""

import re
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.desk import Desk
from runner.console.evidence_files import FILES, newest_pictures
from runner.console.paging import SIZE, Paging, first_of
from runner.console.today import described
from runner.errors import DeskhandError
from runner.item import ItemState
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import Refusal, not_there
from runner.pages.rights import Right
from runner.pages.visiting import visit_of
from runner.run.engine import at_work
from runner.run.errors import RunInWorkError
from runner.run.locks import held
from runner.run.recovery import recover
from runner.run.serving import kinds_of
from runner.store import controlling
from runner.store.browsing import Sought
from runner.store.runs import RunRecord, RunState

TABS: Mapping[str, tuple[RunState, ...]] = {
    "": (),
    "at_work": (RunState.RUNNING, RunState.QUEUED),
    "stopped": (RunState.STOPPED,),
    "ended": (RunState.ENDED,),
}

TROUBLED = (ItemState.IN_DOUBT, ItemState.FAILED, ItemState.REJECTED)

TROUBLES = 10
REASONS = 6

NAME = re.compile(r"[\w-]{1,40}", re.ASCII)


class RunPages:
    """The pages of runs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list(self, request: Request) -> Response:
        """Runs, the newest first."""
        tab = request.query_params.get("tab", "")
        bot = request.query_params.get("bot") or None
        first = first_of(request)
        page = self._desk.store.run_browsing.page(TABS.get(tab, ()), bot, first, SIZE)
        return self._desk.templates.page(
            request,
            "runs.html",
            area="runs",
            runs=described(self._desk, [*page.runs]),
            tabs=list(TABS),
            tab=tab,
            bots=self._desk.store.run_browsing.bots(),
            paging=Paging(first, len(page.runs), page.total),
        )

    def one(self, request: Request) -> Response:
        """One run: how far it is, what it does now, what did not go well."""
        store = self._desk.store
        record = self._record(request)
        sees = visit_of(request).may(Right.SEE_ITEMS)
        folder = store.evidence / record.id
        run = described(self._desk, [record])[0]
        troubled = [
            line
            for state in TROUBLED
            if sees and run.counts.get(state)
            for line in store.browsing.page(Sought(record.id, state=state), 0, TROUBLES).lines
        ]
        return self._desk.templates.page(
            request,
            "run.html",
            area="runs",
            run=run,
            in_work=store.run_browsing.in_work(record.id),
            reasons=store.outcomes.reasons(record.id, TROUBLED, REASONS) if sees else [],
            troubled=troubled[:TROUBLES],
            pictures=newest_pictures(folder) if sees else [],
            files=files_there(folder) if sees else [],
            hosts=[host for host in store.fleet.hosts() if host.state == "serving"],
        )

    def stop(self, request: Request) -> Response:
        """Have it stopped after its current steps."""
        record = self._record(request)
        try:
            controlling.stop(self._desk.store.database, record.id, visit_of(request).who.name)
        except controlling.NotAtWorkError as error:
            raise Refusal(409, "run.not_at_work", run=record.id) from error
        return RedirectResponse(f"/runs/{record.id}?told=run_stopped", 303)

    def resume(self, request: Request) -> Response:
        """Let the fleet go on with it."""
        record = self._record(request)
        try:
            self._leave_to_fleet(record, visit_of(request).who.name)
        except (controlling.NothingToResumeError, RunInWorkError) as error:
            raise Refusal(409, "run.nothing_to_resume", run=record.id) from error
        except DeskhandError as error:
            raise Refusal(409, "error.because", why=error.sentence()) from error
        return RedirectResponse(f"/runs/{record.id}?told=run_resumed", 303)

    def _leave_to_fleet(self, record: RunRecord, who: str) -> None:
        store = self._desk.store
        bot = self._desk.engine.workspace.load_bot(record.bot)
        with held(store.locks, f"run-{record.id}") as free:
            if not free:
                raise RunInWorkError(record.id)
            recover(store)
            store.items.take_over(record.id, at_work(store))
            controlling.leave_to_fleet(store.database, record.id, kinds_of(bot), who)

    def _record(self, request: Request) -> RunRecord:
        return record_of(self._desk, request)


def record_of(desk: Desk, request: Request) -> RunRecord:
    """The run that a path names, in full.

    Raises:
        Refusal: there is none.
    """
    name = request.path_params["run"]
    found = desk.store.run_browsing.one(name) if NAME.fullmatch(name) else None
    if found is None:
        raise not_there()
    return found


def files_there(folder: Path) -> list[str]:
    """The papers of a run that are there."""
    return [name for name, file in FILES.items() if (folder / file.name).is_file()]


def routes(desk: Desk) -> list[Door]:
    """Its routes."""
    pages = RunPages(desk)
    return [
        shows("/runs", pages.list, Right.SEE_WORK),
        shows("/runs/{run}", pages.one, Right.SEE_WORK),
        does("/runs/{run}/stop", pages.stop, Right.CONTROL_RUNS),
        does("/runs/{run}/resume", pages.resume, Right.CONTROL_RUNS),
    ]
