"""The launcher's page of one case at work: what happens, what it asks, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.account import who
from runner.attended.acts import lines_of, title_of
from runner.attended.pages import DeskPages
from runner.attended.run import AttendedRun
from runner.decisions.answering import choose, drafted, fill_in, model_of
from runner.decisions.errors import UnfitAnswerError
from runner.errors import DeskhandError
from runner.forms import FormField, fields_of
from runner.item import ItemOutcome
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import not_there
from runner.pages.rights import Right
from runner.pages.visiting import visit_of
from runner.run.course import Stage
from runner.store.answering import Answerer
from runner.store.decisions import Decision

ADDRESSES = ("http://", "https://")
"""What a record begins with that can be opened."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, as the page shows it."""

    decision: Decision
    fields: list[FormField]
    values: dict[str, Any]
    for_others: bool
    """Whether somebody else has to answer it."""


class RunPages:
    """Shows and steers the cases that were started here."""

    def __init__(self, pages: DeskPages) -> None:
        self._pages = pages

    def routes(self) -> list[Door]:
        """Its routes."""
        wishes: dict[str, Callable[[AttendedRun], None]] = {
            "stop": AttendedRun.stop,
            "pause": AttendedRun.pause,
            "take-over": AttendedRun.take_over,
            "go-on": AttendedRun.go_on,
        }
        return [
            shows("/runs/{run}", self.page, Right.START_BOTS),
            shows("/runs/{run}/now", self.now, Right.START_BOTS),
            does("/runs/{run}/reply", self.reply, Right.START_BOTS),
            does("/runs/{run}/answer", self.answer, Right.ANSWER),
            does("/runs/{run}/again", self.again, Right.START_BOTS),
            does("/runs/{run}/resume", self.resume, Right.START_BOTS),
            *(self._wish(name, wish) for name, wish in wishes.items()),
        ]

    def _wish(self, name: str, wish: Callable[[AttendedRun], None]) -> Door:
        def obey(request: Request) -> Response:
            run = self._run(request)
            wish(run)
            return RedirectResponse(f"/runs/{run.number}", 303)

        return does(f"/runs/{{run}}/{name}", obey, Right.START_BOTS)

    def page(self, request: Request) -> Response:
        """The whole page."""
        return self._shown(request, "run.html")

    def now(self, request: Request) -> Response:
        """The part of it that changes."""
        return self._shown(request, "now.html")

    def reply(self, request: Request) -> Response:
        """Answer a yes-or-no question."""
        run = self._run(request)
        run.reply(yes=visit_of(request).posted("yes") == "yes")
        return RedirectResponse(f"/runs/{run.number}", 303)

    def answer(self, request: Request) -> Response:
        """Answer a question of the bot; the digest says what was shown."""
        run, visit = self._run(request), visit_of(request)
        number = visit.posted("decision")
        known = {str(one.id): one for one in run.decisions()}
        try:
            if number in known:
                self._answer(known[number], request)
        except UnfitAnswerError as error:
            return self._shown(request, "run.html", dict(error.problems), 422)
        except DeskhandError as error:
            return self._shown(request, "run.html", {"": error.sentence()}, 409)
        return RedirectResponse(f"/runs/{run.number}", 303)

    def _answer(self, decision: Decision, request: Request) -> None:
        visit, store = visit_of(request), self._pages.desk.store
        by, seen = Answerer(who(), is_account=True), visit.posted("seen")
        if "choices" in decision.form:
            choose(store, decision.id, visit.posted("choice"), by, seen=seen)
            return
        workspace, language = self._pages.desk.engine.workspace, visit.language.name
        fill_in(store, workspace, decision.id, visit.form, by, seen=seen, language=language)

    def again(self, request: Request) -> Response:
        """Do a case once more that was done before."""
        run, visit = self._run(request), visit_of(request)
        if run.draft is None:
            raise not_there()
        more = self._pages.desk.start(
            run.bot.name, run.draft, again=True, words=self._pages.bar(visit.language)
        )
        return RedirectResponse(f"/runs/{more.number}", 303)

    def resume(self, request: Request) -> Response:
        """Go on with a case that was stopped."""
        run = self._run(request)
        if run.course.stage is not Stage.STOPPED or not run.id:
            raise not_there()
        return RedirectResponse(f"/runs/{self._pages.desk.go_on_with(run).number}", 303)

    def _run(self, request: Request) -> AttendedRun:
        number = request.path_params["run"]
        run = self._pages.desk.run(int(number)) if number.isdecimal() else None
        if run is None:
            raise not_there()
        return run

    def _shown(
        self,
        request: Request,
        template: str,
        problems: dict[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        run, language = self._run(request), visit_of(request).language
        stage = run.course.stage
        outcome = run.outcome() if stage.is_over else None
        usual = self._pages.desk.store.paces.usual(run.bot.name)
        return self._pages.templates.page(
            request,
            template,
            status=status,
            run=run,
            title=title_of(run.bot.name),
            stage=stage.value,
            over=stage.is_over,
            lines=lines_of(run.course.since(0), language),
            seconds=run.seconds,
            usual=usual.total_seconds() if usual is not None else None,
            outcome=outcome,
            message=said_of(run, outcome),
            address=address_in(outcome),
            asked=self._asked(run, language.name) if not stage.is_over else [],
            next_bots=self._next(run) if stage is Stage.DONE else [],
            problems=problems or {},
            half_done=outcome is not None and any(one.state == "intent" for one in outcome.steps),
        )

    def _asked(self, run: AttendedRun, language: str) -> list[Asked]:
        return [self._as_asked(one, language) for one in run.decisions()]

    def _as_asked(self, decision: Decision, language: str) -> Asked:
        others = decision.four_eyes or decision.asked_of not in {None, who()}
        if "choices" in decision.form or others:
            return Asked(decision, [], {}, others)
        desk = self._pages.desk
        fields = fields_of(model_of(desk.store, desk.engine.workspace, decision), language)
        return Asked(decision, fields, dict(drafted(decision, fields)), others)

    def _next(self, run: AttendedRun) -> list[tuple[str, str]]:
        known = self._pages.desk.engine.workspace.bot_names()
        return [(name, title_of(name)) for name in run.bot.next_bots if name in known]


def said_of(run: AttendedRun, outcome: ItemOutcome | None) -> str:
    """Why a case ended as it did, in the sentence of whoever ended it."""
    if run.error is not None:
        return run.error.sentence()
    stages = [one for one in run.course.since(0) if one.kind == "stage" and one.data["message"]]
    if outcome is not None and outcome.message:
        return outcome.message
    return str(stages[-1].data["message"]) if stages and run.course.stage.is_over else ""


def address_in(outcome: ItemOutcome | None) -> str:
    """Where the record can be opened; empty when the bot says no address."""
    record = outcome.record if outcome is not None else ""
    return record if record.startswith(ADDRESSES) and " " not in record else ""
